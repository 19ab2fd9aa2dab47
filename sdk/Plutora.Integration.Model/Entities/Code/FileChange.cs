namespace Plutora.Integration.Model.Entities;

/// <summary>What a commit did to one file.</summary>
public sealed record FileChange
{
    /// <summary>Its path in the repository, after the change.</summary>
    public required string Path { get; init; }

    /// <summary>Its path before, where it was renamed or copied.</summary>
    public string? PreviousPath { get; init; }

    /// <summary>What was done to it.</summary>
    public FileChangeKind? Kind { get; init; }

    /// <summary>Lines added.</summary>
    public int? Additions { get; init; }

    /// <summary>Lines deleted.</summary>
    public int? Deletions { get; init; }
}
