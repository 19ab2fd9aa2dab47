using System.IO.Enumeration;
using Microsoft.Extensions.FileSystemGlobbing;

namespace Plutora.Integration.Connectors.TestResults.Folder;

/// <summary>Lists the files of the watched folders that the patterns name, the oldest first. Linked folders are not entered.</summary>
internal sealed class FolderListing(TestResultsOptions options)
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = 0,
        MaxRecursionDepth = 64,
    };

    /// <summary>The files of all folders.</summary>
    /// <exception cref="DirectoryNotFoundException">A folder is not there.</exception>
    public IReadOnlyList<WatchedFile> List(CancellationToken cancellationToken)
    {
        var files = new List<WatchedFile>();
        foreach (var folder in options.Folders)
        {
            cancellationToken.ThrowIfCancellationRequested();
            files.AddRange(List(Path.GetFullPath(folder)));
        }

        return [.. files.DistinctBy(f => f.Path).OrderBy(f => f.ChangedAt).ThenBy(f => f.Path, StringComparer.Ordinal)];
    }

    private List<WatchedFile> List(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"The folder '{root}' does not exist or cannot be read.");
        }

        var found = new FileSystemEnumerable<WatchedFile>(
            root,
            (ref FileSystemEntry entry) => new(
                entry.ToFullPath(),
                Path.GetRelativePath(root, entry.ToFullPath()).Replace('\\', '/'),
                entry.Length,
                entry.LastWriteTimeUtc,
                (entry.Attributes & FileAttributes.ReparsePoint) != 0),
            Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        }.ToDictionary(f => f.Relative, StringComparer.Ordinal);
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        matcher.AddIncludePatterns(options.Include);
        matcher.AddExcludePatterns(options.Exclude);
        return [.. matcher.Match(found.Keys).Files.Select(f => found[f.Path])];
    }
}
