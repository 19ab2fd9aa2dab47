namespace Plutora.Integration.Tests;

/// <summary>What lies beside the repository for its tests and benchmarks: real payloads, published descriptions, real servers.</summary>
internal static partial class Shared
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder below <c>../shared</c>; null where it is not there.</summary>
    /// <param name="parts">Its path.</param>
    public static string? Find(params string[] parts) =>
        Path.GetFullPath(Path.Combine([Root, "..", "shared", .. parts])) is var path && (Directory.Exists(path) || File.Exists(path)) ? path : null;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Plutora.Integration.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Plutora.Integration.sln is in no folder above.");
    }
}
