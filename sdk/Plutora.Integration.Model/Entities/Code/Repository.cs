using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A place where source is kept under version control.</summary>
[EntityType("repository", Stage = "code")]
public sealed record Repository : Entity
{
    /// <summary>Its name, without its owner.</summary>
    public required string Name { get; init; }

    /// <summary>The organisation, group or account it belongs to.</summary>
    public string? Owner { get; init; }

    /// <summary>Owner and name, as the tool writes them.</summary>
    public string? FullName { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Every address it can be cloned from.</summary>
    public IReadOnlyList<string>? CloneUrls { get; init; }

    /// <summary>The name of the branch that others start from.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>Who may see it.</summary>
    public RepositoryVisibility? Visibility { get; init; }

    /// <summary>Whether it was made as a copy of another.</summary>
    public bool? IsFork { get; init; }

    /// <summary>Whether it is read-only for good.</summary>
    public bool? IsArchived { get; init; }

    /// <summary>What it is a fork of.</summary>
    [References("repository")]
    public Reference? Parent { get; init; }

    /// <summary>The language most of it is written in.</summary>
    public string? Language { get; init; }

    /// <summary>What it is filed under.</summary>
    public IReadOnlyList<string>? Topics { get; init; }

    /// <summary>Its licence, as an SPDX id where the tool tells one.</summary>
    public string? License { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>When it was last pushed to.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>When it was archived.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>The team that keeps it.</summary>
    [References("team")]
    public Reference? Team { get; init; }
}
