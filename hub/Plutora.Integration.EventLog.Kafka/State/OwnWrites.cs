namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Which records of the state topic this process has written and not read back yet. Used by one thread at a time.</summary>
internal sealed class OwnWrites
{
    private readonly Dictionary<int, Runs> partitions = [];

    /// <summary>Notes a record.</summary>
    public void Add(int partition, long offset)
    {
        if (!partitions.TryGetValue(partition, out var runs)) partitions[partition] = runs = new();
        runs.Add(offset);
    }

    /// <summary>Whether the record at an offset is of this process. The reading goes forward: what lies before it is forgotten, since it was passed or compaction has taken it.</summary>
    public bool Contains(int partition, long offset) => partitions.TryGetValue(partition, out var runs) && runs.Contains(offset);

    /// <summary>Offsets of one partition: a transaction's follow each other, but for what others write between.</summary>
    private sealed class Runs
    {
        private readonly List<(long From, long To)> all = [];
        private int passed;

        public void Add(long offset)
        {
            // Of transactions that end at a time the later may be noted first.
            var at = all.Count;
            while (at > passed && all[at - 1].From > offset) at--;
            if (at > passed && all[at - 1].To == offset) all[at - 1] = (all[at - 1].From, offset + 1);
            else all.Insert(at, (offset, offset + 1));
        }

        public bool Contains(long offset)
        {
            while (passed < all.Count && all[passed].To <= offset) passed++;
            var found = passed < all.Count && all[passed].From <= offset;
            if (passed == all.Count || passed > 1024)
            {
                all.RemoveRange(0, passed);
                passed = 0;
            }

            return found;
        }
    }
}
