namespace Plutora.Integration.Connectors.TestTools.Tests.Support;

/// <summary>Finds the connectors' own folders, and the real payloads beside the repository.</summary>
internal static class Repository
{
    private static readonly string? Root = Find();

    /// <summary>The folder of a connector, whose mapping documents lie in it: in the output those of the three would lie upon each other.</summary>
    public static string Connector(string tool) => Path.Combine(Root!, "connectors", $"Plutora.Integration.Connectors.{tool}");

    /// <summary>A folder of real payloads; skips the test where it is not there.</summary>
    public static string Payloads(string tool)
    {
        var found = Root is null ? "" : Path.GetFullPath(Path.Combine(Root, "..", "shared", "payloads", tool));
        if (!Directory.Exists(found))
        {
            Assert.Skip($"../shared is not present: payloads/{tool} is not there.");
        }

        return found;
    }

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Plutora.Integration.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
