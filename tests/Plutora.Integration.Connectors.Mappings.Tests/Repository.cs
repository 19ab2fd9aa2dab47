namespace Plutora.Integration.Connectors.Mappings.Tests;

/// <summary>Where the sources and the real payloads beside them are.</summary>
internal static class Repository
{
    public static string Root => Shared.Root;

    /// <summary>Every mapping document that a connector ships, relative to the repository.</summary>
    public static IEnumerable<string> Shipped => Directory.EnumerateFiles(Path.Combine(Root, "connectors"), "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => file.Split('/') is [_, _, "mappings", _] or [_, "shelf", _, "mappings", _])
        .Order(StringComparer.Ordinal);

    /// <summary>The folder of a tool's real payloads; there is none where the repository stands alone.</summary>
    public static string Payloads(string tool) => Path.GetFullPath(Path.Combine(Root, "..", "shared", "payloads", tool));
}
