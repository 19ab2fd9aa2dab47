using System.Runtime.InteropServices;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Changes that are in memory alone, the newest of each key. Used by one thread at a time.</summary>
internal sealed class RecentState
{
    private const int Overhead = 200;

    private readonly Dictionary<StateKey, StateChange> changes = [];

    // Of stores that were scanned: most are only ever asked for by key, and pay for no order.
    private readonly Dictionary<string, SortedSet<string>> ordered = new(StringComparer.Ordinal);

    public int Count => changes.Count;

    /// <summary>About what it takes.</summary>
    public long Bytes { get; private set; }

    public Dictionary<StateKey, StateChange>.ValueCollection All => changes.Values;

    public bool TryGet(StateKey key, out StateChange change) => changes.TryGetValue(key, out change);

    /// <summary>Takes a change, unless a later one of its key is known.</summary>
    public void Put(in StateChange change)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(changes, change.Key, out var isKnown);
        if (isKnown && known.Offset > change.Offset) return;
        Bytes += Size(change) - (isKnown ? Size(known) : 0);
        known = change;
        if (ordered.Count > 0 && ordered.TryGetValue(change.Key.Store, out var keys)) keys.Add(change.Key.Key);
    }

    /// <summary>Changes of keys from one on that begin with a prefix, in order.</summary>
    public IEnumerable<StateChange> From(string store, string prefix, string? afterKey)
    {
        var from = afterKey is not null && Utf8Order.Instance.Compare(afterKey, prefix) > 0 ? afterKey : prefix;
        foreach (var key in Between(store, from, prefix + Utf8Order.Greatest))
            if (key != afterKey && key.StartsWith(prefix, StringComparison.Ordinal)) yield return changes[new(store, key)];
    }

    /// <summary>Changes of keys up to one, the greatest first.</summary>
    public IEnumerable<StateChange> DownFrom(string store, string atMost)
    {
        foreach (var key in Between(store, "", atMost).Reverse()) yield return changes[new(store, key)];
    }

    public void Clear()
    {
        changes.Clear();
        ordered.Clear();
        Bytes = 0;
    }

    private static long Size(in StateChange change) => (change.Value.Value?.Length ?? 0) + (2 * change.Key.Key.Length) + Overhead;

    private SortedSet<string> Between(string store, string from, string to)
    {
        if (!ordered.TryGetValue(store, out var keys))
            ordered[store] = keys = new(changes.Keys.Where(key => key.Store == store).Select(key => key.Key), Utf8Order.Instance);
        return Utf8Order.Instance.Compare(from, to) > 0 ? [] : keys.GetViewBetween(from, to);
    }
}
