using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>
/// Makes sorted runs of records that come in any order: values that are long go to a file as they come, keys and short values are sorted in memory, and each time it is full they become a run. Used by one thread at a time.
/// </summary>
/// <param name="folder">Where runs go.</param>
/// <param name="values">Where long values go.</param>
/// <param name="memory">So many bytes of keys and short values are sorted at a time.</param>
/// <param name="isAll">Whether it makes all that there is of its keys: it takes its memory at once, and where runs become too many it merges them.</param>
internal sealed class StateLane(StateFolder folder, ValueWriter values, int memory, bool isAll = false) : IDisposable
{
    private const int FirstMemory = 256 * 1024;

    // So many are files that are open at once, and places to look for a key.
    private const int MaxRuns = 64;

    private readonly List<int> places = [];
    private byte[] entries = [];
    private ulong[] words = [];
    private int[] room = [];
    private int used;
    private int merged;

    /// <summary>What was made, the oldest first.</summary>
    public List<SortedRun> Runs { get; } = [];

    /// <summary>Where its long values go.</summary>
    public ValueWriter Values => values;

    /// <summary>Takes a record; those of one key come to one lane, in the order of their offsets.</summary>
    public void Add(in StateRecord record)
    {
        var length = SortedEntry.LengthOf(record);
        if (used + length > entries.Length) MakeRoom(length);
        SortedEntry.Write(record, SortedEntry.IsLong(record) ? values.Write(record.Value) : 0, entries.AsSpan(used));
        places.Add(used);
        used += length;
    }

    /// <summary>Makes a run of what is still in memory.</summary>
    public void Finish()
    {
        WriteRun();
        values.Flush();
    }

    /// <summary>Leaves what it has made to whoever has taken it, and begins anew.</summary>
    public void Take()
    {
        foreach (var run in Runs) run.Dispose();
        Runs.Clear();
        merged = 0;
        places.Clear();
        used = 0;
        values.Take();
    }

    public void Dispose()
    {
        Take();
        values.Dispose();
        (entries, words, room) = ([], [], []);
        places.Capacity = 0;
    }

    private void MakeRoom(int length)
    {
        if (entries.Length >= memory) WriteRun();
        if (used + length <= entries.Length) return;
        Array.Resize(ref entries, Math.Max(used + length, isAll ? memory : Math.Min(memory, Math.Max(FirstMemory, 4 * entries.Length))));
    }

    private void WriteRun()
    {
        if (used == 0) return;
        var sorted = CollectionsMarshal.AsSpan(places);
        if (sorted.Length > words.Length) (words, room) = (new ulong[places.Capacity], new int[places.Capacity]);
        EntrySort.Sort(entries, sorted, words, room);
        // Of an entry the filter is told its key and, where it has several parts as every other, the first.
        using var run = new RunWriter(folder, sorted.Length * 3L / 2);
        for (var i = 0; i < sorted.Length; i++)
        {
            var entry = new SortedEntry(entries.AsSpan(sorted[i]));
            if (i + 1 < sorted.Length && entry.StoreAndKey.SequenceEqual(new SortedEntry(entries.AsSpan(sorted[i + 1])).StoreAndKey)) continue;
            run.Add(entry);
        }

        Runs.Add(run.Finish()!);
        places.Clear();
        used = 0;
        if (isAll && Runs.Count - merged == MaxRuns) MergeRuns();
    }

    private void MergeRuns()
    {
        values.Flush();
        using var all = new RunSet([.. Runs.AsEnumerable().Reverse()], values.Files, 0);
        using var merge = MergedRuns.Of(all, new(0, MaxRuns, FrozenSet<int>.Empty), folder, 0, CancellationToken.None);
        foreach (var run in Runs.Skip(merged)) run.Dispose();
        Runs.RemoveRange(merged, MaxRuns);
        if (merge.Run is not { } one) return;
        one.Use();
        Runs.Add(one);
        merged++;
    }
}
