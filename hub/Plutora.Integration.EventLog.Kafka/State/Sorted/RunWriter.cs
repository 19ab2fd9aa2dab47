using System.Buffers;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Writes entries, which come in order and each key once, as a run.</summary>
internal sealed class RunWriter : IDisposable
{
    // A look at a key reads a block.
    private const int BlockBytes = 8 * 1024;
    private const int BufferBytes = 128 * 1024;

    private readonly StateFolder folder;
    private readonly int number;
    private readonly PlacedFile file;
    private readonly BlockIndex index = new();
    private readonly KeyFilter filter;
    private readonly Dictionary<int, long> values = [];
    private byte[] output = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private byte[] beginning = [];
    private int beginningLength;
    private byte[] before = [];
    private int beforeLength;
    private byte[] separator = [];
    private int separatorLength;
    private long start;
    private int written;
    private int block;
    private int last;
    private long entries;
    private long keys;
    private bool isMade;

    /// <param name="folder">Where.</param>
    /// <param name="keys">About how many keys, and beginnings of keys, there are at most.</param>
    public RunWriter(StateFolder folder, long keys)
    {
        (this.folder, number, filter) = (folder, folder.Next(), KeyFilter.For(keys));
        file = PlacedFile.Make(folder.Run(number));
    }

    /// <summary>Room for the next entry, which is then taken by <see cref="Add()"/>.</summary>
    /// <param name="length">How many bytes it has.</param>
    public Span<byte> Room(int length)
    {
        if (written + length > output.Length)
        {
            Write();
            if (written + length > output.Length) Grow(written + length);
        }

        return output.AsSpan(written, length);
    }

    /// <summary>Takes the entry that was written to <see cref="Room"/>.</summary>
    public void Add()
    {
        var entry = new SortedEntry(output.AsSpan(written));
        var length = entry.Length;
        if (written > block && written - block + length > BlockBytes) EndBlock();
        if (written == block) Separate(entry.StoreAndKey);
        Tell(entry.StoreAndKey);
        if (entry.HasPlace)
        {
            var number = ValueFile.NumberOf(entry.Place);
            values[number] = values.GetValueOrDefault(number) + entry.ValueLength;
        }

        last = written;
        written += length;
        entries++;
    }

    /// <summary>Takes an entry.</summary>
    public void Add(SortedEntry entry)
    {
        var bytes = entry.All;
        bytes.CopyTo(Room(bytes.Length));
        Add();
    }

    /// <summary>Writes what is left, and gives the run; null when no entry came.</summary>
    public SortedRun? Finish()
    {
        if (entries == 0) return null;
        EndBlock();
        Write();
        index.Trim();
        var run = SortedRun.Made(folder, number, file, new() { Entries = entries, Keys = keys, Index = index, Filter = filter.Fitting(keys), Greatest = before[..beforeLength], Values = values });
        isMade = true;
        return run;
    }

    /// <summary>Deletes it, unless it has become a run.</summary>
    public void Dispose()
    {
        if (!isMade) file.Delete();
        ArrayPool<byte>.Shared.Return(output);
        output = [];
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        output.AsSpan(0, written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(output);
        output = larger;
    }

    private void EndBlock()
    {
        index.Add(separator.AsSpan(0, separatorLength), start + written);
        block = written;
        beforeLength = Keep(new SortedEntry(output.AsSpan(last)).StoreAndKey, ref before);
    }

    // Up to where the last block ended.
    private void Write()
    {
        if (block == 0) return;
        file.Write(start, output.AsSpan(0, block));
        start += block;
        output.AsSpan(block, written - block).CopyTo(output);
        (written, last, block) = (written - block, last - block, 0);
    }

    // As much of a block's first key as tells it from the key before.
    private void Separate(ReadOnlySpan<byte> key)
    {
        var length = entries == 0 ? key.Length : key.CommonPrefixLength(before.AsSpan(0, beforeLength)) + 1;
        separatorLength = Keep(key[..length], ref separator);
    }

    // The filter knows each key, the store, and the key's first part where it has several: what is scanned for.
    private void Tell(ReadOnlySpan<byte> key)
    {
        Add(KeyFilter.Hash(key));
        var store = key.IndexOf((byte)0) + 1;
        var part = key[store..].IndexOf((byte)0) + 1;
        var parts = key[..(store + part)];
        if (parts.SequenceEqual(beginning.AsSpan(0, beginningLength))) return;
        if (!key[..store].SequenceEqual(beginning.AsSpan(0, Math.Min(store, beginningLength)))) Add(KeyFilter.Hash(key[..store]));
        if (part > 0) Add(KeyFilter.Hash(parts));
        beginningLength = Keep(parts, ref beginning);

        void Add(ulong hash)
        {
            filter.Add(hash);
            keys++;
        }
    }

    private static int Keep(ReadOnlySpan<byte> bytes, ref byte[] room)
    {
        if (bytes.Length > room.Length) room = new byte[2 * bytes.Length];
        bytes.CopyTo(room);
        return bytes.Length;
    }
}
