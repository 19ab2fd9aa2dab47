using Plutora.Integration.EventLog.Copying;
using static Plutora.Integration.EventLog.Kafka.Tests.CopiedLog;
using static Plutora.Integration.EventLog.Kafka.Tests.InterruptedCopy;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A log on Kafka copied to another place there, with as many partitions or another number of them: what the records and groups are told by goes on exactly.</summary>
public sealed class KafkaPartitionTests
{
    // A record's partition key, which the log does not tell when it is read.
    private static readonly LogCopyRules ByHeader = new() { PartitionKeyOf = record => record.Header("pk") ?? record.Key };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, 7, 6)]
    [InlineData(4, 2, int.MaxValue)]
    public async Task A_log_on_Kafka_gets_another_number_of_partitions_and_every_position_goes_on_exactly(int seed, int partitions, int steps)
    {
        await using var bench = await CopyBench.StartAsync();
        await using (var old = await KafkaEventLog.OpenAsync(bench.Source, Ct))
        {
            await FillAsync(old, seed, 600);
            await AcknowledgeAsync(old, "one", int.MaxValue);
        }

        var before = await ToldAsync(await KafkaEventLog.OpenAsync(bench.Source, Ct), ["one"]);
        var rules = ByHeader with { PartitionsOf = topic => topic.Name == "sole" ? 1 : partitions };
        await CutAsync(steps, cut => KafkaLogCopier.CopyAsync(bench.Source, bench.Target, rules, TimeProvider.System, cut, Ct));
        var refused = await Assert.ThrowsAsync<LogException>(() => KafkaEventLog.OpenAsync(bench.Source, Ct));
        Assert.Equal(LogError.Moved, refused.Error);
        Assert.Contains(bench.Target.TopicPrefix, refused.Message, StringComparison.Ordinal);

        await using var log = await KafkaEventLog.OpenAsync(bench.Target, Ct);
        await SameAsync(before, log);
        Assert.All(await log.TopicsAsync(Ct), t => Assert.Equal(t.Definition.Name == "sole" ? 1 : partitions, t.Partitions.Count));
        Assert.All(await ReadAsync(log, LogStart.Earliest), r => Assert.Equal(Partitioner.PartitionOf(r.Header("pk")!, r.Topic == "sole" ? 1 : partitions), r.Partition));
        await log.AppendAsync([Entry("many", 3, 0, "new")], Ct);
        Assert.Single(Assert.Single(await RestAsync(log, "one")).Value);
    }

    [Fact]
    public async Task Partitions_that_stay_keep_places_of_groups_that_are_behind_and_of_subscribers_by_Kafkas_own_protocol()
    {
        await using var bench = await CopyBench.StartAsync();
        await using (var old = await KafkaEventLog.OpenAsync(bench.Source, Ct))
        {
            await FillAsync(old, 5, 300);
            await AcknowledgeAsync(old, "behind", 120);
        }

        var subscriber = bench.Source.TopicPrefix + "subscriber";
        var taken = bench.Consume(bench.Source.TopicPrefix, subscriber, 30);
        var before = await ToldAsync(await KafkaEventLog.OpenAsync(bench.Source, Ct), ["behind"]);
        var changed = ByHeader with { PartitionsOf = topic => topic.Name == "sole" ? 1 : 6 };
        var refused = await Assert.ThrowsAsync<LogException>(() => KafkaLogCopier.CopyAsync(bench.Source, bench.Target, changed, TimeProvider.System, null, Ct));
        Assert.Equal(LogError.Invalid, refused.Error);
        Assert.Contains("'behind'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(subscriber, refused.Message, StringComparison.Ordinal);

        await KafkaLogCopier.CopyAsync(bench.Source, bench.Target, new(), TimeProvider.System, null, Ct);
        await using (var log = await KafkaEventLog.OpenAsync(bench.Target, Ct)) await SameAsync(before, log);
        var rest = bench.Consume(bench.Target.TopicPrefix, subscriber, int.MaxValue);
        var all = before.Records.Where(r => r.Key.StartsWith("many/", StringComparison.Ordinal)).Sum(r => r.Value.Count);
        Assert.Equal(all, taken.Count + rest.Count);
        Assert.Empty(taken.Intersect(rest));
    }
}
