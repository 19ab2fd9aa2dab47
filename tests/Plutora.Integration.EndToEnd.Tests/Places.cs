namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Where the sources, the built hub and the shared data are.</summary>
internal static class Places
{
    public static string Root { get; } = FindRoot();

    public static string HubProgram { get; } = Path.Combine(
        Root, "hub", "Plutora.Integration.Cli", "bin", Configuration, "net10.0", "plutora.dll");

    public static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The folder of a built plugin of the tests.</summary>
    public static string Plugin(string name) => Path.Combine(Root, "tests", "plugins", "artifacts", name, Configuration);

    /// <summary>Puts a built plugin of the tests into a folder, in one of its own.</summary>
    public static void Drop(string plugin, string folder)
    {
        var built = Plugin(plugin);
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, plugin, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>A folder of the shared data; the test is skipped where it is not there.</summary>
    public static string Shared(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", name));
        if (!Directory.Exists(path)) Assert.Skip($"../shared is not present: {name} is needed.");
        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Plutora.Integration.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Plutora.Integration.sln is in no folder above the tests.");
    }
}
