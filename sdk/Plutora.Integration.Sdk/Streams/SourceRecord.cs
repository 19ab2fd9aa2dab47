namespace Plutora.Integration.Sdk.Streams;

/// <summary>One JSON document of the tool, with what the hub must know of it without reading it.</summary>
public sealed record SourceRecord
{
    /// <summary>Id of the stream the record belongs to.</summary>
    public required string Stream { get; init; }

    /// <summary>The tool's own immutable id of what the record describes, unique within the stream and instance.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The record: UTF-8 JSON, the tool's own bytes unchanged, or the connector's documented lossless rendering of what is not JSON.
    /// For a <see cref="Deleted"/> record it may be whatever the tool said of the deletion, or empty.
    /// </summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>What orders the versions of this id, as <see cref="StreamDescriptor.Versions"/> says; null when the tool told none.</summary>
    public string? Version { get; init; }

    /// <summary>When it happened at the tool; null when the record does not say.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The container that the record belongs to (a repository, a project): full scans judge deletions by container (rule 17).</summary>
    public string? Container { get; init; }

    /// <summary>True when the tool told that what the record describes is gone.</summary>
    public bool Deleted { get; init; }
}
