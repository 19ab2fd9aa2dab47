using System.Text;
using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Goes through sorted entries, up or down.</summary>
internal sealed class SortedCursor : IDisposable
{
    private readonly PlacedFile file;
    private readonly Statement blocks;
    private readonly byte[] beginning;
    private readonly byte[] start;
    private readonly bool isUp;
    private readonly List<int> entries = [];
    private byte[] block = [];
    private int at;

    /// <summary>Through the entries of one store.</summary>
    public SortedCursor(Database table, PlacedFile file, string store, string key, bool isUp)
        : this(table, file, StateCodec.Key(new(store, "")), StateCodec.Key(new(store, key)), isUp)
    {
    }

    /// <summary>Through the entries of all stores, up from store, NUL and key.</summary>
    public SortedCursor(Database table, PlacedFile file, byte[] start)
        : this(table, file, [], start, isUp: true)
    {
    }

    private SortedCursor(Database table, PlacedFile file, byte[] beginning, byte[] start, bool isUp)
    {
        (this.file, this.beginning, this.start, this.isUp) = (file, beginning, start, isUp);
        blocks = table.Prepare(isUp
            ? "SELECT place, length FROM sorted WHERE first >= coalesce((SELECT first FROM sorted WHERE first <= ?1 ORDER BY first DESC LIMIT 1), x'') ORDER BY first"
            : "SELECT place, length FROM sorted WHERE first <= ?1 ORDER BY first DESC").Bind().AddBlob(start);
    }

    /// <summary>The entry that it stands at.</summary>
    public SortedEntry Entry => new(block.AsSpan(entries[at]));

    public string Key => Encoding.UTF8.GetString(Entry.StoreAndKey[beginning.Length..]);

    public byte[] Value => Entry.Value(file);

    /// <summary>Goes to the first entry, then to the next; false at the end.</summary>
    public bool Next()
    {
        do
        {
            if (entries.Count > 0) at += isUp ? 1 : -1;
            if (at < 0 || at >= entries.Count)
            {
                if (!NextBlock()) return false;
                at = isUp ? 0 : entries.Count - 1;
            }
        }
        while (isUp ? Entry.StoreAndKey.SequenceCompareTo(start) < 0 : Entry.StoreAndKey.SequenceCompareTo(start) > 0);
        return Entry.StoreAndKey.StartsWith(beginning);
    }

    public void Dispose() => blocks.Dispose();

    private bool NextBlock()
    {
        if (!blocks.Step()) return false;
        block = new byte[(int)blocks.Number(1)];
        file.Read(blocks.Number(0), block);
        entries.Clear();
        for (var next = 0; next < block.Length; next += new SortedEntry(block.AsSpan(next)).Length) entries.Add(next);
        return true;
    }
}
