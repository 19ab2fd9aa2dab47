namespace Plutora.Integration.Connectors.Git.Objects;

/// <summary>What a commit did to a file.</summary>
/// <param name="Path">Its path; UTF-8, else read as Latin-1.</param>
/// <param name="PreviousPath">Its path before a rename; null otherwise.</param>
/// <param name="Status">Git's letter: A, M, D, R, C or T.</param>
/// <param name="Additions">Lines added; null when it is binary or lines were not counted.</param>
/// <param name="Deletions">Lines deleted; null alike.</param>
internal sealed record FileChange(string Path, string? PreviousPath, char Status, long? Additions, long? Deletions);

/// <summary>What a commit did to files.</summary>
/// <param name="Files">The first of them, as many as one record may tell.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Additions">Lines added in all of them; null when lines were not counted.</param>
/// <param name="Deletions">Lines deleted in all of them; null alike.</param>
internal sealed record CommitChanges(IReadOnlyList<FileChange> Files, int Count, long? Additions, long? Deletions);
