using System.Collections.Frozen;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Which runs to merge into one.</summary>
/// <param name="First">The newest of them, counted from the newest of all.</param>
/// <param name="Count">How many.</param>
/// <param name="Moved">Files of values that are mostly given up: the rest of their values moves.</param>
internal sealed record MergePlan(int First, int Count, IReadOnlySet<int> Moved)
{
    // What is merged at once has a buffer each.
    private const int MaxRuns = 128;
    private const int MaxGrowth = 3;

    private static readonly FrozenSet<int> None = FrozenSet<int>.Empty;

    /// <summary>What to merge next, or null.</summary>
    /// <param name="set">What there is.</param>
    /// <param name="sizes">What is large.</param>
    /// <param name="written">The file of values that is still being written, or -1.</param>
    public static MergePlan? Choose(RunSet set, StateSizes sizes, int written)
    {
        if (Whole(set, sizes) is { } whole) return whole;
        return Tier(set, sizes) ?? Reclaiming(set, sizes, written);
    }

    // What newer runs have overwritten lies in the older ones until they are merged: all are, when they have become a multiple of what they were.
    private static MergePlan? Whole(RunSet set, StateSizes sizes) =>
        set.Runs.Count is > 1 and <= MaxRuns && set.Runs.Sum(run => run.Weight) > Math.Max(sizes.Spacious, MaxGrowth * set.Merged) ? new(0, set.Runs.Count, None) : null;

    private static MergePlan? Tier(RunSet set, StateSizes sizes)
    {
        var tiers = set.Runs.Select(run => TierOf(run.Length, sizes)).ToList();
        foreach (var tier in tiers.Distinct().Order())
        {
            var newer = tiers.TakeWhile(other => other <= tier).ToList();
            if (newer.Count(other => other == tier) < sizes.Fan) continue;
            var count = Math.Min(newer.Count, MaxRuns);
            return new(newer.Count - count, count, None);
        }

        return null;
    }

    // When more room is won than half of what is written anew.
    private static MergePlan? Reclaiming(RunSet set, StateSizes sizes, int written)
    {
        var used = set.Runs.SelectMany(run => run.Footer.Values).ToLookup(each => each.Key, each => each.Value);
        var dead = set.Values.Where(each => each.File.Number != written && 2 * used[each.File.Number].Sum() < each.Length).ToList();
        var won = dead.Sum(each => each.Length - used[each.File.Number].Sum());
        var moved = dead.Select(each => each.File.Number).ToHashSet();
        var concerned = set.Runs.Index().Where(run => run.Item.Footer.Values.Keys.Any(moved.Contains)).Select(run => run.Index).ToList();
        if (concerned.Count == 0) return null;
        var plan = new MergePlan(concerned[0], concerned[^1] - concerned[0] + 1, moved);
        return won > sizes.Spacious && 2 * won > set.Runs.Skip(plan.First).Take(plan.Count).Sum(run => run.Length) && plan.Count <= MaxRuns ? plan : null;
    }

    private static int TierOf(long length, StateSizes sizes)
    {
        var tier = 0;
        for (var most = sizes.SmallRun; length >= most; most *= sizes.Fan) tier++;
        return tier;
    }
}
