using System.Runtime.InteropServices;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>
/// The owner's state as one transaction sees it: read once, changed in memory, and handed to the transaction at the end, together with
/// what is published and what other owners are asked. Dropped before that, it leaves no trace.
/// </summary>
internal sealed class OwnerBatch(IEventLog log, ILogTransaction transaction, OwnerTopic topic, BatchRooms rooms)
{
    public const string EntityStore = "entities";
    public const string RecordStore = "records";
    public const string WaitingStore = "waiting";
    private static readonly EntityState Unknown = new();
    private BatchRoom _room = rooms.Take();

    /// <summary>How work is shared among owners.</summary>
    public OwnerTopic Owners => topic;

    /// <summary>The partition whose owner is at work.</summary>
    public int Partition { get; set; }

    /// <summary>Changes of entities that were appended.</summary>
    public int Published { get; set; }

    /// <summary>When the webhooks whose records it holds were received.</summary>
    public List<DateTimeOffset> Delivered { get; } = [];

    /// <summary>Instances that have records to be fetched again.</summary>
    public HashSet<string> Ties { get; } = new(StringComparer.Ordinal);

    /// <summary>Actions for which what records say of their targets waits from now on.</summary>
    public List<string> Holds { get; } = [];

    /// <summary>Adds an entry to a topic.</summary>
    public void Append(LogEntry entry) => _room.Entries.Add(entry);

    /// <summary>Adds an entry to a topic of which only the newest of each key counts: those before it within the transaction are left out.</summary>
    public void AppendLatest(LogEntry entry)
    {
        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(_room.Latest, new(entry.Topic, entry.Key), out var known);
        if (known)
        {
            _room.Entries[at] = null;
        }

        at = _room.Entries.Count;
        _room.Entries.Add(entry);
    }

    /// <summary>Sets a key's value that this batch does not read again; null removes it.</summary>
    public void PutState(string store, string key, byte[]? value, string? partitionKey = null) => _room.Puts[new(store, key)] = (value, partitionKey);

    /// <summary>Asks the owner of a partition, which may be the one at work.</summary>
    public void Send(OwnerMessage message)
    {
        var partition = topic.PartitionOf(message);
        if (partition == Partition)
        {
            _room.Own.Enqueue(message);
        }
        else
        {
            SendOut(partition, message);
        }
    }

    /// <summary>Asks the owner at work again, in a transaction of its own behind this one.</summary>
    public void SendLater(OwnerMessage message) => SendOut(topic.PartitionOf(message), message);

    /// <summary>What the owner at work is asked next.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OwnerMessage? message) => _room.Own.TryDequeue(out message);

    public ValueTask<EntityState> EntityAsync(string id, CancellationToken cancellationToken) =>
        _room.Entities.TryGetValue(id, out var kept) ? new(kept.Now) : ReadEntityAsync(id, cancellationToken);

    /// <summary>Whether an entity's last event said deleted; false for one that is not known.</summary>
    public async ValueTask<bool> IsDeletedAsync(string id, CancellationToken cancellationToken) =>
        _room.Entities.TryGetValue(id, out var kept) ? kept.Now.Deleted
            : await transaction.GetStateAsync(EntityStore, id, cancellationToken).ConfigureAwait(false) is { } stored && EntityStateFormat.IsDeleted(stored, id);

    public void Put(string id, EntityState state)
    {
        ref var kept = ref CollectionsMarshal.GetValueRefOrAddDefault(_room.Entities, id, out var known);
        kept = (known ? kept.Before : Unknown, state);
    }

    public ValueTask<RecordState?> RecordAsync(string key, CancellationToken cancellationToken) =>
        _room.Records.TryGetValue(key, out var state) ? new(state) : ReadRecordAsync(key, cancellationToken);

    public void Put(string key, RecordState state, string partitionKey)
    {
        _room.Records[key] = state;
        _room.ChangedRecords[key] = partitionKey;
    }

    /// <summary>Puts an entry of an index, whose keys are parts joined by NUL; the first part decides the partition.</summary>
    public void PutIndex(string store, string key, byte[]? value, string partitionKey)
    {
        ref var put = ref CollectionsMarshal.GetValueRefOrAddDefault(_room.Puts, new(store, key), out var known);
        put = (value, partitionKey);
        if (!known)
        {
            _room.Indexed.Add(store, key, partitionKey);
        }
    }

    /// <summary>A value that this batch or a transaction before it has put.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> StateAsync(string store, string key, CancellationToken cancellationToken) =>
        _room.Puts.TryGetValue(new(store, key), out var put) ? put.Value is { } value ? new ReadOnlyMemory<byte>(value) : null : await transaction.GetStateAsync(store, key, cancellationToken).ConfigureAwait(false);

    /// <summary>Entries of an index whose keys begin with a part, this transaction's own included, in ordinal order.</summary>
    /// <param name="store">The index.</param>
    /// <param name="first">The first part of the keys.</param>
    /// <param name="after">Key behind which to begin, or null.</param>
    /// <param name="limit">How many to read at most.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public ValueTask<IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>> ScanAsync(string store, string first, string? after, int limit, CancellationToken cancellationToken)
    {
        var puts = _room.Indexed.Of(store, first);
        var committed = log.ScanStateAsync(store, first + '\0', after, cancellationToken);

        // Most aliases are held by nobody yet, and a log that knows it says so at once.
        return puts.Count == 0 && ReferenceEquals(committed, AsyncEnumerable.Empty<StateEntry>()) ? new([]) : ScanAsync(store, puts, committed, after, limit);
    }

    /// <summary>Hands all to the transaction. Called once, before its commit; nothing is asked of the batch behind it but what it counts and tells.</summary>
    public void Flush()
    {
        foreach (var (id, (before, now)) in _room.Entities)
        {
            ReferrerIndex.Note(this, id, before, now);
        }

        foreach (var entry in _room.Entries)
        {
            if (entry is not null)
            {
                transaction.Append(entry);
            }
        }

        foreach (var ((store, key), (value, partitionKey)) in _room.Puts)
        {
            transaction.PutState(store, key, value, partitionKey);
        }

        foreach (var (key, partitionKey) in _room.ChangedRecords)
        {
            transaction.PutState(RecordStore, key, RecordStateFormat.Write(_room.Records[key]!), partitionKey);
        }

        foreach (var (id, (before, state)) in _room.Entities)
        {
            if (ReferenceEquals(before, state))
            {
                continue;
            }

            var partitionKey = OwnerMessage.KeyOf(id);
            transaction.PutState(EntityStore, id, EntityStateFormat.Write(state), partitionKey);
            if (state.Missing.Count > 0 || _room.Waiting.Contains(id))
            {
                transaction.PutState(WaitingStore, id, state.Missing.Count == 0 ? null : System.Text.Encoding.UTF8.GetBytes(string.Join(',', state.Missing)), partitionKey);
            }
        }

        foreach (var (partition, messages) in _room.Out)
        {
            messages.RemoveAll(static message => message is null);
            foreach (var entry in topic.Entries(partition, messages!))
            {
                transaction.Append(entry);
            }
        }

        rooms.Return(_room);
        _room = null!;
    }

    private async ValueTask<EntityState> ReadEntityAsync(string id, CancellationToken cancellationToken)
    {
        var state = await transaction.GetStateAsync(EntityStore, id, cancellationToken).ConfigureAwait(false) is { } stored
            ? EntityStateFormat.Read(stored, id)
            : Unknown;
        _room.Entities[id] = (state, state);
        if (state.Missing.Count > 0)
        {
            _room.Waiting.Add(id);
        }

        return state;
    }

    private async ValueTask<RecordState?> ReadRecordAsync(string key, CancellationToken cancellationToken)
    {
        var state = await transaction.GetStateAsync(RecordStore, key, cancellationToken).ConfigureAwait(false) is { } stored
            ? RecordStateFormat.Read(stored, key)
            : null;
        _room.Records[key] = state;
        return state;
    }

    private async ValueTask<IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>> ScanAsync(
        string store, IReadOnlyList<string> puts, IAsyncEnumerable<StateEntry> committed, string? after, int limit)
    {
        SortedDictionary<string, ReadOnlyMemory<byte>>? found = null;
        foreach (var key in puts)
        {
            if (_room.Puts[new(store, key)].Value is { } value && (after is null || string.CompareOrdinal(key, after) > 0))
            {
                (found ??= new(StringComparer.Ordinal))[key] = value;
            }
        }

        var looked = 0;
        await foreach (var entry in committed.ConfigureAwait(false))
        {
            if (puts.Count == 0 || !_room.Puts.ContainsKey(new(store, entry.Key)))
            {
                (found ??= new(StringComparer.Ordinal))[entry.Key] = entry.Value;
            }

            // Some more than asked for, so that what this transaction removed leaves no gap in the order.
            if (++looked >= limit + puts.Count)
            {
                break;
            }
        }

        return found is null ? [] : [.. found.Take(limit)];
    }

    private void SendOut(int partition, OwnerMessage message)
    {
        if (!_room.Out.TryGetValue(partition, out var messages))
        {
            _room.Out[partition] = messages = [];
        }

        // Of what a stream's records mention only the newest counts (rule 3 of state): the others need not travel.
        if (message is Contribute { Contribution.Mention: true } said)
        {
            if (_room.Mentions.TryGetValue((said.Entity, said.Key), out var at))
            {
                if (Precedence.IsNewerMention(((Contribute)messages[at]!).Contribution, said.Contribution))
                {
                    return;
                }

                messages[at] = null;
            }

            _room.Mentions[(said.Entity, said.Key)] = messages.Count;
        }

        messages.Add(message);
    }
}
