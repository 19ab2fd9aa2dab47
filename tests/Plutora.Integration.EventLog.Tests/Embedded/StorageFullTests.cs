using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

public sealed class StorageFullTests
{
    private const int RecordBytes = 100_000;
    private static readonly TopicDefinition Topic = new("a", 2, TopicRetention.Delete(TimeSpan.FromDays(1)));

    private readonly FakeTimeProvider time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_without_space_is_refused_whole_and_what_was_stored_stays_readable()
    {
        using var folder = new TempFolder();
        await using var log = Open(folder, 2_000_000);
        var stored = await FillAsync(log);
        await using var transaction = await log.BeginAsync("t", Ct);
        transaction.PutState("s", "k", "v"u8.ToArray());
        for (var i = 0; i < 3; i++) transaction.Append(Record("half"));
        var refused = await Assert.ThrowsAsync<LogException>(async () => await transaction.CommitAsync(Ct));
        Assert.Equal(LogError.StorageFull, refused.Error);
        Assert.Contains("no space left", refused.Message, StringComparison.Ordinal);
        Assert.Equal(stored, (await AppendingProcess.AllAsync(log, "a")).Count);
        Assert.Null(await log.GetStateAsync("s", "k", Ct));
    }

    [Fact]
    public async Task A_small_write_goes_through_beside_a_large_one_that_does_not()
    {
        using var folder = new TempFolder();
        await using var log = Open(folder, 2_000_000);
        await log.EnsureTopicAsync(Topic, Ct);
        await log.AppendAsync([new("a", "small", new byte[10])], Ct);
        var stored = 1 + await FillAsync(log);
        var large = log.AppendAsync([Record("large")], Ct).AsTask();
        var small = log.AppendAsync([new("a", "small", new byte[10])], Ct).AsTask();
        Assert.Equal(LogError.StorageFull, (await Assert.ThrowsAsync<LogException>(() => large)).Error);
        await small;
        Assert.Equal(stored + 1, (await AppendingProcess.AllAsync(log, "a")).Count);
    }

    [Fact]
    public async Task The_log_goes_on_when_retention_has_made_room()
    {
        using var folder = new TempFolder();
        await using var log = Open(folder, 2_000_000);
        var stored = await FillAsync(log);
        time.Advance(TimeSpan.FromDays(2));
        await log.MaintainAsync(Ct);
        Assert.Equal(stored, await FillAsync(log));
        Assert.Equal(stored, (await AppendingProcess.AllAsync(log, "a")).Count);
    }

    [Fact]
    public async Task The_log_goes_on_when_it_is_given_more_space()
    {
        using var folder = new TempFolder();
        int stored;
        await using (var log = Open(folder, 2_000_000)) stored = await FillAsync(log);
        await using var larger = Open(folder, 4_000_000);
        await larger.AppendAsync([Record("more")], Ct);
        Assert.Equal(stored + 1, (await AppendingProcess.AllAsync(larger, "a")).Count);
    }

    [Fact]
    public void A_limit_below_a_megabyte_is_refused()
    {
        using var folder = new TempFolder();
        var refused = Assert.Throws<LogException>(() => EmbeddedEventLog.Open(new(folder.File("log.db")) { MaxFileBytes = 5 }));
        Assert.Equal(LogError.Invalid, refused.Error);
        Assert.Contains("1000000", refused.Message, StringComparison.Ordinal);
    }

    private static LogEntry Record(string key) => new("a", key, new byte[RecordBytes]);

    private static async Task<int> FillAsync(EmbeddedEventLog log)
    {
        await log.EnsureTopicAsync(Topic, Ct);
        for (var stored = 0; ; stored++)
        {
            try
            {
                await log.AppendAsync([Record("k")], Ct);
            }
            catch (LogException full) when (full.Error == LogError.StorageFull)
            {
                return stored;
            }
        }
    }

    private EmbeddedEventLog Open(TempFolder folder, long maxBytes) => EmbeddedEventLog.Open(new(folder.File("log.db")) { MaxFileBytes = maxBytes, Time = time });
}
