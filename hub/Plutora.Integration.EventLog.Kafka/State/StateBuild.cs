using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// Sorts what the state topic holds into the file of a cache that is empty: in memory as far as that goes, and then by merging what was sorted so. What a record costs does not grow with the state, as it does where each is put in its place in a table.
/// </summary>
/// <remarks>What ends before it leaves files that are not whole, which are thrown away.</remarks>
internal sealed class StateBuild : IDisposable
{
    private readonly Database table;
    private readonly PlacedFile sorted;
    private readonly PlacedFile runs;
    private readonly int memory;
    private readonly List<StateLane> lanes = [];

    /// <summary>Begins.</summary>
    /// <param name="table">The cache's table, which nobody else has open.</param>
    /// <param name="sorted">The file of what is sorted, empty.</param>
    /// <param name="path">Where it may keep what it needs meanwhile.</param>
    /// <param name="memory">So many bytes of keys and short values each lane sorts in memory.</param>
    public StateBuild(Database table, PlacedFile sorted, string path, int memory) =>
        (this.table, this.sorted, this.memory, runs) = (table, sorted, memory, PlacedFile.Make(path, temporary: true));

    /// <summary>A lane for one more reader, which hands over all records of the keys that it reads. Lanes are made by one thread, and used by one each.</summary>
    public StateLane Lane()
    {
        var lane = new StateLane(runs, sorted, memory);
        lanes.Add(lane);
        return lane;
    }

    /// <summary>Leaves of each key the newest record, and nothing of a removed one, in order. No lane is used any more.</summary>
    public void Finish()
    {
        foreach (var lane in lanes) lane.Finish();
        // What reading and sorting much took is given back before merging takes its own.
        if (lanes.Exists(lane => lane.Runs.Count > 1)) ReleasedMemory.Release();
        var merge = new RunMerge(runs, [.. lanes.SelectMany(lane => lane.Runs)]);
        table.InTransaction(() =>
        {
            var writer = new SortedWriter(table, sorted);
            while (merge.Next())
                if (!merge.Entry.IsRemoval) writer.Add(merge.Entry);
            writer.Finish();
        });
        table.Execute("PRAGMA shrink_memory");
    }

    public void Dispose() => runs.Dispose();
}
