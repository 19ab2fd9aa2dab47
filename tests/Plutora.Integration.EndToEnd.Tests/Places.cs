namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Where the sources and the built hub are.</summary>
internal static class Places
{
    public static string Root => Shared.Root;

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
}
