using System.Text.Json;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.Whole;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Topics;

/// <summary>The log's own topics, and its name and format in one of them.</summary>
internal sealed class LogMeta(KafkaCluster kafka)
{
    /// <summary>For so long a removed key of the state is marked as such; a cache that was not used for longer is of no use.</summary>
    public static readonly TimeSpan TombstoneRetention = TimeSpan.FromDays(7);

    /// <summary>How the state topic is kept.</summary>
    public static readonly TopicRetention StateRetention = new() { Compaction = new(TimeSpan.Zero, TombstoneRetention) };

    private const int Format = 1;
    private static readonly byte[] Key = "log"u8.ToArray();
    private readonly TopicAdmin topics = new(kafka);

    /// <summary>Makes the log's own topics where they are missing, checks them where they are not, and reads or gives the log's name.</summary>
    /// <returns>The name, and the id of the state topic.</returns>
    public async Task<(string Name, string StateId)> EnsureAsync(CancellationToken ct)
    {
        var compacted = TopicConfigs.All(StateRetention, kafka.Options);
        var state = new Dictionary<string, string>(compacted) { ["segment.bytes"] = "67108864", ["min.cleanable.dirty.ratio"] = "0.2" };
        var found = await Task.WhenAll(EnsureAsync(kafka.Names.Meta, 1, compacted, ct), EnsureAsync(kafka.Names.State, kafka.Options.Shares, state, ct), EnsureAsync(kafka.Names.Shares, kafka.Options.Shares, TopicConfigs.All(TopicRetention.Forever, kafka.Options), ct)).ConfigureAwait(false);
        return (await ReadAsync(ct).ConfigureAwait(false) ?? await NameAsync(ct).ConfigureAwait(false), found[1].Id);
    }

    private async Task<FoundTopic> EnsureAsync(string name, int partitions, Dictionary<string, string> configs, CancellationToken ct)
    {
        var found = await topics.EnsureAsync(name, partitions, configs, ct).ConfigureAwait(false);
        var has = await topics.ConfigsAsync(name, ct).ConfigureAwait(false);
        await new SegmentRoller(kafka).MendAsync(name, has, ct).ConfigureAwait(false);
        var differences = TopicConfigs.Differences(configs, has).ToList();
        if (found.Partitions != partitions) differences.Insert(0, $"it has {found.Partitions} partitions, asked for were {partitions} (setting shares)");
        return differences.Count == 0 ? found : throw new LogException(LogError.TopicDiffers, $"The log's own topic '{name}' exists with other settings and was left as it is: {string.Join("; ", differences)}. Set the log as it was made, or mend the topic with Kafka's tools.");
    }

    private async Task<string> NameAsync(CancellationToken ct)
    {
        // Whoever takes the id over last writes; what another wrote before is seen by the look behind it.
        var producer = await TransactionalProducer.OpenAsync(kafka, LogNames.Reserved + "meta", ct).ConfigureAwait(false);
        try
        {
            if (await ReadAsync(ct).ConfigureAwait(false) is { } other) return other;
            var name = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 8));
            var value = JsonSerializer.SerializeToUtf8Bytes(new StoredLog(Format, name), StoredJson.Default.StoredLog);
            await producer.CommitAsync([new(new(kafka.Names.Meta, 0), new() { Key = Key, Value = value })], null, ct).ConfigureAwait(false);
            return name;
        }
        catch (LogException fenced) when (fenced.Error == LogError.Fenced)
        {
            return await NameAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            await producer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<string?> ReadAsync(CancellationToken ct)
    {
        var partition = new KafkaPartition(kafka.Names.Meta, 0);
        var end = (await Offsets.CommittedEndsAsync(kafka, [partition], ct).ConfigureAwait(false)).GetValueOrDefault(partition);
        if (end == 0) return null;
        var last = await KafkaCluster.BlockAsync(() =>
        {
            using var consumer = kafka.Clients.Reader(kafka.Names.Readers, 1024);
            consumer.Assign([new TopicPartitionOffset(partition, Offset.Beginning)]);
            byte[]? found = null;
            var started = kafka.Options.Time.GetTimestamp();
            while (kafka.Options.Time.GetElapsedTime(started) < kafka.Options.OperationTimeout)
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } result) continue;
                if (result.IsPartitionEOF) return found;
                if (result.Message.Key.AsSpan().SequenceEqual(Key)) found = result.Message.Value;
            }

            throw KafkaFault.TimedOut("read the log's name", kafka.Options.OperationTimeout);
        }).ConfigureAwait(false);
        if (last is null) return null;
        var stored = JsonSerializer.Deserialize(last, StoredJson.Default.StoredLog);
        return stored is { Format: Format }
            ? stored.Name
            : throw new LogException(LogError.FormatUnknown, $"The log in topics '{kafka.Options.TopicPrefix}*' has format {stored?.Format}, written by a newer version of the hub; this one reads {Format}. Start the newer version; the log was left as it is.");
    }
}
