using System.Globalization;
using System.Text;
using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A log copied to Kafka, from a file or from Kafka: everything, in order, once, wherever it was cut off; groups and positions go on where they were.</summary>
public sealed class KafkaCopyTests
{
    private static readonly TopicFilter All = TopicFilter.Prefix("");

    // A record's partition key, which the log does not tell when it is read.
    private static readonly LogCopyRules ByHeader = new() { PartitionKeyOf = record => record.Header("pk") ?? record.Key };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, int.MaxValue)]
    [InlineData(2, 2)]
    public async Task An_embedded_log_goes_on_at_Kafka_with_its_groups_state_and_positions_wherever_the_copy_was_cut_off(int seed, int steps)
    {
        await using var bench = await Bench.StartAsync();
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

    [Theory]
    [InlineData(3, 7, 6)]
    [InlineData(4, 2, int.MaxValue)]
    public async Task A_log_on_Kafka_gets_another_number_of_partitions_and_every_position_goes_on_exactly(int seed, int partitions, int steps)
    {
        await using var bench = await Bench.StartAsync();
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
        await using var bench = await Bench.StartAsync();
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

    [Fact]
    public async Task A_target_that_holds_something_or_has_other_settings_is_refused_with_each_fault_and_left_as_it_was()
    {
        await using var bench = await Bench.StartAsync();
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
        await using var bench = await Bench.StartAsync();
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
        await using var bench = await Bench.StartAsync();
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

    private static LogEntry Entry(string topic, int key, int shape, string value) =>
        new(topic, $"{key}~{shape}", shape == 2 ? null : Encoding.UTF8.GetBytes(value), [new("pk", $"{key}"), new("n", value)]) { PartitionKey = $"{key}" };

    private static async Task FillAsync(IEventLog log, int seed, int count)
    {
        await log.EnsureTopicAsync(new("many", 4, TopicRetention.Forever), Ct);
        await log.EnsureTopicAsync(new("compacted", 3, TopicRetention.Compact(TimeSpan.FromDays(1))), Ct);
        await log.EnsureTopicAsync(new("sole", 1, TopicRetention.Delete(TimeSpan.FromDays(30))), Ct);
        string[] topics = ["many", "compacted", "sole"];
        var random = new Random(seed);
        for (var i = 0; i < count;)
        {
            await using var transaction = await log.BeginAsync("fill", Ct);
            for (var each = Math.Min(count, i + random.Next(1, 60)); i < each; i++)
            {
                var (key, shape) = (random.Next(12), random.Next(3));
                transaction.Append(Entry(topics[random.Next(3)], key, shape, string.Create(CultureInfo.InvariantCulture, $"{i}")));
                transaction.PutState("store", $"{key}", Encoding.UTF8.GetBytes($"{i}"), $"{key % 5}");
            }

            await transaction.CommitAsync(Ct);
        }
    }

    private static async Task AcknowledgeAsync(IEventLog log, string group, int count)
    {
        await using var consumer = await log.SubscribeAsync(new(group, All, LogStart.Earliest), Ct);
        var left = Math.Min(count, (await ReadAsync(log, LogStart.Earliest)).Count);
        while (left > 0)
        {
            var batch = await consumer.ReadAsync(Math.Min(left, 90), Ct);
            await consumer.AcknowledgeAsync(batch, Ct);
            left -= batch.Records.Count;
        }
    }

    private sealed record Told(IReadOnlyList<TopicDefinition> Definitions, Dictionary<string, List<string>> Records, IReadOnlyList<string> State,
        IReadOnlyDictionary<string, Dictionary<string, List<string>>> Rest, IReadOnlyList<(LogPosition Position, Dictionary<string, List<string>> Behind)> Positions);

    // What the log holds, what its groups have still to read, and what lies behind some of its positions.
    private static async Task<Told> ToldAsync(IEventLog log, string[] groups)
    {
        await using var opened = log;
        var rest = new Dictionary<string, Dictionary<string, List<string>>>();
        foreach (var group in groups) rest[group] = await RestAsync(log, group, acknowledge: false);
        var positions = new List<(LogPosition Position, Dictionary<string, List<string>> Behind)>();
        var start = LogStart.Earliest;
        for (var part = 0; part < 3; part++)
        {
            var page = await log.ReadAsync(new(All, start) { MaxRecords = 61 + (part * 40) }, Ct);
            if (page.Records.Count == 0) break;
            var position = part % 2 == 0 ? page.Next : page.Records[page.Records.Count / 2].Position;
            positions.Add((position, ByKey(await ReadAsync(log, LogStart.After(position)))));
            start = LogStart.After(page.Next);
        }

        var end = (await log.ReadAsync(new(All, LogStart.Latest), Ct)).Next;
        positions.Add((end, []));
        return new([.. (await log.TopicsAsync(Ct)).Select(t => t.Definition)], ByKey(await ReadAsync(log, LogStart.Earliest)), await StateAsync(log), rest, positions);
    }

    private static async Task SameAsync(Told before, IEventLog log)
    {
        Assert.Equal(before.Records, ByKey(await ReadAsync(log, LogStart.Earliest)));
        Assert.Equal(before.State, await StateAsync(log));
        foreach (var (position, rest) in before.Positions) Assert.Equal(rest, ByKey(await ReadAsync(log, LogStart.After(position))));
        foreach (var (group, rest) in before.Rest) Assert.Equal(rest, await RestAsync(log, group));
    }

    // What a group has still to read, by key.
    private static async Task<Dictionary<string, List<string>>> RestAsync(IEventLog log, string group, bool acknowledge = true)
    {
        var left = (await log.LagAsync(group, Ct)).Sum(l => l.Lag);
        var records = new List<LogRecord>();
        await using var consumer = await log.SubscribeAsync(new(group, All, LogStart.Earliest), Ct);
        // Markers of transactions count in the lag; behind the last record nothing comes. A consumer that has just joined may take its time for the first.
        for (var idle = 0; left > 0 && idle < (records.Count > 0 ? 2 : 5);)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            over.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                var batch = await consumer.ReadAsync(50, over.Token);
                (idle, left) = (0, left - batch.Records.Count);
                records.AddRange(batch.Records);
                if (acknowledge) await consumer.AcknowledgeAsync(batch, Ct);
            }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
            {
                idle++;
            }
        }

        return ByKey(records);
    }

    private static Dictionary<string, List<string>> ByKey(IEnumerable<LogRecord> records) =>
        records.GroupBy(r => $"{r.Topic}/{r.Header("pk") ?? r.Key}").OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(Text).ToList());

    private static string Text(LogRecord record) => $"{record.Key}={record.Header("n")}{(record.Value is null ? " gone" : "")} {record.AppendedAt:O} {string.Join(',', record.Headers)}";

    private static async Task<IReadOnlyList<LogRecord>> ReadAsync(IEventLog log, LogStart start)
    {
        var all = new List<LogRecord>();
        while (true)
        {
            var page = await log.ReadAsync(new(All, start) { MaxRecords = 137 }, Ct);
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records);
            start = LogStart.After(page.Next);
        }
    }

    private static async Task<IReadOnlyList<string>> StateAsync(IEventLog log)
    {
        var all = new List<string>();
        await foreach (var entry in log.ScanStateAsync("store", ct: Ct)) all.Add($"{entry.Key}={Encoding.UTF8.GetString(entry.Value.Span)} {entry.PartitionKey}");
        return all;
    }

    // Cut off after so many steps, again and again, until it is through.
    private static async Task<LogCopyProgress> CutAsync(int steps, Func<IProgress<LogCopyProgress>, Task<LogCopyProgress>> copy)
    {
        for (var cuts = 0; cuts < 20; cuts++)
        {
            try
            {
                return await copy(new Cut(steps));
            }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
            {
                // As a kill would: what was committed stands. Each run is let go further, so that it ends.
                steps++;
            }
        }

        throw new InvalidOperationException("The copy was not through after 20 runs.");
    }

    private sealed class Cut(int steps) : IProgress<LogCopyProgress>
    {
        private int _left = steps;

        public void Report(LogCopyProgress value)
        {
            if (value.Stage != "done" && --_left <= 0) throw new OperationCanceledException();
        }
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("plutora-copy").FullName;
        private readonly string prefix = $"c{Guid.NewGuid().ToString("n")[..10]}.";

        public string File => Path.Combine(folder, "log.db");

        public KafkaLogOptions Source => new(Broker.Address, Path.Combine(folder, "source")) { TopicPrefix = $"{prefix}old.", Shares = 4, ReplicationFactor = 1 };

        public KafkaLogOptions Target => new(Broker.Address, Path.Combine(folder, "target")) { TopicPrefix = $"{prefix}new.", Shares = 3, ReplicationFactor = 1 };

        public static Task<Bench> StartAsync()
        {
            Broker.SkipIfMissing();
            return Task.FromResult(new Bench());
        }

        public EmbeddedEventLog OpenFile() => EmbeddedEventLog.Open(new(File));

        /// <summary>Topics of the target.</summary>
        public IReadOnlyList<string> Topics()
        {
            using var admin = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = Broker.Address }).Build();
            return [.. admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(t => t.Topic).Where(t => t.StartsWith(Target.TopicPrefix, StringComparison.Ordinal))];
        }

        /// <summary>Reads the topic 'many' by a client that is none of ours, and commits what it read.</summary>
        public List<string> Consume(string of, string group, int most)
        {
            using var consumer = new Confluent.Kafka.ConsumerBuilder<string, byte[]>(new Confluent.Kafka.ConsumerConfig
            {
                BootstrapServers = Broker.Address,
                GroupId = group,
                EnableAutoCommit = false,
                EnableAutoOffsetStore = false,
                EnablePartitionEof = true,
                AutoOffsetReset = Confluent.Kafka.AutoOffsetReset.Earliest,
                IsolationLevel = Confluent.Kafka.IsolationLevel.ReadCommitted,
            }).Build();
            consumer.Subscribe(of + "many");
            var read = new List<string>();
            var ended = new HashSet<int>();
            while (read.Count < most && ended.Count < 4)
            {
                var result = consumer.Consume(Ct);
                if (result.IsPartitionEOF)
                {
                    ended.Add(result.Partition.Value);
                    continue;
                }

                read.Add(Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("n")));
                consumer.StoreOffset(result);
            }

            if (read.Count > 0) consumer.Commit();
            consumer.Close();
            return read;
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(folder, recursive: true);
            return default;
        }
    }
}
