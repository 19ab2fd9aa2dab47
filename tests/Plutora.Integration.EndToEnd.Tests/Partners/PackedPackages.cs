using Plutora.Integration.EndToEnd.Tests.Partners;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace Plutora.Integration.EndToEnd.Tests.Partners;

/// <summary>
/// The packages as partners get them: packed once for all tests from what is built, into a feed of the tests' own, beside a folder of their own for what is restored. One of another build with the same version
/// would be taken otherwise.
/// </summary>
public sealed class PackedPackages : IDisposable
{
    private static readonly string[] Projects =
    [
        "sdk/Plutora.Integration.Model", "sdk/Plutora.Integration.Sdk", "sdk/Plutora.Integration.Sdk.Http", "sdk/Plutora.Integration.Sdk.Testing", "sdk/Plutora.Integration.Client", "sdk/templates/Plutora.Integration.Templates",
        "mapping/Plutora.Integration.Jsonata", "mapping/Plutora.Integration.Mapping", "hub/Plutora.Integration.EventLog", "hub/Plutora.Integration.Hub.Runtime",
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("plutora-packages-").FullName;
    private readonly Lazy<Task<string>> _feed;

    public PackedPackages() => _feed = new(PackAsync);

    /// <summary>Makes the packages, and nothing else of ours, what is restored in a folder and below it.</summary>
    /// <param name="folder">The folder.</param>
    public async Task UseInAsync(string folder) => await UseInAsync(folder, await _feed.Value, Path.Combine(_root, "restored"));

    /// <summary>Makes the packages of the first release, as the repository keeps them, what is restored in a folder and below it.</summary>
    /// <param name="folder">The folder.</param>
    public Task UseFirstReleaseInAsync(string folder) => UseInAsync(folder, Path.Combine(Places.Root, "packages"), Path.Combine(_root, "restored-first"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static Task UseInAsync(string folder, string feed, string restored) => File.WriteAllTextAsync(
        Path.Combine(folder, "nuget.config"),
        $"""<configuration><packageSources><add key="plutora" value="{feed}" /></packageSources><config><add key="globalPackagesFolder" value="{restored}" /></config></configuration>""",
        TestContext.Current.CancellationToken);

    private async Task<string> PackAsync()
    {
        var feed = Path.Combine(_root, "feed");
        var shell = new Shell(Places.Root, "", "") { Profile = Path.Combine(_root, "profile") };
        foreach (var project in Projects) await shell.RunAsync($"dotnet pack {project} -c {Places.Configuration} --no-build -v q -o {feed}");
        return feed;
    }
}
