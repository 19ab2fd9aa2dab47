using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

public sealed class ConcurrencyTests
{
    private static readonly TopicFilter Topic = TopicFilter.Exact("a");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_write_ahead_log_stays_bounded_while_readers_read_and_writers_write()
    {
        using var folder = new TempFolder();
        await using var log = EmbeddedEventLog.Open(new(folder.File("log.db")));
        await log.EnsureTopicAsync(new("a", 4, TopicRetention.Forever), Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var from = LogStart.Earliest; !stop.IsCancellationRequested;)
            {
                var page = await log.ReadAsync(new(Topic, from), Ct);
                from = page.Records.Count == 0 ? LogStart.Earliest : LogStart.After(page.Next);
            }
        })).ToList();
        var largest = 0L;
        for (var i = 0; i < 80; i++)
        {
            await log.AppendAsync([.. Enumerable.Range(0, 10).Select(n => new LogEntry("a", $"k{n}", new byte[50_000]))], Ct);
            largest = Math.Max(largest, new FileInfo(folder.File("log.db-wal")).Length);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.InRange(largest, 1, 20_000_000);
    }

    [Fact]
    public async Task A_scan_left_open_holds_up_no_writer()
    {
        using var folder = new TempFolder();
        await using var log = EmbeddedEventLog.Open(new(folder.File("log.db")));
        await PutAsync(log, "a");
        await PutAsync(log, "b");
        await using var scan = log.ScanStateAsync("s", ct: Ct).GetAsyncEnumerator(Ct);
        Assert.True(await scan.MoveNextAsync());
        await PutAsync(log, "c");
        Assert.Equal("a", scan.Current.Key);
        Assert.True(await scan.MoveNextAsync());
    }

    [Fact]
    public async Task A_cancelled_append_that_waits_is_withdrawn_and_the_log_goes_on()
    {
        using var folder = new TempFolder();
        await using var log = EmbeddedEventLog.Open(new(folder.File("log.db")));
        await log.EnsureTopicAsync(new("a", 1, TopicRetention.Forever), Ct);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.AppendAsync([new("a", "k", "never"u8.ToArray())], cancelled.Token));
        await log.AppendAsync([new("a", "k", "v"u8.ToArray())], Ct);
        Assert.Single((await log.ReadAsync(new(Topic, LogStart.Earliest), Ct)).Records);
    }

    [Fact]
    public async Task Closing_ends_what_waits_and_commits_what_was_handed_over()
    {
        using var folder = new TempFolder();
        var log = EmbeddedEventLog.Open(new(folder.File("log.db")));
        await log.EnsureTopicAsync(new("a", 1, TopicRetention.Forever), Ct);
        var consumer = await log.SubscribeAsync(new("g", Topic, LogStart.Latest), Ct);
        var reading = log.ReadAsync(new(Topic, LogStart.After((await log.ReadAsync(new(Topic, LogStart.Latest), Ct)).Next)) { Partition = 9, MaxWait = TimeSpan.FromMinutes(5) }, Ct).AsTask();
        await using var foreign = await log.SubscribeAsync(new("idle", TopicFilter.Exact("none"), LogStart.Latest), Ct);
        var consuming = foreign.ReadAsync(1, Ct).AsTask();
        var appends = Enumerable.Range(0, 50).Select(_ => log.AppendAsync([new("a", "k", new byte[100])], Ct).AsTask()).ToList();
        await log.DisposeAsync();
        await Task.WhenAll(appends);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => consuming);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync([new("a", "k", new byte[1])], Ct));
        await consumer.DisposeAsync();
        await using var again = EmbeddedEventLog.Open(new(folder.File("log.db")));
        Assert.Equal(50, (await AppendingProcess.AllAsync(again, "a")).Count);
    }

    [Fact]
    public async Task A_record_of_25_MB_is_taken_by_default_and_read_back()
    {
        using var folder = new TempFolder();
        await using var log = EmbeddedEventLog.Open(new(folder.File("log.db")));
        await log.EnsureTopicAsync(new("a", 1, TopicRetention.Forever), Ct);
        var value = new byte[25_000_000];
        new Random(1).NextBytes(value);
        await log.AppendAsync([new("a", "k", value)], Ct);
        var page = await log.ReadAsync(new(Topic, LogStart.Earliest), Ct);
        Assert.True(Assert.Single(page.Records).Value!.Value.Span.SequenceEqual(value));
        Assert.Equal(LogError.RecordTooLarge, (await Assert.ThrowsAsync<LogException>(async () => await log.AppendAsync([new("a", "k", new byte[25_000_001])], Ct))).Error);
    }

    [Fact]
    public async Task A_deleted_topics_records_go_from_the_file_by_and_by()
    {
        using var folder = new TempFolder();
        await using var log = EmbeddedEventLog.Open(new(folder.File("log.db")) { MaxFileBytes = 4_000_000 });
        for (var round = 0; round < 4; round++)
        {
            await log.EnsureTopicAsync(new("a", 2, TopicRetention.Forever), Ct);
            for (var i = 0; i < 600; i++) await log.AppendAsync([new("a", $"k{i}", new byte[4_000])], Ct);
            await log.DeleteTopicAsync("a", Ct);
            await log.MaintainAsync(Ct);
        }

        Assert.Empty(await log.TopicsAsync(Ct));
        await log.DisposeAsync();
        await using var again = EmbeddedEventLog.Open(new(folder.File("log.db")));
        await again.EnsureTopicAsync(new("a", 2, TopicRetention.Forever), Ct);
        Assert.Empty((await again.ReadAsync(new(Topic, LogStart.Earliest), Ct)).Records);
    }

    [Fact]
    public async Task A_topic_deleted_just_before_the_end_is_emptied_by_the_next_start()
    {
        using var folder = new TempFolder();
        for (var round = 0; round < 4; round++)
        {
            await using var log = EmbeddedEventLog.Open(new(folder.File("log.db")) { MaxFileBytes = 4_000_000 });
            await log.MaintainAsync(Ct);
            await log.EnsureTopicAsync(new("a", 2, TopicRetention.Forever), Ct);
            for (var i = 0; i < 600; i++) await log.AppendAsync([new("a", $"k{i}", new byte[4_000])], Ct);
            await log.DeleteTopicAsync("a", Ct);
        }

        await using var last = EmbeddedEventLog.Open(new(folder.File("log.db")) { MaxFileBytes = 4_000_000 });
        Assert.Empty(await last.TopicsAsync(Ct));
    }

    private static async Task PutAsync(EmbeddedEventLog log, string key)
    {
        await using var transaction = await log.BeginAsync("put", Ct);
        transaction.PutState("s", key, "v"u8.ToArray());
        await transaction.CommitAsync(Ct);
    }
}
