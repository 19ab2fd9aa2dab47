using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A recorded change to a repository.</summary>
[EntityType("commit", Stage = "code")]
public sealed record Commit : Entity
{
    /// <summary>Its full hash, lower-case hexadecimal.</summary>
    public required string Sha { get; init; }

    /// <summary>Its message, whole.</summary>
    public string? Message { get; init; }

    /// <summary>Where it was read.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>Who wrote the change.</summary>
    [References("person")]
    public Reference? Author { get; init; }

    /// <summary>Who recorded it.</summary>
    [References("person")]
    public Reference? Committer { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset? AuthoredAt { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>What it builds on, in its own order; none for the first, several for a merge.</summary>
    [References("commit")]
    public IReadOnlyList<Reference>? Parents { get; init; }

    /// <summary>The hash of the tree it records.</summary>
    public string? TreeSha { get; init; }

    /// <summary>Lines added.</summary>
    public int? Additions { get; init; }

    /// <summary>Lines deleted.</summary>
    public int? Deletions { get; init; }

    /// <summary>How many files it touches.</summary>
    public int? ChangedFiles { get; init; }

    /// <summary>What it did to each file, where the tool tells.</summary>
    public IReadOnlyList<FileChange>? Files { get; init; }

    /// <summary>Names of branches it was seen on.</summary>
    public IReadOnlyList<string>? Branches { get; init; }

    /// <summary>Names of tags on it.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Whether it carries a signature.</summary>
    public bool? IsSigned { get; init; }

    /// <summary>Whether the tool found its signature good.</summary>
    public bool? IsVerified { get; init; }
}
