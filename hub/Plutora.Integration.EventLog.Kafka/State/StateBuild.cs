using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// Sorts what the state topic holds into runs for a cache that is empty. What a record costs does not grow with the state, as it does where each is put in its place in a table; the runs are merged when they are in use already.
/// </summary>
/// <param name="folder">Where they go.</param>
/// <param name="memory">So many bytes of keys and short values each lane sorts in memory.</param>
/// <param name="valueFileBytes">About the most that a file of values has.</param>
internal sealed class StateBuild(StateFolder folder, int memory, long valueFileBytes) : IDisposable
{
    private readonly List<StateLane> lanes = [];

    /// <summary>The lanes.</summary>
    public IReadOnlyList<StateLane> Lanes => lanes;

    /// <summary>A lane for one more reader, which hands over all records of the keys that it reads. Lanes are made by one thread, and used by one each.</summary>
    public StateLane Lane()
    {
        var lane = new StateLane(folder, new(folder, valueFileBytes), memory, isAll: true);
        lanes.Add(lane);
        return lane;
    }

    /// <summary>Makes runs of what is still in memory. No lane is used any more.</summary>
    public void Finish() => lanes.ForEach(lane => lane.Finish());

    /// <summary>Deletes what was made, unless a cache has taken it.</summary>
    public void Dispose() => lanes.ForEach(lane => lane.Dispose());
}
