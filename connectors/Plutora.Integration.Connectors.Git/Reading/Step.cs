using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>A step of a read: what one page tells, and where the repository's read stands after it.</summary>
/// <param name="Records">The records.</param>
/// <param name="Place">Where to go on.</param>
internal sealed record Step(IReadOnlyList<SourceRecord> Records, Place Place)
{
    /// <summary>What could not be read.</summary>
    public IReadOnlyList<RecordFault> Faults { get; init; } = [];

    /// <summary>Commits of this walk that are still to be told after this page; null when it is not known.</summary>
    public long? Left { get; init; }
}
