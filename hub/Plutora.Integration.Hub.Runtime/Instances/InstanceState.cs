using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>What an instance is doing.</summary>
public enum InstanceActivity
{
    /// <summary>Opened, nothing read yet.</summary>
    Starting,

    /// <summary>Reads on schedule and receives.</summary>
    Running,

    /// <summary>Waits for the next try after a failure.</summary>
    BackingOff,

    /// <summary>Paused by a person.</summary>
    Paused,

    /// <summary>Stopped with a reason that only a person can mend.</summary>
    Failed,

    /// <summary>Read by another hub that shares the log; webhooks are received here too.</summary>
    Elsewhere,
}

/// <summary>State of an instance, as shown to people.</summary>
/// <param name="Activity">What it is doing.</param>
/// <param name="Reason">Why it failed or waits; null otherwise. Holds no secret.</param>
/// <param name="RetryAt">When it is tried again; null when it is not.</param>
/// <param name="Streams">Progress by stream.</param>
public sealed record InstanceState(InstanceActivity Activity, string? Reason, DateTimeOffset? RetryAt, IReadOnlyDictionary<string, StreamState> Streams)
{
    /// <summary>Faults of mapping documents that cannot run, with their places; the records of their streams are stored and wait for a mapping and a replay.</summary>
    public IReadOnlyList<string> MappingFaults { get; init; } = [];

    /// <summary>What the tool said last of its limits of requests; empty where it says nothing of any.</summary>
    public IReadOnlyList<RateLimit> RateLimits { get; init; } = [];
}

/// <summary>State of a stream, as shown to people.</summary>
public sealed record StreamState
{
    /// <summary>When the last complete read ended; null before the first.</summary>
    public DateTimeOffset? LastReadAt { get; init; }

    /// <summary>Why it is being read now; null while it is not.</summary>
    public ReadMode? Reading { get; init; }

    /// <summary>When the read under way began; null while there is none.</summary>
    public DateTimeOffset? ReadingSince { get; init; }

    /// <summary>Records told by the current or last read.</summary>
    public long Read { get; init; }

    /// <summary>Of these, records that were new or changed.</summary>
    public long Stored { get; init; }

    /// <summary>Records expected in all, where the tool tells.</summary>
    public long? Total { get; init; }

    /// <summary>When the next read is due.</summary>
    public DateTimeOffset? NextReadAt { get; init; }

    /// <summary>Why the last read failed; null when it did not.</summary>
    public string? Fault { get; init; }

    /// <summary>The read that was given up and goes on: why it is read, and since when.</summary>
    internal (ReadMode Mode, DateTimeOffset Since)? GivenUp { get; init; }

    /// <summary>Of <see cref="Read"/>, records that were told before the read was given up last.</summary>
    internal long ReadBefore { get; init; }

    /// <summary>Whether the last page kept its place, so that the read goes on behind it.</summary>
    internal bool KeepsPlace { get; init; }
}
