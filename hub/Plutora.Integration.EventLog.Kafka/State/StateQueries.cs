using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Questions to the cache's file, answered together with what is in memory alone.</summary>
internal static class StateQueries
{
    private const int MaxEntries = 256;
    private const long MaxBytes = 1024 * 1024;

    public static ReadOnlyMemory<byte>? Value(Database file, StateKey key)
    {
        using var rows = file.Prepare("SELECT value FROM state WHERE store = ? AND key = ? AND value IS NOT NULL").Bind().Add(key.Store).Add(key.Key);
        return rows.Step() ? rows.Blob(0) : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>Entries from a key on, so many that a page stays small.</summary>
    /// <param name="file">The file.</param>
    /// <param name="store">The store.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="afterKey">The key behind which they begin, or null.</param>
    /// <param name="changes">What is in memory alone of these keys, in order.</param>
    /// <param name="upTo">The key up to which that is whole; null when it is to the end.</param>
    public static List<StateEntry> Page(Database file, string store, string prefix, string? afterKey, List<StateChange> changes, string? upTo)
    {
        var page = new List<StateEntry>();
        long bytes = 0;
        using var rows = file.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key >= ? AND (?3 IS NULL OR key > ?3) AND value IS NOT NULL ORDER BY key")
            .Bind().Add(store).Add(prefix).Add(afterKey);
        var (stored, at) = (Next(), 0);
        while (page.Count < MaxEntries && bytes < MaxBytes)
        {
            var change = at < changes.Count ? changes[at].Key.Key : null;
            var order = stored is null ? 1 : change is null ? -1 : Utf8Order.Instance.Compare(stored, change);
            if (order < 0)
            {
                page.Add(new(stored!, rows.Blob(1), rows.TextOrNull(2)));
                bytes += rows.Size(1);
                stored = Next();
            }
            else if (change is not null)
            {
                if (changes[at].Value.Value is { } value)
                {
                    page.Add(Entry(changes[at]));
                    bytes += value.Length;
                }

                at++;
                if (order == 0) stored = Next();
            }
            else break;
        }

        return page;

        string? Next() => rows.Step() && rows.Text(0) is var key && key.StartsWith(prefix, StringComparison.Ordinal) && (upTo is null || Utf8Order.Instance.Compare(key, upTo) <= 0) ? key : null;
    }

    /// <summary>The entry of the greatest key up to this one, or null.</summary>
    /// <param name="file">The file.</param>
    /// <param name="store">The store.</param>
    /// <param name="atMost">The key.</param>
    /// <param name="changes">What is in memory alone of the keys up to it.</param>
    public static StateEntry? Last(Database file, string store, string atMost, List<StateChange> changes)
    {
        var changed = changes.Select(change => change.Key.Key).ToHashSet(StringComparer.Ordinal);
        StateChange? newest = null;
        foreach (var change in changes.Where(change => change.Value.Value is not null && (newest is null || Utf8Order.Instance.Compare(change.Key.Key, newest.Value.Key.Key) > 0))) newest = change;
        using var rows = file.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key <= ? AND value IS NOT NULL ORDER BY key DESC").Bind().Add(store).Add(atMost);
        while (rows.Step())
        {
            var key = rows.Text(0);
            if (newest is { } before && Utf8Order.Instance.Compare(key, before.Key.Key) < 0) break;
            if (!changed.Contains(key)) return new(key, rows.Blob(1), rows.TextOrNull(2));
        }

        return newest is { } found ? Entry(found) : null;
    }

    /// <summary>Names of the stores that hold something, in ordinal order, but for the log's own.</summary>
    public static IReadOnlyList<string> Stores(Database file)
    {
        var stores = new List<string>();
        using var rows = file.Prepare("SELECT DISTINCT store FROM state WHERE value IS NOT NULL AND substr(store, 1, 1) <> '$' ORDER BY store").Bind();
        while (rows.Step()) stores.Add(rows.Text(0));
        return stores;
    }

    private static StateEntry Entry(StateChange change) => new(change.Key.Key, change.Value.Value!.Value, change.Value.PartitionKey);
}
