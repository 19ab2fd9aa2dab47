using System.Globalization;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Finds and reads the files of a catalog. A path that is not there, or a folder without a file, is a fault and not an empty catalog: a mount may be gone for a while.</summary>
internal sealed class CatalogFiles(CatalogOptions options)
{
    private const int MostFiles = 5_000;

    private static readonly EnumerationOptions Within = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };

    /// <summary>The files there are; faults where there should be some.</summary>
    public IReadOnlyList<FileInfo> List(List<CatalogFault> faults)
    {
        var files = new List<FileInfo>();
        foreach (var path in options.Paths)
        {
            try
            {
                var found = Directory.Exists(path)
                    ? new DirectoryInfo(path).EnumerateFiles("*", Within).Where(f => f.Extension is ".yaml" or ".yml").Take(MostFiles + 1).OrderBy(f => f.FullName, StringComparer.Ordinal).ToList()
                    : File.Exists(path) ? [new FileInfo(path)] : [];
                files.AddRange(found);
                if (found.Count == 0)
                {
                    Fault(path, Directory.Exists(path) ? "The folder holds no .yaml or .yml file. To declare nothing any more, leave a file without entries." : "There is no such file or folder on the hub's machine. Correct the option 'paths', or put it there.");
                }
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                Fault(path, unreadable.Message);
            }
        }

        files = [.. files.DistinctBy(f => f.FullName)];
        if (files.Count > MostFiles)
        {
            Fault(options.Paths[0], $"The paths hold more than {MostFiles} files. Name the folders of the catalog more closely.");
        }

        foreach (var large in files.Where(f => f.Length > options.MaxFileBytes))
        {
            Fault(large.FullName, string.Create(CultureInfo.InvariantCulture, $"The file has {large.Length} bytes; the largest read is {options.MaxFileBytes} (option 'maxFileBytes')."));
        }

        return files;

        void Fault(string path, string message) => faults.Add(new(new(path, 0, 0), message));
    }

    /// <summary>What tells one state of the files from another, without reading them.</summary>
    public static string StampOf(IEnumerable<FileInfo> files) =>
        string.Join('\n', files.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName}|{f.Length}|{f.LastWriteTimeUtc.Ticks}")));

    /// <summary>Reads the files.</summary>
    public static async Task<IReadOnlyList<(string Name, string Text)>> ReadAsync(IEnumerable<FileInfo> files, List<CatalogFault> faults, CancellationToken cancellationToken)
    {
        var texts = new List<(string, string)>();
        foreach (var file in files)
        {
            try
            {
                texts.Add((file.FullName, await File.ReadAllTextAsync(file.FullName, cancellationToken).ConfigureAwait(false)));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                faults.Add(new(new(file.FullName, 0, 0), unreadable.Message));
            }
        }

        return texts;
    }
}
