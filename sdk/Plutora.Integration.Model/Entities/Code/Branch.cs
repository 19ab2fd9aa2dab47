using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A name for a commit in a repository: a branch, or a tag.</summary>
[EntityType("branch", Stage = "code")]
public sealed record Branch : Entity
{
    /// <summary>Its name, without <c>refs/heads/</c> or <c>refs/tags/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is; a branch when it is not told.</summary>
    public BranchKind? Kind { get; init; }

    /// <summary>Where it lives.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The commit it names.</summary>
    [References("commit")]
    public Reference? HeadCommit { get; init; }

    /// <summary>Whether it is the repository's default branch.</summary>
    public bool? IsDefault { get; init; }

    /// <summary>Whether rules hold what may be pushed to it.</summary>
    public bool? IsProtected { get; init; }

    /// <summary>Who made it.</summary>
    [References("person")]
    public Reference? Creator { get; init; }

    /// <summary>The message of an annotated tag.</summary>
    public string? Message { get; init; }
}
