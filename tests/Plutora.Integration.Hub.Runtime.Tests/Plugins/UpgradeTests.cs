using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

/// <summary>A connector upgraded and rolled back under a running instance.</summary>
public sealed class UpgradeTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plutora-upgrade-");
    private readonly HubRuntime _hub;

    public UpgradeTests()
    {
        var home = new HubHome(_folder.FullName);
        _hub = new(home, new(), EmbeddedEventLog.Open(new(home.LogFile)), [], TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_upgrade_keeps_options_and_cursor_and_activates_its_base_mapping_and_rolling_back_puts_the_old_one_back()
    {
        Assert.Empty(await _hub.StartAsync(Ct));
        Assert.Null((await _hub.Plugins.InstallAsync(Version("Good", "$"), Ct)).Fault);
        Assert.Empty(await _hub.Instances.PutAsync(new() { Id = "g", Connector = "good", Options = new JsonObject { ["greeting"] = "salve" } }, Ct));
        await ReadAsync();
        var before = await StandsAsync();
        Assert.Equal("salve", await SaysAsync());

        await ChangeAsync("GoodNext", "'\"next \" & $'");
        Assert.Equal("1.1.0", _hub.Plugins.Find("good")!.Descriptor.Version);
        Assert.Equal("salve again", await SaysAsync());
        await ReadAsync();
        Assert.Equal(before, await StandsAsync());
        Assert.Equal(2, _hub.Mappings.Find("g", "thing")!.Number);

        await ChangeAsync("Good", "$");
        Assert.Equal("1.0.0", _hub.Plugins.Find("good")!.Descriptor.Version);
        Assert.Equal("salve", await SaysAsync());
        await ReadAsync();
        Assert.Equal(before, await StandsAsync());
        var activations = await _hub.Mappings.HistoryAsync("g", "thing", Ct);
        Assert.Equal([1, 2, 3], activations.Select(a => a.Number));
        Assert.Equal(activations[0].Fingerprint, activations[2].Fingerprint);
        Assert.NotEqual(activations[0].Fingerprint, activations[1].Fingerprint);
    }

    private Task<PluginLoadResult> ChangeAsync(string plugin, string title) => _hub.Instances.WithoutInstancesAsync(
        "good",
        async () =>
        {
            var result = await _hub.Plugins.UpgradeAsync(Version(plugin, title), null, Ct);
            Assert.Null(result.Fault);
            return result;
        },
        Ct);

    // The built plugin with a base mapping.
    private string Version(string plugin, string title)
    {
        var folder = Path.Combine(_folder.FullName, "built", plugin);
        if (Directory.Exists(folder)) return folder;
        PluginBench.Copy(PluginBench.Built(plugin), folder);
        Directory.CreateDirectory(Path.Combine(folder, "mappings"));
        File.WriteAllText(Path.Combine(folder, "mappings", "thing.yaml"), $"version: 1\nsource: good/thing\ntarget: milestone\nkey: '\"1\"'\nset:\n  title: {title}\n  state: '\"open\"'\n");
        return folder;
    }

    // Once the instance is open and its first read of this run has ended.
    private async Task ReadAsync()
    {
        while (_hub.Instances.Find("g")?.State.Streams.GetValueOrDefault("thing")?.LastReadAt is null)
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<string> SaysAsync()
    {
        while (_hub.Instances.Find("g")?.Connector is null) await Task.Yield();
        return (await _hub.Instances.Find("g")!.Connector!.CheckAsync(Ct)).Message;
    }

    private async Task<string> StandsAsync()
    {
        var definition = _hub.InstanceStore.Find("g")!;
        var cursor = await _hub.Writer.CursorAsync("g", "thing", ReadMode.Incremental, Ct);
        return $"{definition.Options.ToJsonString()} {definition.AddedAt:O} {cursor}";
    }
}
