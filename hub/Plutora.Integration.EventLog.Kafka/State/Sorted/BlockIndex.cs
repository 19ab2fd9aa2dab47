using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Where the blocks of a run stand, and of each a key that comes after all of the block before and not after its first: as short as that allows. It lies in three arrays, since there are many.</summary>
internal sealed class BlockIndex
{
    private byte[] keys;
    private int[] ends;
    private long[] places;

    public BlockIndex() => (keys, ends, places) = (new byte[1024], new int[32], new long[33]);

    private BlockIndex(int count, int keyBytes) => (Count, keys, ends, places) = (count, new byte[keyBytes], new int[count], new long[count + 1]);

    /// <summary>How many blocks there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the keys have.</summary>
    public int KeyBytes => Count == 0 ? 0 : ends[Count - 1];

    /// <summary>Its arrays as bytes.</summary>
    public Span<byte> Keys => keys.AsSpan(0, KeyBytes);

    /// <inheritdoc cref="Keys"/>
    public Span<byte> Ends => MemoryMarshal.AsBytes(ends.AsSpan(0, Count));

    /// <inheritdoc cref="Keys"/>
    public Span<byte> Places => MemoryMarshal.AsBytes(places.AsSpan(0, Count + 1));

    /// <summary>One that is filled with the bytes of another, keys last.</summary>
    /// <param name="count">How many blocks it has.</param>
    /// <param name="keyBytes">How many bytes its keys have.</param>
    /// <param name="fill">Fills ends, places and keys.</param>
    public static BlockIndex Filled(int count, int keyBytes, FillSpans fill)
    {
        var index = new BlockIndex(count, keyBytes);
        fill(MemoryMarshal.AsBytes(index.ends.AsSpan()), MemoryMarshal.AsBytes(index.places.AsSpan()), index.keys);
        return index;
    }

    /// <summary>Adds a block behind the last.</summary>
    /// <param name="key">A key not after its first, and after all before it.</param>
    /// <param name="end">Where it ends.</param>
    public void Add(ReadOnlySpan<byte> key, long end)
    {
        if (Count == ends.Length)
        {
            Array.Resize(ref ends, 2 * Count);
            Array.Resize(ref places, (2 * Count) + 1);
        }

        if (KeyBytes + key.Length > keys.Length) Array.Resize(ref keys, Math.Max(2 * keys.Length, KeyBytes + key.Length));
        key.CopyTo(keys.AsSpan(KeyBytes));
        ends[Count] = KeyBytes + key.Length;
        places[Count + 1] = end;
        Count++;
    }

    /// <summary>Gives up what room is left.</summary>
    public void Trim()
    {
        Array.Resize(ref keys, KeyBytes);
        Array.Resize(ref ends, Count);
        Array.Resize(ref places, Count + 1);
    }

    /// <summary>Where a block begins.</summary>
    public long Start(int block) => places[block];

    /// <summary>Where it ends.</summary>
    public long End(int block) => places[block + 1];

    /// <summary>The block that a key is in if it is anywhere; -1 when it comes before all.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        var (from, to) = (0, Count);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (Key(middle).SequenceCompareTo(key) <= 0) from = middle + 1;
            else to = middle;
        }

        return from - 1;
    }

    private ReadOnlySpan<byte> Key(int block)
    {
        var start = block == 0 ? 0 : ends[block - 1];
        return keys.AsSpan(start, ends[block] - start);
    }

    /// <summary>Fills arrays as bytes.</summary>
    public delegate void FillSpans(Span<byte> ends, Span<byte> places, Span<byte> keys);
}
