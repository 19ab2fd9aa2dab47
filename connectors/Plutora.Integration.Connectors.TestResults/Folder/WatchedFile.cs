namespace Plutora.Integration.Connectors.TestResults.Folder;

/// <summary>A file that a pattern names.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Relative">Path within its folder, with forward slashes, for people.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="ChangedAt">When it was last written.</param>
/// <param name="IsLink">Whether it is a symbolic link; it is then never opened.</param>
internal sealed record WatchedFile(string Path, string Relative, long Length, DateTimeOffset ChangedAt, bool IsLink);
