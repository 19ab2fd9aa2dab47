using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Embedded.Groups;

namespace Plutora.Integration.EventLog.Copying;

/// <summary>Which record of the source is which of the copy. Order is kept, so the k-th of a partition's records in one is the k-th in the other.</summary>
internal sealed class CopyAlignment(EmbeddedEventLog source, EmbeddedEventLog target, LogCopyRules rules, IReadOnlyDictionary<string, TopicDefinition> topics, IReadOnlySet<string> changed)
{
    public const string Store = "log.copy";
    public const string Key = "place";

    private readonly Dictionary<int, string[]> _keys = [];
    private OffsetMap? _map;

    /// <summary>Topics that get another number of partitions.</summary>
    public IReadOnlySet<string> Changed => changed;

    /// <summary>Whether a topic's records are not copied.</summary>
    public bool IsLeftOut(string topic) => changed.Contains(topic) && rules.IsSpent(topic);

    /// <summary>A record as it is appended to the copy: in the same partition, or in the one that its partition key has there.</summary>
    public LogEntry Entry(LogRecord record) => new(record.Topic, record.Key, record.Value, record.Headers)
    {
        PartitionKey = changed.Contains(record.Topic) ? rules.PartitionKeyOf(record) : KeyOf(record.Partition, topics[record.Topic].Partitions),
        Time = record.AppendedAt,
    };

    /// <summary>A state entry's value in the copy, or null when it is left out.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> TranslatedAsync(string store, StateEntry entry, CancellationToken ct) =>
        rules.TopicOf(store, entry) is { } topic && topics.ContainsKey(topic) ? rules.Translate(store, entry, await MapAsync(topic, ct).ConfigureAwait(false)) : entry.Value;

    /// <summary>What a group has acknowledged, as offsets of the copy.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> PlacesOfAsync(ConsumerGroup group, CancellationToken ct)
    {
        var places = new Dictionary<TopicPartition, long>();
        var ends = (await target.TopicsAsync(ct).ConfigureAwait(false)).ToDictionary(t => t.Definition.Name, StringComparer.Ordinal);
        foreach (var topic in source.Catalog.Topics.Values.Where(t => group.Filter.Matches(t.Definition.Name)))
        {
            var copied = ends[topic.Definition.Name];
            if (changed.Contains(topic.Definition.Name))
            {
                foreach (var partition in copied.Partitions) places[new(topic.Definition.Name, partition.Partition)] = partition.EndOffset;
                continue;
            }

            var marks = topic.Partitions.Select(p => (p.Number, Mark: group.MarkOf(p))).Where(m => m.Mark is not null).ToList();
            var map = marks.Count == 0 ? null : await MapAsync(topic.Definition.Name, ct).ConfigureAwait(false);
            foreach (var (number, mark) in marks)
                places[new(topic.Definition.Name, number)] = map!.FirstAt(number, mark!.Value.Offset) ?? copied.Partitions[number].EndOffset;
        }

        return places;
    }

    // One topic's at a time: 16 bytes a record.
    private async Task<OffsetMap> MapAsync(string topic, CancellationToken ct)
    {
        if (_map?.Topic == topic) return _map;
        var partitions = topics[topic].Partitions;
        var map = new OffsetMap(topic, source.Catalog.Find(topic).Partitions.Length);
        if (IsLeftOut(topic)) return _map = map;
        var copied = new Copied(target, topic, partitions);
        for (var start = LogStart.Earliest; ;)
        {
            var page = await source.ReadAsync(new(TopicFilter.Exact(topic), start) { MaxRecords = 1_000 }, ct).ConfigureAwait(false);
            if (page.Records.Count == 0) return _map = map;
            foreach (var record in page.Records)
            {
                var twin = await copied.NextAsync(Partitioner.PartitionOf(Entry(record).PartitionKey!, partitions), ct).ConfigureAwait(false);
                if (twin?.Key != record.Key) throw new LogException(LogError.StorageFailed, $"The copy of '{topic}' does not hold what the source does (partition {record.Partition}, offset {record.Offset}). Give it up with --abandon, and copy again.");
                map.Add(record.Partition, record.Offset, twin.Offset);
            }

            start = LogStart.After(page.Next);
        }
    }

    private string KeyOf(int partition, int partitions)
    {
        if (_keys.TryGetValue(partitions, out var known)) return known[partition];
        var keys = new string[partitions];
        for (int found = 0, i = 0; found < partitions; i++)
        {
            ref var place = ref keys[Partitioner.PartitionOf($"{i}", partitions)];
            if (place is null) (place, found) = ($"{i}", found + 1);
        }

        _keys[partitions] = keys;
        return keys[partition];
    }

    /// <summary>Reads a topic of the copy partition by partition, a page of each at a time.</summary>
    private sealed class Copied(EmbeddedEventLog log, string topic, int partitions)
    {
        private readonly (IReadOnlyList<LogRecord> Page, int At, LogStart Next)[] _read = [.. Enumerable.Range(0, partitions).Select(_ => ((IReadOnlyList<LogRecord>)[], 0, LogStart.Earliest))];

        public async ValueTask<LogRecord?> NextAsync(int partition, CancellationToken ct)
        {
            var (page, at, next) = _read[partition];
            if (at == page.Count)
            {
                var read = await log.ReadAsync(new(TopicFilter.Exact(topic), next) { Partition = partition, MaxRecords = 500 }, ct).ConfigureAwait(false);
                (page, at, next) = (read.Records, 0, LogStart.After(read.Next));
            }

            _read[partition] = (page, at + 1, next);
            return at < page.Count ? page[at] : null;
        }
    }
}
