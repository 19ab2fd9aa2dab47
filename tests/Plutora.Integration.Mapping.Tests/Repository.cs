namespace Plutora.Integration.Mapping.Tests;

/// <summary>Where the sources are, for the tests that look at committed files.</summary>
internal static class Repository
{
    public static string Root => Shared.Root;

    /// <summary>Every mapping document that a connector ships, relative to the repository.</summary>
    public static IEnumerable<string> Shipped => Directory.EnumerateFiles(Path.Combine(Root, "connectors"), "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file))
        .Where(file => file.Split(Path.DirectorySeparatorChar) is [_, _, "mappings", _] or [_, "shelf", _, "mappings", _])
        .Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));
}
