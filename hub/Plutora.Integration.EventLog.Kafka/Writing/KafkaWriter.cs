using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>Checks what is to be written, and makes what was written known in this process before its writer is answered.</summary>
internal sealed class KafkaWriter(KafkaCluster kafka, Catalog catalog, StateCache cache, EndWatch ends, KafkaPositions positions, SingleProducer single, CommitLane lane, HealthWatch health, int statePartitions, Func<CancellationToken, Task> catchUp)
{
    /// <summary>Writes entries and state by a producer.</summary>
    public async Task<IReadOnlyList<LogPosition>> WriteAsync(IReadOnlyList<LogEntry> entries, IReadOnlyDictionary<StateKey, StateValue> state, Func<IReadOnlyList<Outgoing>, Task<IReadOnlyList<long>>> commit, CancellationToken ct)
    {
        Check(entries, state);
        var (records, places) = await ResolveAsync(entries, ct).ConfigureAwait(false);
        var keys = state.ToList();
        records.AddRange(Outgoing(keys));
        var offsets = await NotedAsync(commit(records)).ConfigureAwait(false);
        if (keys.Count > 0)
            cache.Committed([.. keys.Select((each, i) => new StateChange(each.Key, each.Value, records[entries.Count + i].Partition.Partition.Value, offsets[entries.Count + i]))]);
        ends.Note(places.Select((_, i) => (records[i].Partition, offsets[i] + 1)));
        return [.. places.Select((place, i) => positions.Write(place, offsets[i] + 1))];
    }

    /// <summary>Writes entries, and state that says where they stand, in one transaction.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="state">The state, once it is known where each entry stands.</param>
    /// <param name="producer">The producer.</param>
    /// <param name="ct">Gives up before it begins.</param>
    public async Task WriteAsync(IReadOnlyList<LogEntry> entries, Func<IReadOnlyList<(Place Place, long Offset)>, IReadOnlyDictionary<StateKey, StateValue>> state, TransactionalProducer producer, CancellationToken ct)
    {
        Check(entries, new Dictionary<StateKey, StateValue>());
        var (records, places) = await ResolveAsync(entries, ct).ConfigureAwait(false);
        List<KeyValuePair<StateKey, StateValue>> keys = [];
        var offsets = await NotedAsync(producer.CommitAsync(records, null, stored =>
        {
            keys = [.. state([.. places.Select((place, i) => (place, stored[i]))])];
            Check([], keys.ToDictionary());
            return Outgoing(keys);
        }, ct)).ConfigureAwait(false);
        cache.Committed([.. keys.Select((each, i) => new StateChange(each.Key, each.Value, StateCodec.PartitionOf(each.Key, each.Value, statePartitions), offsets[entries.Count + i]))]);
        ends.Note(places.Select((_, i) => (records[i].Partition, offsets[i] + 1)));
    }

    public async Task<IReadOnlyList<LogPosition>> AppendAsync(IReadOnlyList<LogEntry> batch, CancellationToken ct) =>
        await WriteAsync(batch, new Dictionary<StateKey, StateValue>(), records => CommitAsync(records, ct), ct).ConfigureAwait(false);

    /// <summary>Writes state of the log's own.</summary>
    public async Task PutAsync(string store, string key, byte[]? value, CancellationToken ct) =>
        await WriteAsync([], new Dictionary<StateKey, StateValue> { [new(store, key)] = new(value is null ? (ReadOnlyMemory<byte>?)null : value, null) }, records => CommitAsync(records, ct), ct).ConfigureAwait(false);

    /// <summary>Writes a record to each partition of the state topic that changes nothing: the key it removes is never set.</summary>
    public async Task TouchStateAsync(CancellationToken ct) =>
        await CommitAsync([.. Enumerable.Range(0, statePartitions).Select(number => new Outgoing(new(kafka.Names.State, number), StateCodec.Write(new("$roll", ""), new(null, null), kafka.Options.Time.GetUtcNow())))], ct).ConfigureAwait(false);

    /// <summary>Commits records that need no producer of their own, together with others'.</summary>
    public async Task<IReadOnlyList<long>> CommitAsync(IReadOnlyList<Outgoing> records, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return records.Count == 0 ? [] : records.Count == 1 ? [await single.AppendAsync(records[0]).ConfigureAwait(false)] : await lane.CommitAsync(records, ct).ConfigureAwait(false);
    }

    private Outgoing[] Outgoing(List<KeyValuePair<StateKey, StateValue>> keys)
    {
        var now = kafka.Options.Time.GetUtcNow();
        return [.. keys.Select(each => new Outgoing(new(kafka.Names.State, StateCodec.PartitionOf(each.Key, each.Value, statePartitions)), StateCodec.Write(each.Key, each.Value, now)))];
    }

    private async Task<IReadOnlyList<long>> NotedAsync(Task<IReadOnlyList<long>> commit)
    {
        try
        {
            var offsets = await kafka.Farewell.AwaitAsync(commit, "store what was written").ConfigureAwait(false);
            health.Note(null);
            return offsets;
        }
        catch (LogException fault)
        {
            health.Note(fault);
            throw;
        }
    }

    private void Check(IReadOnlyList<LogEntry> entries, IReadOnlyDictionary<StateKey, StateValue> state)
    {
        for (var i = 0; i < entries.Count; i++) Limits.Check(entries[i], kafka.Options.MaxRecordBytes);
        foreach (var (key, value) in state) Limits.Check(key, value, kafka.Options.MaxRecordBytes);
    }

    private async Task<(List<Outgoing> Records, List<Place> Places)> ResolveAsync(IReadOnlyList<LogEntry> entries, CancellationToken ct)
    {
        // Another process may have made a topic a moment ago.
        if (entries.Any(entry => catalog.Find(entry.Topic) is null)) await catchUp(ct).ConfigureAwait(false);
        var now = kafka.Options.Time.GetUtcNow();
        var records = new List<Outgoing>(entries.Count);
        var places = new List<Place>(entries.Count);
        LogEntry? before = null;
        foreach (var entry in entries)
        {
            var topic = catalog.Find(entry.Topic) ?? throw TopicManager.Unknown(entry.Topic);
            Limits.CheckKey(entry, topic.Definition);
            var partition = Partitioner.PartitionOf(entry.PartitionKey ?? entry.Key, topic.Definition.Partitions);
            records.Add(new(new KafkaPartition(kafka.Names.Topic(entry.Topic), partition), RecordCodec.Write(entry, now, before, before is null ? null : records[^1].Message)));
            before = entry;
            places.Add(new(topic.Mark, partition));
        }

        return (records, places);
    }
}
