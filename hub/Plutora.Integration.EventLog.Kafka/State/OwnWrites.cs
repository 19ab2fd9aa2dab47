using System.Diagnostics.CodeAnalysis;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>What this process has written to the state topic and not read back yet, in the order in which the reading will come to it. Used by one thread at a time.</summary>
internal sealed class OwnWrites
{
    private readonly Dictionary<int, Queue> partitions = [];

    /// <summary>Notes a record.</summary>
    public void Add(int partition, long offset, StateKey key)
    {
        if (!partitions.TryGetValue(partition, out var queue)) partitions[partition] = queue = new();
        queue.Add(offset, key);
    }

    /// <summary>Takes the record at an offset, if it is of this process, and forgets those before it: the reading has passed them, or compaction has taken them.</summary>
    public bool TryTake(int partition, long offset, [MaybeNullWhen(false)] out StateKey key)
    {
        key = default;
        return partitions.TryGetValue(partition, out var queue) && queue.TryTake(offset, out key);
    }

    private sealed class Queue
    {
        private readonly List<(long Offset, StateKey Key)> records = [];
        private int taken;

        public void Add(long offset, StateKey key)
        {
            // Of transactions that end at a time the later may be noted first.
            var at = records.Count;
            while (at > taken && records[at - 1].Offset > offset) at--;
            records.Insert(at, (offset, key));
        }

        public bool TryTake(long offset, out StateKey key)
        {
            while (taken < records.Count && records[taken].Offset < offset) taken++;
            var found = taken < records.Count && records[taken].Offset == offset;
            key = found ? records[taken++].Key : default;
            if (taken == records.Count || taken > 1024)
            {
                records.RemoveRange(0, taken);
                taken = 0;
            }

            return found;
        }
    }
}
