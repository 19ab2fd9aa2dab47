namespace Plutora.Integration.EventLog.Copying;

/// <summary>How what a source holds is written to its copy.</summary>
internal sealed class CopyPlan
{
    private readonly Dictionary<string, TopicDefinition> _source;
    private readonly Dictionary<string, TopicDefinition> _topics;
    private readonly Dictionary<int, IReadOnlyList<string>> _keys = [];
    private readonly LogCopyRules _rules;
    private OffsetMap? _map;

    public CopyPlan(IReadOnlyList<TopicDefinition> topics, LogCopyRules rules)
    {
        _rules = rules;
        _source = topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        _topics = topics.ToDictionary(t => t.Name, t => t with { Partitions = rules.PartitionsOf(t) }, StringComparer.Ordinal);
        Changed = topics.Where(t => _topics[t.Name].Partitions != t.Partitions).ToDictionary(t => t.Name, t => _topics[t.Name].Partitions, StringComparer.Ordinal);
    }

    /// <summary>The topics of the copy.</summary>
    public IReadOnlyCollection<TopicDefinition> Topics => _topics.Values;

    /// <summary>Topics that get another number of partitions, and that number.</summary>
    public IReadOnlyDictionary<string, int> Changed { get; }

    /// <summary>Whether a topic's records are not copied.</summary>
    public bool IsLeftOut(string topic) => Changed.ContainsKey(topic) && _rules.IsSpent(topic);

    /// <summary>A record as it is appended to the copy: in the same partition, or in the one that its partition key has there.</summary>
    public LogEntry Entry(LogRecord record) => new(record.Topic, record.Key, record.Value, record.Headers)
    {
        PartitionKey = Changed.ContainsKey(record.Topic) ? _rules.PartitionKeyOf(record) : KeyOf(record.Partition, _topics[record.Topic].Partitions),
        Time = record.AppendedAt,
    };

    /// <summary>A state entry's value in the copy, or null when it is left out.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> TranslatedAsync(ICopySource source, ICopyTarget target, string store, StateEntry entry, CancellationToken ct) =>
        _rules.TopicOf(store, entry) is { } topic && _topics.ContainsKey(topic) ? _rules.Translate(store, entry, await MapAsync(source, target, topic, ct).ConfigureAwait(false)) : entry.Value;

    /// <summary>What a group has acknowledged, as offsets of the copy.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> PlacesOfAsync(CopyGroup group, ICopySource source, ICopyTarget target, IReadOnlyList<TopicInfo> ended, IReadOnlyList<TopicInfo> copied, CancellationToken ct)
    {
        var places = new Dictionary<TopicPartition, long>();
        foreach (var topic in copied.Where(t => group.Reads(t.Definition.Name)))
        {
            var name = topic.Definition.Name;
            if (Changed.ContainsKey(name))
            {
                foreach (var partition in topic.Partitions) places[new(name, partition.Partition)] = partition.EndOffset;
                continue;
            }

            foreach (var partition in ended.Single(t => t.Definition.Name == name).Partitions)
            {
                var at = new TopicPartition(name, partition.Partition);
                if (!group.Acknowledged.TryGetValue(at, out var next)) continue;
                var map = next < partition.EndOffset ? await MapAsync(source, target, name, ct).ConfigureAwait(false) : null;
                places[at] = map?.FirstAt(partition.Partition, next) ?? topic.Partitions[partition.Partition].EndOffset;
            }
        }

        return places;
    }

    // One topic's at a time: 16 bytes a record.
    private async Task<OffsetMap> MapAsync(ICopySource source, ICopyTarget target, string topic, CancellationToken ct)
    {
        if (_map?.Topic == topic) return _map;
        var partitions = _source[topic].Partitions;
        return _map = IsLeftOut(topic) ? new(topic, partitions) : await target.MapAsync(source, _source[topic], record => Partitioner.PartitionOf(Entry(record).PartitionKey!, _topics[topic].Partitions), ct).ConfigureAwait(false);
    }

    private string KeyOf(int partition, int partitions)
    {
        if (!_keys.TryGetValue(partitions, out var keys)) _keys[partitions] = keys = Partitioner.KeysOf(partitions);
        return keys[partition];
    }
}
