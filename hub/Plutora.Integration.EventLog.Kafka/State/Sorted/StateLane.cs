using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>
/// What one reader of the state topic reads: values that are long go to the file as they come, keys and short values are sorted in memory, and each time it is full they go to a file beside as one run. Used by one thread at a time.
/// </summary>
/// <param name="runs">Where runs go.</param>
/// <param name="values">Where long values go.</param>
/// <param name="memory">So many bytes of keys and short values are sorted at a time.</param>
internal sealed class StateLane(PlacedFile runs, PlacedFile values, int memory)
{
    private const int Buffer = 1024 * 1024;

    // Of what is written by itself, the room that is left at a buffer's end is small.
    private const int MaxBuffered = Buffer / 16;

    private readonly List<int> places = [];
    private byte[] pending = new byte[Buffer];
    private byte[] output = new byte[Buffer];
    private byte[] entries = new byte[memory];
    private ulong[] words = [];
    private int used;
    private long pendingPlace = -1;
    private int pendingUsed;

    /// <summary>Where the runs lie, oldest first.</summary>
    public List<RunPlace> Runs { get; } = [];

    /// <summary>Takes a record; those of one key come to one lane, in the order of their offsets.</summary>
    public void Add(in StateRecord record)
    {
        var length = SortedEntry.LengthOf(record);
        if (used + length > entries.Length)
        {
            WriteRun();
            if (length > entries.Length) entries = new byte[length];
        }

        SortedEntry.Write(record, SortedEntry.IsLong(record) ? Place(record.Value) : 0, entries.AsSpan(used));
        places.Add(used);
        used += length;
    }

    /// <summary>Writes what is still in memory, and gives the memory back.</summary>
    public void Finish()
    {
        WriteRun();
        WriteValues();
        (pending, output, entries, words) = ([], [], [], []);
        places.Capacity = 0;
    }

    private long Place(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxBuffered)
        {
            var own = values.Reserve(value.Length);
            values.Write(own, value);
            return own;
        }

        if (pendingPlace < 0 || pendingUsed + value.Length > Buffer)
        {
            WriteValues();
            pendingPlace = values.Reserve(Buffer);
        }

        value.CopyTo(pending.AsSpan(pendingUsed));
        pendingUsed += value.Length;
        return pendingPlace + pendingUsed - value.Length;
    }

    private void WriteValues()
    {
        if (pendingUsed > 0) values.Write(pendingPlace, pending.AsSpan(0, pendingUsed));
        (pendingPlace, pendingUsed) = (-1, 0);
    }

    private void WriteRun()
    {
        if (used == 0) return;
        var sorted = CollectionsMarshal.AsSpan(places);
        if (sorted.Length > words.Length) words = new ulong[places.Capacity];
        EntrySort.Sort(entries, sorted, words);
        var (start, at, filled) = (runs.Reserve(used), 0L, 0);
        for (var i = 0; i < sorted.Length; i++)
        {
            var entry = new SortedEntry(entries.AsSpan(sorted[i]));
            if (i + 1 < sorted.Length && entry.StoreAndKey.SequenceEqual(new SortedEntry(entries.AsSpan(sorted[i + 1])).StoreAndKey)) continue;
            var bytes = entry.All;
            if (filled + bytes.Length > output.Length) Write();
            if (bytes.Length > output.Length)
            {
                runs.Write(start + at, bytes);
                at += bytes.Length;
                continue;
            }

            bytes.CopyTo(output.AsSpan(filled));
            filled += bytes.Length;
        }

        Write();
        Runs.Add(new(start, at));
        places.Clear();
        used = 0;

        void Write()
        {
            runs.Write(start + at, output.AsSpan(0, filled));
            at += filled;
            filled = 0;
        }
    }
}

/// <summary>Where sorted entries lie, each key once.</summary>
internal readonly record struct RunPlace(long Start, long Length);
