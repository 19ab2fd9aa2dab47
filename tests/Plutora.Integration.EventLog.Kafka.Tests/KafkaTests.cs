using System.Text;
using Plutora.Integration.EventLog.Conformance;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>What is Kafka's own.</summary>
public sealed class KafkaTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_works_over_TLS_with_user_and_password_and_a_wrong_password_is_told_without_showing_it()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        var security = new KafkaSecurity { Tls = true, CaFile = Broker.CaFile, Sasl = SaslMechanism.Plain, User = "hub", Password = "hub-secret" };
        var options = host.Options with { BootstrapServers = Broker.SecureAddress, Security = security };
        await using (var log = await KafkaEventLog.OpenAsync(options, Ct))
        {
            await log.EnsureTopicAsync(new("a", 1, TopicRetention.Forever), Ct);
            await log.AppendAsync([new("a", "k", "v"u8.ToArray())], Ct);
            Assert.Single((await log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.Earliest), Ct)).Records);
        }

        var wrong = options with { Security = security with { Password = "not-the-one" }, OperationTimeout = TimeSpan.FromSeconds(3) };
        var refused = await Assert.ThrowsAsync<LogException>(() => KafkaEventLog.OpenAsync(wrong, Ct));
        Assert.Equal(LogError.StorageFailed, refused.Error);
        Assert.DoesNotContain("not-the-one", refused.ToString() + wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_25_MB_comes_back_whole_by_page_and_by_group()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var log = await KafkaEventLog.OpenAsync(host.Options with { MaxRecordBytes = 25_000_000 }, Ct);
        await log.EnsureTopicAsync(new("a", 1, TopicRetention.Forever), Ct);
        var value = new byte[25_000_000];
        new Random(7).NextBytes(value);
        await log.AppendAsync([new("a", "k", value), new("a", "k", "small"u8.ToArray())], Ct);
        Assert.True(Assert.Single((await log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.Earliest), Ct)).Records).Value!.Value.Span.SequenceEqual(value));
        await using var consumer = await log.SubscribeAsync(new("g", TopicFilter.Exact("a"), LogStart.Earliest), Ct);
        Assert.True(Assert.Single((await consumer.ReadAsync(10, Ct)).Records).Value!.Value.Span.SequenceEqual(value));
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_told_within_the_time_limit()
    {
        var folder = Directory.CreateTempSubdirectory("plutora-kafka").FullName;
        try
        {
            var options = new KafkaLogOptions("127.0.0.1:1", folder) { OperationTimeout = TimeSpan.FromSeconds(1) };
            Assert.Equal(LogError.StorageFailed, (await Assert.ThrowsAsync<LogException>(() => KafkaEventLog.OpenAsync(options, Ct))).Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Another_process_reads_the_state_and_topics_that_this_one_wrote()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var one = await KafkaEventLog.OpenAsync(host.Options, Ct);
        await using var two = await KafkaEventLog.OpenAsync(host.Options with { CacheFolder = host.Options.CacheFolder + "-two" }, Ct);
        Assert.Equal(one.Name, two.Name);
        await one.EnsureTopicAsync(new("a", 2, TopicRetention.Forever), Ct);
        await using (var transaction = await one.BeginAsync("t", Ct))
        {
            transaction.Append(new("a", "k", "v"u8.ToArray()));
            transaction.PutState("s", "k", "v"u8.ToArray());
            await transaction.CommitAsync(Ct);
        }

        await using (var later = await two.BeginAsync("t", Ct)) Assert.NotNull(await later.GetStateAsync("s", "k", Ct));
        await two.AppendAsync([new("a", "k", "v"u8.ToArray())], Ct);
        await using var zombie = await one.BeginAsync("t", Ct);
        zombie.Append(new("a", "k", "zombie"u8.ToArray()));
        Assert.Equal(LogError.Fenced, (await Assert.ThrowsAsync<LogException>(async () => await zombie.CommitAsync(Ct))).Error);
    }

    [Fact]
    public async Task A_process_with_an_empty_cache_finds_the_state_that_another_wrote_whatever_its_form_and_reads_on_from_there()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var one = await KafkaEventLog.OpenAsync(host.Options, Ct);
        (string Key, byte[]? Value, string? PartitionKey)[] entries =
        [
            .. Enumerable.Range(0, 2000).Select(number => ($"n{number}", (byte[]?)Encoding.UTF8.GetBytes($"value {number}"), number % 2 == 0 ? null : $"{number % 7}")),
            ("empty", [], null), ("with an empty partition key", [1], ""), ("with\0NUL", [2], null), ("\U0001F600", [3], "é"), ("long", new byte[900_000], "l"),
        ];
        await PutAsync([.. entries.Select(entry => (entry.Key, (byte[]?)"superseded"u8.ToArray(), entry.PartitionKey))]);
        await PutAsync(entries);
        await PutAsync([("n7", null, "0"), ("never there", null, null)]);
        var options = host.Options with { CacheFolder = host.Options.CacheFolder + "-two" };
        await using (var two = await KafkaEventLog.OpenAsync(options, Ct)) await HoldsAsync(two);
        await PutAsync([("n8", null, null), ("n9", "changed"u8.ToArray(), "2"), ("new", "new"u8.ToArray(), null)]);
        await using (var again = await KafkaEventLog.OpenAsync(options, Ct)) await HoldsAsync(again);

        async Task PutAsync((string Key, byte[]? Value, string? PartitionKey)[] changes)
        {
            await using var transaction = await one.BeginAsync(Ct);
            foreach (var (key, value, partitionKey) in changes) transaction.PutState("s", key, value, partitionKey);
            await transaction.CommitAsync(Ct);
        }

        async Task HoldsAsync(KafkaEventLog log)
        {
            var expected = await one.ScanStateAsync("s", ct: Ct).ToListAsync(Ct);
            Assert.InRange(expected.Count, entries.Length - 1, entries.Length);
            var found = await log.ScanStateAsync("s", ct: Ct).ToListAsync(Ct);
            Assert.Equal(expected.Select(Text), found.Select(Text));
            foreach (var entry in expected.TakeLast(10)) Assert.True((await log.GetStateAsync("s", entry.Key, Ct))!.Value.Span.SequenceEqual(entry.Value.Span));
            Assert.Null(await log.GetStateAsync("s", "n7", Ct));
        }

        static string Text(StateEntry entry) => $"{entry.Key} {Convert.ToHexString(entry.Value.Span)} {entry.PartitionKey ?? "none"}";
    }

    [Fact]
    public async Task A_process_is_told_what_another_changed_of_the_state_and_who_is_in_a_group()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var one = await KafkaEventLog.OpenAsync(host.Options, Ct);
        await using var two = await KafkaEventLog.OpenAsync(host.Options with { CacheFolder = host.Options.CacheFolder + "-two" }, Ct);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (two.Follow(stores => _ = stores.Contains("s") && told.TrySetResult()))
        {
            await using var transaction = await one.BeginAsync(Ct);
            transaction.PutState("s", "k", "v"u8.ToArray());
            await transaction.CommitAsync(Ct);
            await told.Task.WaitAsync(TimeSpan.FromMinutes(2), Ct);
            Assert.NotNull(await two.GetStateAsync("s", "k", Ct));
        }

        await one.EnsureTopicAsync(new("a", 2, TopicRetention.Forever), Ct);
        await using (var consumer = await one.SubscribeAsync(new("g", TopicFilter.Exact("a"), LogStart.Earliest), Ct))
        {
            Assert.Equal(2, consumer.Assigned.Count);
            Assert.Equal([one.Member], await two.MembersAsync("g", Ct));
        }

        Assert.Empty((await two.MembersAsync("g", Ct))!);
        Assert.NotEqual(one.Member, two.Member);
    }
}
