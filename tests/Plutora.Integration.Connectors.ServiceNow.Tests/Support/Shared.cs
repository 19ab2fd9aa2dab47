namespace Plutora.Integration.Connectors.ServiceNow.Tests.Support;

/// <summary>Finds the folders of real payloads and descriptions beside the repository.</summary>
internal static class Shared
{
    public static string Folder(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Plutora.Integration.sln")))
        {
            folder = folder.Parent;
        }

        var found = folder is null ? "" : Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", name));
        if (!Directory.Exists(found))
        {
            Assert.Skip($"../shared is not present: {name} is not there.");
        }

        return found;
    }
}
