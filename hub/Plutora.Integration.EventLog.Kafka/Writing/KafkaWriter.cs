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
    private readonly KafkaPartition[] statePlaces = kafka.Names.StatePartitions(statePartitions);

    /// <summary>Writes what a transaction has gathered.</summary>
    public Task<IReadOnlyList<LogPosition>> WriteAsync(TransactionContent content, Func<IReadOnlyList<Outgoing>, Task<IReadOnlyList<long>>> commit, CancellationToken ct) =>
        WriteAsync(content.Entries, content.State, content.Records, commit, ct);

    /// <summary>Writes entries and state by a producer.</summary>
    public Task<IReadOnlyList<LogPosition>> WriteAsync(IReadOnlyList<LogEntry> entries, IReadOnlyDictionary<StateKey, StateValue> state, Func<IReadOnlyList<Outgoing>, Task<IReadOnlyList<long>>> commit, CancellationToken ct) =>
        WriteAsync(entries, state, [], commit, ct);

    private async Task<IReadOnlyList<LogPosition>> WriteAsync(
        IReadOnlyList<LogEntry> entries, IReadOnlyDictionary<StateKey, StateValue> state, List<Outgoing> records, Func<IReadOnlyList<Outgoing>, Task<IReadOnlyList<long>>> commit, CancellationToken ct)
    {
        Check(entries, state);
        var places = await ResolveAsync(entries, records, state.Count, ct).ConfigureAwait(false);
        Add(records, state);
        var offsets = await NotedAsync(commit(records)).ConfigureAwait(false);
        Note(records, entries.Count, state, offsets);
        return new WrittenPositions(positions, places, offsets);
    }

    /// <summary>Writes entries, and state that says where they stand, in one transaction.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="state">The state, once it is known where each entry stands.</param>
    /// <param name="producer">The producer.</param>
    /// <param name="ct">Gives up before it begins.</param>
    public async Task WriteAsync(IReadOnlyList<LogEntry> entries, Func<IReadOnlyList<(Place Place, long Offset)>, IReadOnlyDictionary<StateKey, StateValue>> state, TransactionalProducer producer, CancellationToken ct)
    {
        var none = new Dictionary<StateKey, StateValue>();
        Check(entries, none);
        var records = new List<Outgoing>();
        var places = await ResolveAsync(entries, records, 0, ct).ConfigureAwait(false);
        IReadOnlyDictionary<StateKey, StateValue> known = none;
        var written = new List<Outgoing>(records);
        var offsets = await NotedAsync(producer.CommitAsync(records, null, stored =>
        {
            known = state([.. places.Select((place, i) => (place, stored[i]))]);
            Check([], known);
            Add(written, known);
            return written[entries.Count..];
        }, ct)).ConfigureAwait(false);
        Note(written, entries.Count, known, offsets);
    }

    public async Task<IReadOnlyList<LogPosition>> AppendAsync(IReadOnlyList<LogEntry> batch, CancellationToken ct) =>
        await WriteAsync(batch, new Dictionary<StateKey, StateValue>(), records => CommitAsync(records, ct), ct).ConfigureAwait(false);

    /// <summary>Writes state of the log's own.</summary>
    public async Task PutAsync(string store, string key, byte[]? value, CancellationToken ct) =>
        await WriteAsync([], new Dictionary<StateKey, StateValue> { [new(store, key)] = new(value is null ? (ReadOnlyMemory<byte>?)null : value, null) }, records => CommitAsync(records, ct), ct).ConfigureAwait(false);

    /// <summary>Writes a record to each partition of the state topic that changes nothing: the key it removes is never set.</summary>
    public async Task TouchStateAsync(CancellationToken ct) =>
        await CommitAsync([.. statePlaces.Select(place => StateCodec.Write(place, new("$roll", ""), new(null, null), kafka.Options.Time.GetUtcNow()))], ct).ConfigureAwait(false);

    /// <summary>Commits records that need no producer of their own, together with others'.</summary>
    public async Task<IReadOnlyList<long>> CommitAsync(IReadOnlyList<Outgoing> records, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return records.Count == 0 ? [] : records.Count == 1 ? [await single.AppendAsync(records[0]).ConfigureAwait(false)] : await lane.CommitAsync(records, ct).ConfigureAwait(false);
    }

    private void Add(List<Outgoing> records, IReadOnlyDictionary<StateKey, StateValue> state)
    {
        var now = kafka.Options.Time.GetUtcNow();
        Outgoing before = default;
        foreach (var (key, value) in state)
        {
            before = StateCodec.Write(statePlaces[StateCodec.PartitionOf(key, value, statePlaces.Length)], key, value, now, before);
            records.Add(before);
        }
    }

    /// <summary>Makes known in this process what was written.</summary>
    private void Note(List<Outgoing> records, int entries, IReadOnlyDictionary<StateKey, StateValue> state, IReadOnlyList<long> offsets)
    {
        if (state.Count > 0) cache.Committed(Changes());
        ends.Note(records, entries, offsets);

        IEnumerable<StateChange> Changes()
        {
            var at = entries;
            foreach (var (key, value) in state)
            {
                yield return new(key, value, records[at].Partition.Partition.Value, offsets[at]);
                at++;
            }
        }
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

    private async Task<Place[]> ResolveAsync(IReadOnlyList<LogEntry> entries, List<Outgoing> records, int more, CancellationToken ct)
    {
        // Another process may have made a topic a moment ago.
        for (var i = 0; i < entries.Count; i++)
        {
            if (catalog.Find(entries[i].Topic) is not null) continue;
            await catchUp(ct).ConfigureAwait(false);
            break;
        }

        return Resolve(entries, records, more);
    }

    private Place[] Resolve(IReadOnlyList<LogEntry> entries, List<Outgoing> records, int more)
    {
        var now = kafka.Options.Time.GetUtcNow();
        records.EnsureCapacity(entries.Count + more);
        var places = new Place[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var topic = catalog.Find(entry.Topic) ?? throw TopicManager.Unknown(entry.Topic);
            Limits.CheckKey(entry, topic.Definition);
            var partition = Partitioner.PartitionOf(entry.PartitionKey ?? entry.Key, topic.Definition.Partitions);
            records.Add(RecordCodec.Write(topic.Kafka[partition], entry, now));
            places[i] = new(topic.Mark, partition);
        }

        return places;
    }
}
