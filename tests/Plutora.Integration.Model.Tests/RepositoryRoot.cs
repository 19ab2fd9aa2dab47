namespace Plutora.Integration.Model.Tests;

/// <summary>Where the sources are, for the tests that hold committed files against what would be generated.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string Schemas => System.IO.Path.Combine(Path, "sdk", "Plutora.Integration.Model", "Schemas");

    public static string Baseline => System.IO.Path.Combine(Path, "tests", "Plutora.Integration.Model.Tests", "Baseline", "v1");

    /// <summary>A path below the folder <c>shared</c> beside the repository; the test is skipped where it is not there.</summary>
    public static string Shared(params string[] parts)
    {
        string path = System.IO.Path.Combine([System.IO.Path.GetDirectoryName(Path)!, "shared", .. parts]);
        if (!Directory.Exists(path) && !File.Exists(path)) Assert.Skip($"../shared is not present: {string.Join('/', parts)} is needed.");
        return path;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Plutora.Integration.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Plutora.Integration.sln is in no folder above the tests.");
    }
}
