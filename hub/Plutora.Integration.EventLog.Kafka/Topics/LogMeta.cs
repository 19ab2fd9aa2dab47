using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Copying;
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
    private const string LogKey = "log";
    private const string MovedKey = "moved";
    private const string CopyKey = "copy";
    private readonly TopicAdmin topics = kafka.Topics;

    /// <summary>Makes the log's own topics where they are missing, checks them where they are not, and reads what the log says of itself, or gives it a name.</summary>
    /// <returns>What it says of itself, and the id of the state topic.</returns>
    public async Task<(LogMarks Marks, string StateId)> EnsureAsync(CancellationToken ct)
    {
        var compacted = TopicConfigs.All(StateRetention, kafka.Options);
        var state = new Dictionary<string, string>(compacted) { ["segment.bytes"] = "67108864", ["min.cleanable.dirty.ratio"] = "0.2" };
        var found = await Task.WhenAll(EnsureAsync(kafka.Names.Meta, 1, compacted, ct), EnsureAsync(kafka.Names.State, kafka.Options.Shares, state, ct), EnsureAsync(kafka.Names.Shares, kafka.Options.Shares, TopicConfigs.All(TopicRetention.Forever, kafka.Options), ct)).ConfigureAwait(false);
        return (await ReadAsync(ct).ConfigureAwait(false) ?? await NameAsync(ct).ConfigureAwait(false), found[1].Id);
    }

    /// <summary>What a log says of itself; null when there is none, and nothing is made then.</summary>
    public async Task<LogMarks?> FindAsync(CancellationToken ct) =>
        await topics.FindAsync(kafka.Names.Meta, ct).ConfigureAwait(false) is null ? null : await ReadAsync(ct).ConfigureAwait(false);

    /// <summary>Says that the log is being copied, or was moved; null takes that back.</summary>
    public Task SayMovedAsync(MovedMark? mark, CancellationToken ct) => WriteAsync(MovedKey, mark is null ? null : Encoding.UTF8.GetBytes(mark.Write()), ct);

    /// <summary>Says what the log is a copy of.</summary>
    public Task SayCopyAsync(StoredCopy copy, CancellationToken ct) => WriteAsync(CopyKey, Bytes(copy), ct);

    /// <summary>The offset behind all that the log says of itself.</summary>
    public async Task<long> EndAsync(CancellationToken ct)
    {
        var partition = new KafkaPartition(kafka.Names.Meta, 0);
        return (await Offsets.CommittedEndsAsync(kafka, [partition], ct).ConfigureAwait(false)).GetValueOrDefault(partition);
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

    private async Task<LogMarks> NameAsync(CancellationToken ct)
    {
        // Whoever takes the id over last writes; what another wrote before is seen by the look behind it.
        var producer = await TransactionalProducer.OpenAsync(kafka, LogNames.Reserved + "meta", ct).ConfigureAwait(false);
        try
        {
            if (await ReadAsync(ct).ConfigureAwait(false) is { } other) return other;
            var log = new StoredLog(Format, Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 8)));
            List<Outgoing> said = [Said(LogKey, JsonSerializer.SerializeToUtf8Bytes(log, StoredJson.Default.StoredLog))];
            // Together: a copy that is cut off here is known as one.
            if (kafka.Options.CopyOf is { } copy) said.Add(Said(CopyKey, Bytes(copy)));
            await producer.CommitAsync(said, null, ct).ConfigureAwait(false);
            return new(log.Name, null, kafka.Options.CopyOf);
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

    private async Task WriteAsync(string key, byte[]? value, CancellationToken ct)
    {
        var producer = await TransactionalProducer.OpenAsync(kafka, LogNames.Reserved + "meta", ct).ConfigureAwait(false);
        try
        {
            await producer.CommitAsync([Said(key, value)], null, ct).ConfigureAwait(false);
        }
        finally
        {
            await producer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Outgoing Said(string key, byte[]? value) => new(new(kafka.Names.Meta, 0), null, key, value is null ? (ReadOnlyMemory<byte>?)null : value, [], 0);

    private static byte[] Bytes(StoredCopy copy) => JsonSerializer.SerializeToUtf8Bytes(copy, StoredJson.Default.StoredCopy);

    private async Task<LogMarks?> ReadAsync(CancellationToken ct)
    {
        var partition = new KafkaPartition(kafka.Names.Meta, 0);
        if (await EndAsync(ct).ConfigureAwait(false) is var end && end == 0) return null;
        var said = await KafkaCluster.BlockAsync(() =>
        {
            using var consumer = kafka.Clients.Reader(kafka.Names.Readers, 1024);
            // A place by its number is read at once; for one by its name librdkafka first asks where that is, half a second later if it does not know the leader yet. What no longer exists is read from the first that does.
            consumer.Assign([new TopicPartitionOffset(partition, 0)]);
            var found = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
            var started = kafka.Options.Time.GetTimestamp();
            while (kafka.Options.Time.GetElapsedTime(started) < kafka.Options.OperationTimeout)
            {
                if (Polling.Next(consumer, "read the log's name", _ => KafkaRights.Reading(kafka.Names.Meta)) is not { } result) continue;
                if (result.IsPartitionEOF) return found;
                if (result.Message.Key is { } key) found[Encoding.UTF8.GetString(key)] = result.Message.Value;
            }

            throw KafkaFault.TimedOut("read the log's name", kafka.Options.OperationTimeout);
        }).ConfigureAwait(false);
        if (said.GetValueOrDefault(LogKey) is not { } log) return null;
        var stored = JsonSerializer.Deserialize(log, StoredJson.Default.StoredLog);
        var copy = said.GetValueOrDefault(CopyKey) is { } of ? JsonSerializer.Deserialize(of, StoredJson.Default.StoredCopy) : null;
        if (stored is not { Format: Format } || copy is { Format: not Format })
            throw new LogException(LogError.FormatUnknown, $"The log in topics '{kafka.Options.TopicPrefix}*' has format {(stored is { Format: Format } ? copy?.Format : stored?.Format)}, written by a newer version of the hub; this one reads {Format}. Start the newer version; the log was left as it is.");
        return new(stored.Name, said.GetValueOrDefault(MovedKey) is { } moved ? MovedMark.Read(Encoding.UTF8.GetString(moved)) : null, copy) { End = end };
    }
}

/// <summary>What a log says of itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Moved">That it is being copied, or was moved.</param>
/// <param name="Copy">What it is a copy of.</param>
internal sealed record LogMarks(string Name, MovedMark? Moved, StoredCopy? Copy)
{
    /// <summary>All before this offset was read; zero of a log that was just given its name.</summary>
    public long End { get; init; }

    /// <summary>Refuses a log that no hub may start on.</summary>
    public void Check(string place)
    {
        if (Moved is { } moved) throw new LogException(LogError.Moved, moved.Sentence($"on {place}"));
        if (Copy is { Done: false }) throw new LogException(LogError.Moved, $"The event log on {place} is a copy that is not complete. Finish it with the same 'plutora log copy' again, or give it up with --abandon.");
    }
}
