using System.Text;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Questions to the cache's files, answered together with what is in memory alone.</summary>
internal static class StateQueries
{
    private const int MaxEntries = 256;
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Entries from a key on, so many that a page stays small.</summary>
    /// <param name="files">What is stored.</param>
    /// <param name="store">The store.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="afterKey">The key behind which they begin, or null.</param>
    /// <param name="changes">What is in memory alone of these keys, in order.</param>
    /// <param name="upTo">The key up to which that is whole; null when it is to the end.</param>
    public static StatePage Page(RunSet files, string store, string prefix, string? afterKey, List<StateChange> changes, string? upTo)
    {
        var page = new List<StateEntry>();
        long bytes = 0;
        using var entries = StoredEntries.From(files, store, prefix, afterKey is not null && Utf8Order.Instance.Compare(afterKey, prefix) > 0 ? afterKey : prefix);
        var (stored, at) = (Next(), 0);
        if (stored is not null && stored == afterKey) stored = Next();
        while (page.Count < MaxEntries && bytes < MaxBytes)
        {
            var change = at < changes.Count ? changes[at].Key.Key : null;
            var order = stored is null ? 1 : change is null ? -1 : Utf8Order.Instance.Compare(stored, change);
            if (order < 0)
            {
                page.Add(entries.Entry());
                bytes += page[^1].Value.Length;
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
            else return new(page, IsLast: upTo is null);
        }

        return new(page, IsLast: false);

        string? Next() => entries.Next() && entries.Key is var key && key.StartsWith(prefix, StringComparison.Ordinal) && (upTo is null || Utf8Order.Instance.Compare(key, upTo) <= 0) ? key : null;
    }

    /// <summary>The entry of the greatest key up to this one, or null.</summary>
    /// <param name="files">What is stored.</param>
    /// <param name="store">The store.</param>
    /// <param name="atMost">The key.</param>
    /// <param name="changes">What is in memory alone of the keys up to it.</param>
    public static StateEntry? Last(RunSet files, string store, string atMost, List<StateChange> changes)
    {
        var changed = changes.Select(change => change.Key.Key).ToHashSet(StringComparer.Ordinal);
        StateChange? newest = null;
        foreach (var change in changes.Where(change => change.Value.Value is not null && (newest is null || Utf8Order.Instance.Compare(change.Key.Key, newest.Value.Key.Key) > 0))) newest = change;
        using var entries = StoredEntries.DownFrom(files, store, atMost);
        while (entries.Next())
        {
            if (newest is { } before && Utf8Order.Instance.Compare(entries.Key, before.Key.Key) < 0) break;
            if (!changed.Contains(entries.Key)) return entries.Entry();
        }

        return newest is { } found ? Entry(found) : null;
    }

    /// <summary>Names of the stores that hold something, in ordinal order, but for the log's own.</summary>
    public static IReadOnlyList<string> Stores(RunSet files)
    {
        var stores = new SortedSet<string>(StringComparer.Ordinal);
        for (byte[] behind = []; ;)
        {
            using var entries = files.From(behind);
            do
            {
                if (!entries.Next()) return [.. stores.Where(store => !store.StartsWith('$'))];
            }
            while (entries.Entry.IsRemoval);
            var store = entries.Entry.StoreAndKey[..entries.Entry.StoreAndKey.IndexOf((byte)0)];
            stores.Add(Encoding.UTF8.GetString(store));
            // What follows the NUL that ends it.
            behind = [.. store, 1];
        }
    }

    private static StateEntry Entry(StateChange change) => new(change.Key.Key, change.Value.Value!.Value, change.Value.PartitionKey);
}

/// <summary>Entries of a store, in order.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="IsLast">Whether there was nothing behind them.</param>
internal readonly record struct StatePage(List<StateEntry> Entries, bool IsLast);
