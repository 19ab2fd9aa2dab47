using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Changes that are in memory alone, the newest of each key. Used by one thread at a time.</summary>
internal sealed class RecentState
{
    private const int Overhead = 100;

    private readonly StateSlots slots = new();
    private readonly Dictionary<ReadOnlyMemory<byte>, KeptChange> changes = new(BytesComparer.Instance);
    private readonly Dictionary<ReadOnlyMemory<byte>, KeptChange>.AlternateLookup<ReadOnlySpan<byte>> lookup;

    // Each change's store and the first part of its key, as filters know them: most scans are for a first part that nothing has.
    private readonly HashSet<ulong> firsts = new(MixedHashes.Instance);

    // Of stores that were scanned: most are only ever asked for by key, and pay for no order.
    private readonly Dictionary<string, SortedSet<string>> ordered = new(StringComparer.Ordinal);

    public RecentState() => lookup = changes.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => changes.Count;

    /// <summary>About what it takes.</summary>
    public long Bytes => slots.Taken + (Overhead * (long)changes.Count);

    public Dictionary<ReadOnlyMemory<byte>, KeptChange>.ValueCollection All => changes.Values;

    /// <summary>The change of a key, valid until the next <see cref="Put(in StateChange)"/> or <see cref="Clear"/>.</summary>
    public bool TryGet(in StateKey key, out KeptChange change)
    {
        change = default;
        if (changes.Count == 0) return false;
        using var bytes = new KeyBytes(key, stackalloc byte[KeyBytes.Small]);
        return lookup.TryGetValue(bytes.Span, out change);
    }

    /// <summary>Takes a change, unless a later one of its key is known.</summary>
    public void Put(in StateChange change)
    {
        using var key = new KeyBytes(change.Key, stackalloc byte[KeyBytes.Small]);
        if (!lookup.TryGetValue(key.Span, out var known))
        {
            known = new(slots, key.Span, Encoding.UTF8.GetByteCount(change.Key.Store), change);
            changes.Add(known.StoreAndKey, known);
            if (known.Key.IndexOf((byte)0) is >= 0 and var end) firsts.Add(KeyFilter.Hash(key.Span[..(known.Store.Length + 1 + end + 1)]));
        }
        else if (known.Offset <= change.Offset) lookup[key.Span] = known.Become(slots, change);

        if (ordered.Count > 0 && ordered.TryGetValue(change.Key.Store, out var keys)) keys.Add(change.Key.Key);
    }

    /// <summary>Whether there may be changes of keys with a first part, by the hash of <see cref="KeyFilter.TryHashFirst"/>.</summary>
    public bool MayHoldFirst(ulong hash) => firsts.Contains(hash);

    /// <summary>Changes of keys from one on that begin with a prefix, in order.</summary>
    public IEnumerable<StateChange> From(string store, string prefix, string? afterKey) =>
        changes.Count == 0 || (KeyFilter.TryHashFirst(store, prefix, out var first) && !MayHoldFirst(first)) ? [] : Ordered(store, prefix, afterKey);

    private IEnumerable<StateChange> Ordered(string store, string prefix, string? afterKey)
    {
        var from = afterKey is not null && Utf8Order.Instance.Compare(afterKey, prefix) > 0 ? afterKey : prefix;
        foreach (var key in Between(store, from, prefix + Utf8Order.Greatest))
            if (key != afterKey && key.StartsWith(prefix, StringComparison.Ordinal)) yield return Copy(store, key);
    }

    /// <summary>Changes of keys up to one, the greatest first.</summary>
    public IEnumerable<StateChange> DownFrom(string store, string atMost)
    {
        foreach (var key in Between(store, "", atMost).Reverse()) yield return Copy(store, key);
    }

    public void Clear()
    {
        changes.Clear();
        firsts.Clear();
        ordered.Clear();
        slots.Clear();
    }

    private StateChange Copy(string store, string key) => TryGet(new(store, key), out var change) ? change.Copy() : throw new InvalidOperationException($"The order of {store} knows a key that has no change.");

    private SortedSet<string> Between(string store, string from, string to)
    {
        if (!ordered.TryGetValue(store, out var keys))
        {
            keys = new(Utf8Order.Instance);
            var name = Encoding.UTF8.GetBytes(store);
            foreach (var change in changes.Values)
                if (change.Store.SequenceEqual(name)) keys.Add(Encoding.UTF8.GetString(change.Key));
            ordered[store] = keys;
        }

        return Utf8Order.Instance.Compare(from, to) > 0 ? [] : keys.GetViewBetween(from, to);
    }

    // Keys come from outside, and their hashes are the same everywhere: who knew which fall together could make the set slow.
    private sealed class MixedHashes : IEqualityComparer<ulong>
    {
        private static readonly ulong Factor = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

        public static MixedHashes Instance { get; } = new();

        public bool Equals(ulong x, ulong y) => x == y;

        public int GetHashCode(ulong obj) => (int)((obj * Factor) >> 32);
    }

    private sealed class BytesComparer : IEqualityComparer<ReadOnlyMemory<byte>>, IAlternateEqualityComparer<ReadOnlySpan<byte>, ReadOnlyMemory<byte>>
    {
        private static readonly long Seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

        public static BytesComparer Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj) => GetHashCode(obj.Span);

        public bool Equals(ReadOnlySpan<byte> alternate, ReadOnlyMemory<byte> other) => other.Span.SequenceEqual(alternate);

        // Several times as fast as HashCode.AddBytes, and by its seed as hard to foresee.
        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate, Seed);

        public ReadOnlyMemory<byte> Create(ReadOnlySpan<byte> alternate) => throw new NotSupportedException("A key lies in a place of its own before it is added.");
    }
}
