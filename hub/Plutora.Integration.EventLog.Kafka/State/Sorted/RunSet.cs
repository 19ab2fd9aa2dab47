using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>All sorted runs of a cache at one moment, and the files of the values they refer to. What a newer run says of a key goes before what an older one says.</summary>
internal sealed class RunSet : Counted
{
    // A scan mostly ends in the block in which it begins.
    private const int Ahead = 8 * 1024;

    private readonly Dictionary<int, ValueFile> values;

    /// <param name="runs">The runs, the newest first.</param>
    /// <param name="files">Files that hold what they refer to, and perhaps others.</param>
    /// <param name="merged">How many bytes runs had and referred to when last all were one.</param>
    public RunSet(IReadOnlyList<SortedRun> runs, IEnumerable<ValueFile> files, long merged)
    {
        (Runs, Merged) = (runs, merged);
        var used = runs.SelectMany(run => run.Footer.Values.Keys).ToHashSet();
        values = files.DistinctBy(file => file.Number).Where(file => used.Contains(file.Number)).ToDictionary(file => file.Number);
        Values = [.. values.Values.Select(file => (file, file.Length))];
        foreach (var file in runs.Concat<Counted>(values.Values)) file.Use();
    }

    /// <summary>The runs, the newest first.</summary>
    public IReadOnlyList<SortedRun> Runs { get; }

    /// <summary>Files of long values, and how many bytes of them may be referred to.</summary>
    public IReadOnlyList<(ValueFile File, long Length)> Values { get; }

    /// <summary>How many bytes runs had and referred to when last all were one.</summary>
    public long Merged { get; }

    /// <summary>Whether any run may say something of what has this hash.</summary>
    public bool MayHold(ulong hash)
    {
        foreach (var run in Runs)
            if (run.Footer.Filter.MayHold(hash)) return true;
        return false;
    }

    /// <summary>The value of a key, or null.</summary>
    public byte[]? Value(StateKey key)
    {
        using var bytes = new KeyBytes(key, stackalloc byte[KeyBytes.Small]);
        var hash = KeyFilter.Hash(bytes.Span);
        foreach (var run in Runs)
            if (run.Footer.Filter.MayHold(hash) && run.TryGet(bytes.Span, this, out var value)) return value;
        return null;
    }

    /// <summary>Reads a long value.</summary>
    public void ReadValue(long place, Span<byte> value) => values[ValueFile.NumberOf(place)].Read(place, value);

    /// <summary>Entries of a store from a key on, in order, removals among them. Only what begins with the prefix is sure to be there.</summary>
    public RunMerge From(string store, string prefix, string key)
    {
        // A filter knows the first of a key's parts, and its store.
        KeyFilter.TryHashFirst(store, prefix, out var known);
        var from = StateCodec.Key(new(store, key));
        return new([.. Runs.Where(run => run.Footer.Filter.MayHold(known)).Select(run => RunCursor.From(run, from, Ahead))], isUp: true);
    }

    /// <summary>Entries from a key of any store on.</summary>
    /// <param name="storeAndKey">Store, NUL and key, or what comes before any.</param>
    /// <param name="ahead">About so many bytes are read of each run at once.</param>
    public RunMerge From(byte[] storeAndKey, int ahead = Ahead) => new([.. Runs.Select(run => RunCursor.From(run, storeAndKey, ahead))], isUp: true);

    /// <summary>Entries of a store from a key down.</summary>
    public RunMerge DownFrom(string store, string key)
    {
        var known = KeyFilter.Hash(StateCodec.Key(new(store, "")));
        var from = StateCodec.Key(new(store, key));
        return new([.. Runs.Where(run => run.Footer.Filter.MayHold(known)).Select(run => RunCursor.DownFrom(run, from))], isUp: false);
    }

    protected override void End()
    {
        foreach (var file in Runs.Concat<Counted>(values.Values)) file.Dispose();
    }
}
