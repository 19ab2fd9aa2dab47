using System.Diagnostics;
using System.Text.Json;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>The folder that <c>dotnet publish</c> makes, from which a hub is installed (docs/administrators/install.md).</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly string Project = Path.Combine(Places.Root, "hub", "Plutora.Integration.Cli");

    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-publish-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_published_hub_brings_the_connectors_that_the_built_one_has()
    {
        // What is compiled ahead is the same and takes a minute: left out here, as by who has not got the compiler.
        await DotnetAsync("publish", Project, "-c", Places.Configuration, "--no-build", "-v", "q", "-p:PublishReadyToRun=false", "-o", _folder);
        await using var built = await HubProcess.StartAsync("instances: []");
        await using var published = await HubProcess.StartAsync("instances: []", program: Path.Combine(_folder, "plutora.dll"));

        var connectors = await ConnectorsAsync(published);

        Assert.Contains(("github", "1.0.0"), connectors.Select(c => (c.Id, c.Version)));
        Assert.Equal(await ConnectorsAsync(built), connectors);
    }

    [Fact]
    public async Task What_is_published_is_compiled_ahead_and_a_build_is_of_every_platform()
    {
        var publish = JsonElement.Parse(await DotnetAsync("msbuild", Project, "-p:_IsPublishing=true", "-getProperty:PublishReadyToRun,RuntimeIdentifier")).GetProperty("Properties");
        var build = JsonElement.Parse(await DotnetAsync("msbuild", Project, "-getProperty:PublishReadyToRun,RuntimeIdentifier")).GetProperty("Properties");

        Assert.Equal("true", publish.GetProperty("PublishReadyToRun").GetString());
        Assert.NotEqual("", publish.GetProperty("RuntimeIdentifier").GetString());
        Assert.Equal("", build.GetProperty("PublishReadyToRun").GetString());
        Assert.Equal("", build.GetProperty("RuntimeIdentifier").GetString());
    }

    private static async Task<IReadOnlyList<(string Id, string Version, string Sha256)>> ConnectorsAsync(HubProcess hub) =>
        [.. (await hub.GetAsync("/api/v1/connectors")).EnumerateArray().Select(c => (c.GetProperty("id").GetString()!, c.GetProperty("version").GetString()!, c.GetProperty("sha256").GetString()!))];

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Ct);
        var said = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}{Environment.NewLine}{said}{Environment.NewLine}{await error}");
        return said;
    }
}
