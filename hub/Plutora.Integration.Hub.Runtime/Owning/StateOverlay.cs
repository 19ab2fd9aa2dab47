namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>What a transaction has put into indexes that are scanned by the first part of their keys, so that its own scans see it before it is committed.</summary>
internal sealed class StateOverlay
{
    private readonly Dictionary<(string Store, string First), SortedDictionary<string, byte[]?>> _puts = [];

    public void Put(string store, string key, byte[]? value)
    {
        var part = (store, First(key));
        if (!_puts.TryGetValue(part, out var puts))
        {
            _puts[part] = puts = new(StringComparer.Ordinal);
        }

        puts[key] = value;
    }

    /// <summary>What was put under keys that begin with <paramref name="first"/> and a NUL; null values were removed.</summary>
    public IReadOnlyDictionary<string, byte[]?> Of(string store, string first) =>
        _puts.TryGetValue((store, first), out var puts) ? puts : System.Collections.Immutable.ImmutableDictionary<string, byte[]?>.Empty;

    private static string First(string key) => key.IndexOf('\0', StringComparison.Ordinal) is var end && end < 0 ? key : key[..end];
}
