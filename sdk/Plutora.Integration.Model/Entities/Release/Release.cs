using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A set of changes that goes out under one name; also what tools call fix version.</summary>
[EntityType("release", Stage = "release")]
public sealed record Release : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public ReleaseState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>The tag it was made from.</summary>
    public string? Tag { get; init; }

    /// <summary>What is in it, as written.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is not yet shown.</summary>
    public bool? IsDraft { get; init; }

    /// <summary>Whether it is meant for trying out.</summary>
    public bool? IsPrerelease { get; init; }

    /// <summary>The tool's container it lives in.</summary>
    public string? Project { get; init; }

    /// <summary>The repository it was made from.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The name of the branch it was made from.</summary>
    public string? Branch { get; init; }

    /// <summary>The commit it was made from.</summary>
    [References("commit")]
    public Reference? Commit { get; init; }

    /// <summary>The release it is a part of.</summary>
    [References("release")]
    public Reference? Parent { get; init; }

    /// <summary>The product it is a release of.</summary>
    [References("product")]
    public Reference? Product { get; init; }

    /// <summary>The application it is a release of.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>What it consists of.</summary>
    [References("artifact")]
    public IReadOnlyList<Reference>? Artifacts { get; init; }

    /// <summary>Who made it.</summary>
    [References("person")]
    public Reference? Author { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>Who allowed it.</summary>
    public IReadOnlyList<Approval>? Approvals { get; init; }

    /// <summary>When work on it is to begin.</summary>
    public DateTimeOffset? PlannedStartAt { get; init; }

    /// <summary>When it is to go out.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>When work on it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it went out.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
