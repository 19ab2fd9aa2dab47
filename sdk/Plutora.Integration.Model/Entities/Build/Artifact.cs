using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>Something that was built and can be deployed or used.</summary>
[EntityType("artifact", Stage = "build")]
public sealed record Artifact : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public ArtifactKind? Kind { get; init; }

    /// <summary>The tool's own word for its kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>How far it has come.</summary>
    public ArtifactState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Names it goes by in its registry.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Its package URL.</summary>
    public string? Purl { get; init; }

    /// <summary>Its digest, as <c>sha256:&lt;hex&gt;</c> or with another algorithm's name.</summary>
    public string? Digest { get; init; }

    /// <summary>Its media type.</summary>
    public string? MediaType { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Where it can be fetched.</summary>
    public string? DownloadUrl { get; init; }

    /// <summary>Where it is kept.</summary>
    public string? Registry { get; init; }

    /// <summary>The repository it was made from.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The commit it was made from.</summary>
    [References("commit")]
    public Reference? Commit { get; init; }

    /// <summary>The pull request it was made for.</summary>
    [References("pull-request")]
    public Reference? PullRequest { get; init; }

    /// <summary>The run that made it.</summary>
    [References("pipeline-run")]
    public Reference? PipelineRun { get; init; }

    /// <summary>The task that made it.</summary>
    [References("task-run")]
    public Reference? TaskRun { get; init; }

    /// <summary>The release it belongs to.</summary>
    [References("release")]
    public Reference? Release { get; init; }

    /// <summary>Who published it.</summary>
    [References("person")]
    public Reference? PublishedBy { get; init; }

    /// <summary>Its signature.</summary>
    public string? Signature { get; init; }

    /// <summary>Where its bill of materials can be fetched.</summary>
    public string? SbomUrl { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? PackagedAt { get; init; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>When it was published.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When it will no longer be kept.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How often it was fetched.</summary>
    public long? DownloadCount { get; init; }
}
