using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

/// <summary>Connectors that are one YAML file each, run by the engine beside the hub.</summary>
public sealed class DocumentPluginTests : IAsyncDisposable
{
    private const string Engine = "Plutora.Integration.Connectors.Declarative";

    private readonly PluginBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_folder_with_a_document_is_a_connector_of_its_own_with_mappings_and_a_hash_and_the_engine_is_none()
    {
        var folder = Drop("sheet");
        Write(folder, "mappings/row.yaml", "version: 1");
        DropEngine();
        var host = _bench.Host();

        var results = await host.LoadAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal([null], results.Select(r => r.Fault));
        var plugin = Assert.Single(host.Plugins);
        Assert.Equal(("sheet", "1.0.0", "1.0.0", 64), (plugin.Descriptor.Id, plugin.Descriptor.Version, plugin.SdkVersion, plugin.Sha256.Length));
        Assert.Equal([Path.Combine(folder, "mappings", "row.yaml")], plugin.MappingFiles);
        Assert.Equal("7", await PushedAsync(plugin, "key"));
    }

    [Fact]
    public async Task Several_documents_share_one_engine_and_one_that_is_wrong_is_refused_with_every_fault_and_its_place()
    {
        DropEngine();
        Drop("one");
        Drop("two");
        Drop("wrong", "format: 1\nid: wrong\nversion: x\nname: W\ndescription: W.\nstreems: {}\n");
        var host = _bench.Host();

        var results = await host.LoadAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["one", "two"], host.Plugins.Select(p => p.Descriptor.Id));
        Assert.Same(host.Plugins[0].Connector.GetType().Assembly, host.Plugins[1].Connector.GetType().Assembly);
        Assert.NotSame(typeof(PluginHost).Assembly, host.Plugins[0].Connector.GetType().Assembly);
        var refused = Assert.Single(results, r => !r.Succeeded);
        Assert.Equal(PluginFaultKind.InvalidDocument, refused.Kind);
        Assert.Equal(
            "Connector 'wrong' cannot be used: connector.yaml(3,10): error: 'version' is the text 'x', expected a semantic version such as 1.0.0. connector.yaml(6,1): error: 'streems' is no member of a connector's document. Did you mean 'streams'?",
            refused.Fault);
    }

    [Fact]
    public async Task Without_what_runs_it_a_document_is_refused_with_the_remedy()
    {
        Drop("sheet");

        var refused = Assert.Single(await _bench.Host().LoadAllAsync(TestContext.Current.CancellationToken));

        Assert.Equal(PluginFaultKind.NoEngine, refused.Kind);
        Assert.Contains("holds what runs it: copy the hub's own connectors folder again", refused.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_is_installed_from_a_package_upgraded_found_again_and_removed_while_the_hub_runs()
    {
        DropEngine();
        var host = _bench.Host();
        await host.LoadAllAsync(TestContext.Current.CancellationToken);

        Assert.Null((await host.InstallAsync(Package("1.0.0", "key"), TestContext.Current.CancellationToken)).Fault);
        var again = await host.InstallAsync(Package("1.0.1", "key"), TestContext.Current.CancellationToken);
        Assert.Equal(PluginFaultKind.Duplicate, again.Kind);
        var upgraded = await host.UpgradeAsync(Package("1.1.0", "other"), null, TestContext.Current.CancellationToken);
        Assert.True(upgraded.Replaced!.Unloaded, upgraded.Replaced.Message);
        Assert.Equal("8", await PushedAsync(host.Find("sheet")!, "other"));

        var next = _bench.Host();
        await next.LoadAllAsync(TestContext.Current.CancellationToken);
        Assert.Equal("1.1.0", next.Find("sheet")!.Descriptor.Version);
        Assert.Equal(host.Find("sheet")!.Sha256, next.Find("sheet")!.Sha256);

        var removed = await host.RemoveAsync("sheet", TestContext.Current.CancellationToken);
        Assert.True(removed!.Unloaded, removed.Message);
        Assert.Empty(host.Plugins);
    }

    [Fact]
    public async Task The_allow_list_holds_for_documents_and_for_their_engine()
    {
        DropEngine();
        Drop("sheet");
        var open = _bench.Host();
        await open.LoadAllAsync(TestContext.Current.CancellationToken);

        var results = await _bench.Host(o => o with { AllowedSha256 = [open.Plugins[0].Sha256] }).LoadAllAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"'{Engine}' has the content hash", Assert.Single(results).Fault, StringComparison.Ordinal);
        Assert.Contains("'sheet' has the content hash", Assert.Single(await _bench.Host(o => o with { AllowedSha256 = [] }).LoadAllAsync(TestContext.Current.CancellationToken)).Fault, StringComparison.Ordinal);
    }

    private static string Document(string id, string version, string key) =>
        $"format: 1\nid: {id}\nversion: {version}\nname: Sheet\ndescription: A sheet.\nstreams:\n  row: {{ description: A row., id: {key}, push: {{}} }}\n";

    private static async Task<string> PushedAsync(LoadedPlugin plugin, string key)
    {
        await using var instance = plugin.Connector.Open(new("one", new JsonObject(), NullLogger.Instance, TimeProvider.System, Path.GetTempPath()), plugin.Services);
        var told = await instance.ReceiveAsync(new() { Kind = ReceiveKind.Upload, Body = """{"key":7,"other":8}"""u8.ToArray(), ReceivedAt = DateTimeOffset.UnixEpoch, Name = "rows.json" }, TestContext.Current.CancellationToken);
        return Assert.Single(told.Records).Id;
    }

    private static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Drop(string id, string? document = null)
    {
        var folder = Path.Combine(_bench.Dropped, id);
        Write(folder, "connector.yaml", document ?? Document(id, "1.0.0", "key"));
        return folder;
    }

    private void DropEngine()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        PluginBench.Copy(Path.Combine(Shared.Root, "connectors", Engine, "bin", configuration, "net10.0"), Path.Combine(_bench.Dropped, Engine));
    }

    private string Package(string version, string key)
    {
        var folder = Path.Combine(_bench.Root, "package-" + version);
        Write(folder, "connector.yaml", Document("sheet", version, key));
        Write(folder, "mappings/row.yaml", "version: 1");
        Write(folder, "sheet.nuspec", "<package/>");
        var package = folder + ".nupkg";
        ZipFile.CreateFromDirectory(folder, package);
        return package;
    }
}
