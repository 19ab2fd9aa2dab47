using System.Collections.Immutable;
using System.Text.Json;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.State;

namespace Plutora.Integration.EventLog.Kafka.Topics;

/// <summary>A topic of the log.</summary>
/// <param name="Definition">Its settings.</param>
/// <param name="Id">The id that Kafka gave it.</param>
internal sealed record CatalogTopic(TopicDefinition Definition, string Id)
{
    /// <summary>Its partitions as Kafka knows them.</summary>
    public IReadOnlyList<KafkaPartition> Kafka { get; init; } = [];

    /// <summary>The id, short enough for positions.</summary>
    public ulong Mark { get; } = BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Id)));
}

/// <summary>A partition of a topic of the log.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Number">Its number.</param>
/// <param name="Kafka">As Kafka knows it.</param>
internal sealed record CatalogPartition(CatalogTopic Topic, int Number, KafkaPartition Kafka);

/// <summary>
/// The topics of the log. They are listed in the log's own state, so every process learns of a new one within moments and without asking the brokers,
/// and a cluster's other topics are none of the log's.
/// </summary>
internal sealed class Catalog(StateCache cache, LogNames names)
{
    /// <summary>The store that lists them, by name.</summary>
    public const string Store = "$topics";

    private readonly Lock gate = new();
    private volatile ImmutableSortedDictionary<string, CatalogTopic> topics = ImmutableSortedDictionary.Create<string, CatalogTopic>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, CatalogTopic> Topics => topics;

    /// <summary>Pulses when topics were made, changed or deleted.</summary>
    public CommitSignal Changed { get; } = new();

    public CatalogTopic? Find(string name) => topics.GetValueOrDefault(name);

    /// <summary>The partitions of all topics that the log knows.</summary>
    public IEnumerable<KafkaPartition> Partitions => Matching(TopicFilter.Prefix("")).Select(partition => partition.Kafka);

    public IReadOnlyList<CatalogPartition> Matching(TopicFilter filter) =>
    [
        .. from topic in filter.Prefixes.Count == 0 ? filter.Names.Order(StringComparer.Ordinal).Select(Find).OfType<CatalogTopic>() : topics.Values.Where(topic => filter.Matches(topic.Definition.Name))
           from number in Enumerable.Range(0, topic.Definition.Partitions)
           select new CatalogPartition(topic, number, topic.Kafka[number]),
    ];

    /// <summary>Reads the list anew.</summary>
    public void Reload()
    {
        lock (gate)
        {
            topics = cache.All(Store).Select(Read).ToImmutableSortedDictionary(topic => topic.Definition.Name, topic => topic, StringComparer.Ordinal);
        }

        Changed.Pulse();
    }

    public static byte[] Write(TopicDefinition definition, string id) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredTopic(1, id, definition.Partitions, Milliseconds(definition.Retention.DeleteAfter), Milliseconds(definition.Retention.Compaction?.MinimumLag), Milliseconds(definition.Retention.Compaction?.TombstoneRetention)),
        StoredJson.Default.StoredTopic);

    private CatalogTopic Read(StateEntry entry)
    {
        var stored = JsonSerializer.Deserialize(entry.Value.Span, StoredJson.Default.StoredTopic);
        if (stored is not { Format: 1 })
            throw new LogException(LogError.FormatUnknown, $"The log's entry of topic '{entry.Key}' has format {stored?.Format}, written by a newer version of the hub; this one reads 1. Start the newer version.");
        return new(new(entry.Key, stored.Partitions, new()
        {
            DeleteAfter = Time(stored.DeleteAfter),
            Compaction = stored.MinimumLag is null ? null : new(Time(stored.MinimumLag)!.Value, Time(stored.Tombstones) ?? TimeSpan.Zero),
        }), stored.Id)
        {
            Kafka = [.. Enumerable.Range(0, stored.Partitions).Select(number => new KafkaPartition(names.Topic(entry.Key), number))],
        };
    }

    private static long? Milliseconds(TimeSpan? time) => time is { } span ? (long)span.TotalMilliseconds : null;

    private static TimeSpan? Time(long? milliseconds) => milliseconds is { } number ? TimeSpan.FromMilliseconds(number) : null;
}
