namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>What a merge of runs has made.</summary>
internal sealed class MergedRuns : IDisposable
{
    private const int AllBuffers = 8 * 1024 * 1024;
    private const int MinBuffer = 16 * 1024;
    private const int MaxBuffer = 256 * 1024;
    private const int LookEvery = 1024;

    private readonly ValueWriter values;

    private MergedRuns(SortedRun? run, ValueWriter values) => (Run, this.values) = (run, values);

    /// <summary>The one run; null when nothing is left.</summary>
    public SortedRun? Run { get; }

    /// <summary>Files to which values were moved.</summary>
    public IReadOnlyList<ValueFile> Values => values.Files;

    /// <summary>Merges runs: of each key the newest entry stays, and one that removes it only where an older run may hold the key.</summary>
    /// <exception cref="OperationCanceledException">It was ended before it was done; nothing is left of it.</exception>
    public static MergedRuns Of(RunSet set, MergePlan plan, StateFolder folder, long valueFileBytes, CancellationToken ct)
    {
        var runs = set.Runs.Skip(plan.First).Take(plan.Count).ToList();
        var isOldest = plan.First + plan.Count == set.Runs.Count;
        var buffer = Math.Clamp(AllBuffers / runs.Count, MinBuffer, MaxBuffer);
        var values = new ValueWriter(folder, valueFileBytes);
        try
        {
            using var merge = new RunMerge([.. runs.Select(run => RunCursor.From(run, [], buffer))], isUp: true);
            using var writer = new RunWriter(folder, runs.Sum(run => run.Footer.Keys));
            byte[] moved = [];
            for (var count = 0; merge.Next(); count++)
            {
                if (count % LookEvery == 0) ct.ThrowIfCancellationRequested();
                var entry = merge.Entry;
                if (entry.IsRemoval && isOldest) continue;
                if (!entry.HasPlace || !plan.Moved.Contains(ValueFile.NumberOf(entry.Place)))
                {
                    writer.Add(entry);
                    continue;
                }

                if (moved.Length < entry.ValueLength) moved = new byte[entry.ValueLength];
                set.ReadValue(entry.Place, moved.AsSpan(0, entry.ValueLength));
                entry.MoveTo(values.Write(moved.AsSpan(0, entry.ValueLength)), writer.Room(entry.Length));
                writer.Add();
            }

            values.Flush();
            return new(writer.Finish(), values);
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Run?.Dispose();
        values.Dispose();
    }
}
