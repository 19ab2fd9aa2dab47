using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// What is known of the state topic beyond what the cache's files hold: what came since they were saved, and what this process has committed ahead of the reading. Used by one thread at a time.
/// </summary>
/// <param name="reached">The offset that the next record of each partition to be read has.</param>
internal sealed class UnsavedState(Dictionary<int, long> reached)
{
    private const int MaxEntries = 256;

    private readonly OwnWrites own = new();

    // Of keys that were saved ahead of the reading: where the change stands in the topic, so that an older one does not raise its value.
    private readonly Dictionary<StateKey, (int Partition, long Offset)> ahead = [];
    private readonly HashSet<string> committed = new(StringComparer.Ordinal);
    private RecentState recent = new();
    private RecentState saving = new();

    /// <summary>Whether there is something that the files do not know, were it only how far the topic was read.</summary>
    public bool IsAny { get; private set; }

    /// <summary>How many keys were changed since the last saving began.</summary>
    public int Count => recent.Count;

    /// <summary>About what they take.</summary>
    public long Bytes => recent.Bytes;

    /// <summary>The offset that the next record of a partition to be read has.</summary>
    public long Reached(int partition) => reached.GetValueOrDefault(partition);

    /// <summary>Takes how far the topic was read without a look at its records.</summary>
    public void Reach(IEnumerable<KeyValuePair<int, long>> offsets)
    {
        foreach (var (partition, offset) in offsets) reached[partition] = offset;
        IsAny = true;
    }

    /// <inheritdoc cref="StateCache.Read"/>
    public void Read(IReadOnlyList<StateChange> changes, IEnumerable<KeyValuePair<int, long>> offsets)
    {
        for (var i = 0; i < changes.Count; i++) Put(changes[i]);
        Reach(offsets);
    }

    /// <inheritdoc cref="StateCache.Committed"/>
    public void Committed(IEnumerable<StateChange> changes)
    {
        foreach (var change in changes)
        {
            // The reading was here already, and may have found what came behind it.
            if (change.Offset < Reached(change.Partition)) continue;
            own.Add(change.Partition, change.Offset);
            committed.Add(change.Key.Store);
            Put(change);
        }

        IsAny = true;
    }

    /// <inheritdoc cref="StateCache.IsKnown"/>
    public bool IsKnown(int partition, long offset) => own.Contains(partition, offset);

    /// <inheritdoc cref="StateCache.TakeCommittedStores"/>
    public void TakeCommittedStores(ISet<string> stores)
    {
        stores.UnionWith(committed);
        committed.Clear();
    }

    /// <summary>The change of a key, valid until the next one comes.</summary>
    public bool TryGet(StateKey key, out KeptChange change) => recent.TryGet(key, out change) || saving.TryGet(key, out change);

    /// <inheritdoc cref="RecentState.MayHoldFirst"/>
    public bool MayHoldFirst(ulong hash) => recent.MayHoldFirst(hash) || saving.MayHoldFirst(hash);

    /// <summary>Changes of the keys behind one, in order.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="afterKey">The key, or null.</param>
    /// <param name="upTo">The key up to which it is whole; null when it is to the end.</param>
    public List<StateChange> From(string store, string prefix, string? afterKey, out string? upTo)
    {
        upTo = null;
        var newer = recent.From(store, prefix, afterKey).Take(MaxEntries).ToList();
        var older = saving.Count == 0 ? [] : saving.From(store, prefix, afterKey).Take(MaxEntries).ToList();
        foreach (var cut in new[] { newer, older }.Where(changes => changes.Count == MaxEntries))
            if (upTo is null || Utf8Order.Instance.Compare(cut[^1].Key.Key, upTo) < 0) upTo = cut[^1].Key.Key;
        if (older.Count == 0) return newer;
        var merged = new SortedDictionary<string, StateChange>(Utf8Order.Instance);
        foreach (var change in older.Concat(newer)) merged[change.Key.Key] = change;
        var end = upTo;
        return [.. merged.Values.Where(change => end is null || Utf8Order.Instance.Compare(change.Key.Key, end) <= 0)];
    }

    /// <summary>Changes of keys up to one, each key's newest.</summary>
    public List<StateChange> UpTo(string store, string atMost) => [.. recent.DownFrom(store, atMost).Concat(saving.DownFrom(store, atMost).Where(change => !recent.TryGet(change.Key, out _)))];

    /// <summary>Gives what is to be saved, which stays known until <see cref="Saved"/> or <see cref="Unsaved"/>; what comes meanwhile is for the next saving.</summary>
    public StateSaving BeginSaving()
    {
        // What the reading has come to needs no mark any more.
        foreach (var (key, _) in ahead.Where(each => each.Value.Offset < Reached(each.Value.Partition)).ToList()) ahead.Remove(key);
        foreach (var change in recent.All)
            if (change.Offset >= Reached(change.Partition)) ahead[change.CopiedKey()] = (change.Partition, change.Offset);
        (recent, saving) = (saving, recent);
        IsAny = false;
        return new(saving.All, new(reached));
    }

    /// <summary>It lies in the files.</summary>
    public void Saved() => saving.Clear();

    /// <summary>It could not be saved, and is tried again with what came meanwhile.</summary>
    public void Unsaved()
    {
        foreach (var change in saving.All) recent.Put(change.Copy());
        saving.Clear();
        IsAny = true;
    }

    // Unless this process has committed a later change of the key that the reading is still to come to.
    private void Put(in StateChange change)
    {
        if (ahead.Count > 0 && ahead.TryGetValue(change.Key, out var saved) && saved.Offset > change.Offset) return;
        if (saving.Count > 0 && saving.TryGet(change.Key, out var known) && known.Offset > change.Offset) return;
        recent.Put(change);
    }
}

/// <summary>What a saving writes.</summary>
/// <param name="Changes">The newest change of each key.</param>
/// <param name="Reached">The offset that the next record of each partition to be read has.</param>
internal readonly record struct StateSaving(IReadOnlyCollection<KeptChange> Changes, Dictionary<int, long> Reached);
