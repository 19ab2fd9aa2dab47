using System.Buffers;
using System.Text;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>What a build has sorted, which never changes: entries in blocks in a file, the first key of each block in a table. What the cache's table of changes says of a key goes before it.</summary>
internal sealed class SortedState(PlacedFile file) : IDisposable
{
    /// <summary>Of each block the first entry's store, NUL and key, where it stands, and how many bytes it has.</summary>
    public const string Table = "CREATE TABLE sorted(first BLOB PRIMARY KEY, place INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;";

    /// <summary>How many bytes the file has.</summary>
    public long Length => file.Written;

    /// <summary>Waits until it lies on the disk.</summary>
    public void Flush() => file.Flush();

    /// <summary>The value of a key, or null.</summary>
    public byte[]? Value(Database table, StateKey key) => Find(table, StateCodec.Key(key), static (entry, file) => entry.Value(file));

    /// <summary>Whether it holds a key, given as store, NUL and key.</summary>
    public bool Holds(Database table, ReadOnlySpan<byte> storeAndKey) => Find(table, storeAndKey, static (_, _) => "") is not null;

    /// <summary>The entries of a store from a key on, in order; ended by disposing it, one at a time by each connection.</summary>
    public SortedCursor From(Database table, string store, string key) => new(table, file, store, key, isUp: true);

    /// <summary>The entries of a store from a key down.</summary>
    public SortedCursor DownFrom(Database table, string store, string key) => new(table, file, store, key, isUp: false);

    /// <summary>The stores that it holds, in order.</summary>
    public List<string> Stores(Database table)
    {
        var stores = new List<string>();
        for (byte[] behind = []; ;)
        {
            using var cursor = new SortedCursor(table, file, behind);
            if (!cursor.Next()) return stores;
            var store = cursor.Entry.StoreAndKey[..cursor.Entry.StoreAndKey.IndexOf((byte)0)];
            stores.Add(Encoding.UTF8.GetString(store));
            // What follows the NUL that ends it.
            behind = [.. store, 1];
        }
    }

    public void Dispose() => file.Dispose();

    private T? Find<T>(Database table, ReadOnlySpan<byte> storeAndKey, Func<SortedEntry, PlacedFile, T> found)
        where T : class
    {
        long place;
        int length;
        using (var rows = table.Prepare("SELECT place, length FROM sorted WHERE first <= ? ORDER BY first DESC LIMIT 1").Bind().AddBlob(storeAndKey))
        {
            if (!rows.Step()) return null;
            (place, length) = (rows.Number(0), (int)rows.Number(1));
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var block = rented.AsSpan(0, length);
            file.Read(place, block);
            for (var at = 0; at < length;)
            {
                var entry = new SortedEntry(block[at..]);
                var order = entry.StoreAndKey.SequenceCompareTo(storeAndKey);
                if (order == 0) return found(entry, file);
                if (order > 0) return null;
                at += entry.Length;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
