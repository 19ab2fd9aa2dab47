namespace Plutora.Integration.Hub.Runtime.Scanning;

/// <summary>A stream's full scan, and what the last one read whole.</summary>
public sealed record ScanState
{
    /// <summary>When the scan under way began; null when none is.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Containers that the scan under way has read whole.</summary>
    public IReadOnlyList<string> Completed { get; init; } = [];

    /// <summary>Containers that the last complete scan read.</summary>
    public IReadOnlyList<string> Previous { get; init; } = [];

    /// <summary>When the last complete scan began; null before the first.</summary>
    public DateTimeOffset? LastAt { get; init; }
}

/// <summary>Deletions that a scan shows and that wait for the administrator, since there are too many to be taken on trust (rule 17 of state).</summary>
/// <param name="Instance">Id of the instance.</param>
/// <param name="Stream">Id of the stream.</param>
/// <param name="ScanStartedAt">When the scan began: what was seen since is not touched.</param>
/// <param name="Missing">Records that the scan did not tell.</param>
/// <param name="Total">Records of the stream that are there as far as the hub knows.</param>
/// <param name="LostContainers">Containers that an earlier scan read and this one did not.</param>
/// <param name="Examples">Some of the records.</param>
/// <param name="Reason">One sentence: why they are held.</param>
public sealed record HeldDeletions(
    string Instance, string Stream, DateTimeOffset ScanStartedAt, int Missing, int Total, IReadOnlyList<string> LostContainers, IReadOnlyList<string> Examples, string Reason);
