using System.Text;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Hosting;

/// <summary>Writes the settings of a home folder that has none, so that the first start shows something: the repository it is started in, and sample test results where there are some.</summary>
public static class FirstStart
{
    private const string Head = """
        # Settings of this hub. Every setting can be overridden by an environment variable, PLUTORA__SECTION__NAME.
        # Instances written here are read-only over the API; 'plutora instance add' adds others.

        """;

    /// <summary>Writes <c>plutora.yaml</c> unless it is there.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="current">The folder that the hub was started in.</param>
    /// <returns>One sentence for people about what was written; null when nothing was.</returns>
    public static async Task<string?> WriteAsync(HubHome home, string current)
    {
        if (File.Exists(home.SettingsFile))
        {
            return null;
        }

        var repository = Above(current, folder => Directory.Exists(Path.Combine(folder, ".git")) || File.Exists(Path.Combine(folder, ".git")));
        var samples = repository is null ? null : Path.Combine(repository, "samples", "test-results");
        var text = new StringBuilder(Head).Append("instances:");
        text.Append(repository is null ? " []\n" : $"\n  - id: git-here\n    connector: git\n    options:\n      repositories: [{Quoted(repository)}]\n");
        if (samples is not null && Directory.Exists(samples))
        {
            text.Append($"  - id: tests-here\n    connector: test-results\n    options:\n      folders: [{Quoted(samples)}]\n");
        }

        Directory.CreateDirectory(home.Folder);
        await File.WriteAllTextAsync(home.SettingsFile, text.ToString());
        return repository is null
            ? $"First start: {home.SettingsFile} was written without instances; add one with 'plutora instance add'."
            : $"First start: {home.SettingsFile} was written with the git repository {repository} as instance 'git-here'. See its events with 'plutora events tail'.";
    }

    private static string? Above(string folder, Func<string, bool> holds)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (holds(at.FullName))
            {
                return at.FullName;
            }
        }

        return null;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
