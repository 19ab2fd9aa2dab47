using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog.Kafka.Reading;
using KafkaPartition = Confluent.Kafka.TopicPartition;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A transaction that is open for longer than any may be is told of, with what ends it.</summary>
public sealed partial class StandstillTests
{
    private static readonly KafkaPartition One = new("one", 0), Other = new("other", 3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_hangs_is_told_of_with_the_command_that_ends_it()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var log = await KafkaEventLog.OpenAsync(host.Options with { StandstillAfter = TimeSpan.FromSeconds(3) }, Ct);
        await log.EnsureTopicAsync(new("a", 2, TopicRetention.Forever), Ct);
        await log.AppendAsync([new("a", "k", "v"u8.ToArray())], Ct);

        using var gone = Leave(host);
        var first = await gone.ProduceAsync(new KafkaPartition(host.Options.TopicPrefix + "a", 1), new() { Key = [0], Value = [0] }, Ct);

        await Waiting.UntilAsync("it is told", () => log.Standstill is not null);
        Assert.Null(log.Trouble);
        Assert.StartsWith($"readers stand still at offset {first.Offset.Value} of partition 1 of '{host.Options.TopicPrefix}a'", log.Standstill, StringComparison.Ordinal);
        await RunAsync(Command().Match(log.Standstill!).Groups[1].Value);
        await Waiting.UntilAsync("readers go on", () => log.Standstill is null);
    }

    [Fact]
    public void Only_a_place_that_stays_the_same_is_one_where_readers_stand_still()
    {
        var time = new FakeTimeProvider();
        var standstills = new Standstills(TimeSpan.FromSeconds(90), time);
        Look((One, 5, 7), (Other, 2, 2));
        time.Advance(TimeSpan.FromSeconds(60));
        // One transaction ended and the next has begun.
        Look((One, 7, 9), (Other, 2, 4));
        time.Advance(TimeSpan.FromSeconds(60));
        Look((One, 7, 20), (Other, 2, 9));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal([(One, 7L), (Other, 2L)], Look((One, 7, 20), (Other, 2, 9)));
        // Where nothing is told of a partition nothing is told of its past either.
        Assert.Equal([(Other, 2L)], Look((Other, 2, 9)));
        Assert.Equal([(Other, 2L)], Look((Other, 2, 9), (One, 7, 20)));
        Assert.Empty(Look((Other, 10, 10), (One, 7, 20)));

        IEnumerable<(KafkaPartition, long)> Look(params (KafkaPartition Partition, long Committed, long Written)[] ends) =>
            standstills.Look(ends.ToDictionary(each => each.Partition, each => each.Committed), ends.ToDictionary(each => each.Partition, each => each.Written)).Select(place => (place.TopicPartition, place.Offset.Value));
    }

    [Fact]
    public async Task Who_cannot_take_over_a_producer_for_it_is_told_so()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        var options = host.Options with { OperationTimeout = TimeSpan.FromSeconds(8) };
        await using var log = await KafkaEventLog.OpenAsync(options, Ct);
        using var gone = Leave(host);
        for (var partition = 0; partition < options.Shares; partition++)
            await gone.ProduceAsync(new KafkaPartition(host.Options.TopicPrefix + "_plutora.state", partition), new() { Key = [0], Value = [0] }, Ct);

        var refused = await Assert.ThrowsAsync<LogException>(async () => await log.BeginAsync("t", Ct));
        Assert.Equal(LogError.StorageFailed, refused.Error);
        Assert.Contains("readers stand still", refused.Message, StringComparison.Ordinal);
        Assert.Matches(Command(), refused.Message);
    }

    // As the brokers leave it: open, and of nobody who would end it.
    private static IProducer<byte[]?, byte[]?> Leave(KafkaHost host)
    {
        var gone = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = Broker.Address, TransactionalId = host.Options.TopicPrefix + "gone", TransactionTimeoutMs = 600_000 })
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).Build();
        gone.InitTransactions(TimeSpan.FromSeconds(30));
        gone.BeginTransaction();
        return gone;
    }

    private static async Task RunAsync(string arguments)
    {
        using var tool = Broker.Tool("org.apache.kafka.tools.TransactionsCommand", arguments.Split(' '));
        var error = tool.StandardError.ReadToEndAsync(Ct);
        var output = await tool.StandardOutput.ReadToEndAsync(Ct);
        await tool.WaitForExitAsync(Ct);
        Assert.True(tool.ExitCode == 0, $"{output} {await error}");
    }

    [GeneratedRegex(@"kafka-transactions\.sh (--bootstrap-server .* --start-offset \d+)$")]
    private static partial Regex Command();
}
