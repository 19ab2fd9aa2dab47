namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>How large what a cache keeps may become, in bytes where nothing else is said.</summary>
internal sealed record StateSizes
{
    /// <summary>So much each lane of a build, and a saving, sorts in memory at a time.</summary>
    public int Sorted { get; init; } = 12 * 1024 * 1024;

    /// <summary>Runs below this are of one size.</summary>
    public long SmallRun { get; init; } = 1024 * 1024;

    /// <summary>So many runs of one size are merged into one of the next, which is so many times as large.</summary>
    public int Fan { get; init; } = 8;

    /// <summary>Below this no room is won by merging.</summary>
    public long Spacious { get; init; } = 256 * 1024 * 1024;

    /// <summary>About the most that a file of values has.</summary>
    public long Values { get; init; } = 256 * 1024 * 1024;
}
