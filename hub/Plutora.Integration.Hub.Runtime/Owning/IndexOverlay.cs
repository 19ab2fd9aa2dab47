using System.Runtime.InteropServices;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Which keys a transaction has put into indexes that are scanned by the first part of their keys, so that its own scans see them before it is committed.</summary>
internal sealed class IndexOverlay
{
    private const int None = -1;

    // Keys with one first part form a chain, the last put first: mostly there is one.
    private readonly Dictionary<KeyIn, int> _last = [];
    private readonly List<(string Key, int Before)> _keys = [];

    /// <summary>Notes a key that was not put yet.</summary>
    /// <param name="store">The index.</param>
    /// <param name="key">The key.</param>
    /// <param name="partitionKey">What decides the partition: mostly the first part of the key, which need not be cut out then.</param>
    public void Add(string store, string key, string partitionKey)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, new(store, First(key, partitionKey)), out var known);
        _keys.Add((key, known ? last : None));
        last = _keys.Count - 1;
    }

    /// <summary>The keys that begin with <paramref name="first"/> and a NUL, each once, in no order.</summary>
    public IReadOnlyList<string> Of(string store, string first)
    {
        if (!_last.TryGetValue(new(store, first), out var at))
        {
            return [];
        }

        var keys = new List<string>();
        for (; at != None; at = _keys[at].Before)
        {
            keys.Add(_keys[at].Key);
        }

        return keys;
    }

    public void Clear()
    {
        _last.Clear();
        _keys.Clear();
    }

    private static string First(string key, string partitionKey)
    {
        var end = key.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? key : key.AsSpan(0, end).SequenceEqual(partitionKey) ? partitionKey : key[..end];
    }
}
