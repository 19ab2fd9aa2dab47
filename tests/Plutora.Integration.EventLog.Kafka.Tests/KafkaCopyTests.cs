using Plutora.Integration.EventLog.Copying;
using static Plutora.Integration.EventLog.Kafka.Tests.CopiedLog;
using static Plutora.Integration.EventLog.Kafka.Tests.InterruptedCopy;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A log copied to Kafka, from a file or from Kafka: everything, in order, once, wherever it was cut off; groups and positions go on where they were.</summary>
public sealed class KafkaCopyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, int.MaxValue)]
    [InlineData(2, 2)]
    public async Task An_embedded_log_goes_on_at_Kafka_with_its_groups_state_and_positions_wherever_the_copy_was_cut_off(int seed, int steps)
    {
        await using var bench = await CopyBench.StartAsync();
        await using (var old = bench.OpenFile()) await FillAsync(old, seed, 1_200);
        await using (var old = bench.OpenFile()) await AcknowledgeAsync(old, "one", 700);
        await using (var old = bench.OpenFile()) await AcknowledgeAsync(old, "two", int.MaxValue);
        var before = await ToldAsync(bench.OpenFile(), ["one", "two"]);

        var progress = await CutAsync(steps, cut => KafkaLogCopier.CopyAsync(bench.File, bench.Target, new(), TimeProvider.System, cut, Ct));
        Assert.Equal(("done", 1_200L), (progress.Stage, progress.Records));
        var refused = Assert.Throws<LogException>(bench.OpenFile);
        Assert.Equal(LogError.Moved, refused.Error);
        Assert.Contains(bench.Target.TopicPrefix, refused.Message, StringComparison.Ordinal);

        await using var log = await KafkaEventLog.OpenAsync(bench.Target, Ct);
        await SameAsync(before, log);
        Assert.Equal(before.Definitions, (await log.TopicsAsync(Ct)).Select(t => t.Definition));
        var foreign = await Assert.ThrowsAsync<LogException>(async () => await ReadAsync(log, LogStart.After(new("0123456789abcdef.5"))));
        Assert.Equal(LogError.ForeignPosition, foreign.Error);

        // It takes more, behind what was copied.
        await log.AppendAsync([Entry("many", 3, 0, "new")], Ct);
        Assert.Equal("new", Assert.Single(await RestAsync(log, "two")).Value.Single().Split('=')[1].Split(' ')[0]);
    }

    [Fact]
    public async Task A_target_that_holds_something_or_has_other_settings_is_refused_with_each_fault_and_left_as_it_was()
    {
        await using var bench = await CopyBench.StartAsync();
        await using (var old = bench.OpenFile()) await FillAsync(old, 6, 20);
        using (var admin = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = Broker.Address }).Build())
        using (var producer = new Confluent.Kafka.ProducerBuilder<string, string>(new Confluent.Kafka.ProducerConfig { BootstrapServers = Broker.Address }).Build())
        {
            await admin.CreateTopicsAsync([new() { Name = bench.Target.TopicPrefix + "many", NumPartitions = 2, ReplicationFactor = 1 }, new() { Name = bench.Target.TopicPrefix + "sole", NumPartitions = 1, ReplicationFactor = 1 }]);
            await producer.ProduceAsync(bench.Target.TopicPrefix + "sole", new() { Key = "a", Value = "b" }, Ct);
        }

        var refused = await Assert.ThrowsAsync<LogException>(() => KafkaLogCopier.CopyAsync(bench.File, bench.Target, new(), TimeProvider.System, null, Ct));
        Assert.Equal(LogError.TopicDiffers, refused.Error);
        Assert.All(["it has 2 partitions, the copy needs 4", "it holds 1 records", "retention.ms", "topicPrefix"], part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        await using (bench.OpenFile())
        {
            // Nothing was marked.
        }

        await using (await KafkaEventLog.OpenAsync(bench.Source, Ct))
        {
        }

        var log = await Assert.ThrowsAsync<LogException>(() => KafkaLogCopier.CopyAsync(bench.File, bench.Source, new(), TimeProvider.System, null, Ct));
        Assert.Contains("is an event log already", log.Message, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<LogException>(() => KafkaLogCopier.CopyAsync(bench.Target with { TopicPrefix = "none.", CacheFolder = bench.Source.CacheFolder + "-none" }, bench.Target, new(), TimeProvider.System, null, Ct));
        Assert.Contains("There is no event log on Kafka", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_copy_takes_no_hub_and_is_given_up_without_a_trace()
    {
        await using var bench = await CopyBench.StartAsync();
        await using (var old = bench.OpenFile()) await FillAsync(old, 7, 40);
        await Assert.ThrowsAsync<OperationCanceledException>(() => KafkaLogCopier.CopyAsync(bench.File, bench.Target, new(), TimeProvider.System, new Cut(1), Ct));
        Assert.Contains("--abandon", Assert.Throws<LogException>(bench.OpenFile).Message, StringComparison.Ordinal);
        Assert.Contains("not complete", (await Assert.ThrowsAsync<LogException>(() => KafkaEventLog.OpenAsync(bench.Target, Ct))).Message, StringComparison.Ordinal);
        Assert.Contains("--to-kafka", (await Assert.ThrowsAsync<LogException>(() => LogCopier.AbandonAsync(bench.File, TimeProvider.System, Ct))).Message, StringComparison.Ordinal);
        await KafkaLogCopier.AbandonAsync(bench.File, bench.Target, TimeProvider.System, Ct);
        Assert.Empty(bench.Topics());
        await using (var old = bench.OpenFile()) Assert.Equal(40, (await ReadAsync(old, LogStart.Earliest)).Count);

        await Assert.ThrowsAsync<LogException>(() => KafkaLogCopier.AbandonAsync(bench.File, bench.Target, TimeProvider.System, Ct));
        await KafkaLogCopier.CopyAsync(bench.File, bench.Target, new(), TimeProvider.System, null, Ct);
        Assert.Contains("is complete", (await Assert.ThrowsAsync<LogException>(() => KafkaLogCopier.AbandonAsync(bench.File, bench.Target, TimeProvider.System, Ct))).Message, StringComparison.Ordinal);

        // Said again it changes nothing.
        Assert.Equal("done", (await KafkaLogCopier.CopyAsync(bench.File, bench.Target, new(), TimeProvider.System, null, Ct)).Stage);
    }

    [Fact]
    public async Task A_log_on_Kafka_that_a_hub_works_on_is_not_copied_and_one_that_opened_it_before_joins_no_more()
    {
        await using var bench = await CopyBench.StartAsync();
        await using var old = await KafkaEventLog.OpenAsync(bench.Source, Ct);
        await FillAsync(old, 8, 10);
        var copier = bench.Source with { CacheFolder = bench.Source.CacheFolder + "-copier" };
        await using (await old.SubscribeAsync(new("hub", All, LogStart.Earliest), Ct))
        {
            var used = await Assert.ThrowsAsync<LogException>(() => KafkaLogCopier.CopyAsync(copier, bench.Target, new(), TimeProvider.System, null, Ct));
            Assert.Equal(LogError.InUse, used.Error);
            Assert.Contains("'hub'", used.Message, StringComparison.Ordinal);
        }

        await KafkaLogCopier.CopyAsync(copier, bench.Target, new(), TimeProvider.System, null, Ct);
        Assert.Equal(LogError.Moved, (await Assert.ThrowsAsync<LogException>(async () => await old.SubscribeAsync(new("hub", All, LogStart.Earliest), Ct))).Error);
    }
}
