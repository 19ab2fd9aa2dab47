using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

public sealed class PluginHostTests : IAsyncDisposable
{
    private readonly PluginBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    internal static async Task<string> CheckAsync(LoadedPlugin plugin)
    {
        var context = new ConnectorContext("an-instance", new JsonObject(), NullLogger.Instance, TimeProvider.System, Path.GetTempPath());
        await using var instance = plugin.Connector.Open(context, plugin.Services);
        return (await instance.CheckAsync(TestContext.Current.CancellationToken)).Message;
    }

    [Fact]
    public async Task A_plugin_loads_from_its_folder_with_its_mappings_and_works()
    {
        var folder = _bench.Drop("Good");
        var host = _bench.Host();

        var result = Assert.Single(await host.LoadAllAsync(TestContext.Current.CancellationToken));

        Assert.Null(result.Fault);
        var plugin = host.Find("good");
        Assert.NotNull(plugin);
        Assert.Same(result.Plugin, plugin);
        Assert.Equal(folder, plugin.Folder);
        Assert.Equal("1.0.0", plugin.SdkVersion);
        Assert.Equal([Path.Combine(folder, "mappings", "thing.yaml")], plugin.MappingFiles);
        Assert.Equal("hello", await CheckAsync(plugin));
    }

    [Fact]
    public async Task Plugins_that_start_at_the_same_time_are_taken_in_the_order_of_their_folders_and_of_two_with_one_id_the_first()
    {
        _bench.Drop("PrivateLibB", "a");
        _bench.Drop("Good", "b");
        _bench.Drop("Good", "c");
        _bench.Drop("PrivateLibA", "d");
        var host = _bench.Host();

        var results = await host.LoadAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "c", "d"], results.Select(r => Path.GetFileName(r.Folder)));
        Assert.Equal(["privatelibb", "good", "privateliba"], host.Plugins.Select(p => p.Descriptor.Id));
        Assert.Equal(PluginFaultKind.Duplicate, results[2].Kind);
    }

    [Fact]
    public async Task Two_plugins_use_different_versions_of_the_same_private_library_side_by_side()
    {
        _bench.Drop("PrivateLibA");
        _bench.Drop("PrivateLibB");
        var host = _bench.Host();
        await host.LoadAllAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("114.1", await CheckAsync(host.Find("privateliba")!), StringComparison.Ordinal);
        Assert.StartsWith("112.1", await CheckAsync(host.Find("privatelibb")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_hashes_are_equal_for_equal_content_anywhere_and_differ_for_one_changed_byte()
    {
        _bench.Drop("Good");
        var copy = _bench.Drop("Good", "elsewhere/Good");
        var first = Assert.Single(await _bench.Host().LoadAllAsync(TestContext.Current.CancellationToken), r => r.Succeeded);
        var second = Assert.Single(await _bench.Host(o => o with { Folders = [Path.Combine(_bench.Dropped, "elsewhere")] }).LoadAllAsync(TestContext.Current.CancellationToken));
        await File.AppendAllTextAsync(Path.Combine(copy, "mappings", "thing.yaml"), "#", TestContext.Current.CancellationToken);
        var changed = Assert.Single(await _bench.Host(o => o with { Folders = [Path.Combine(_bench.Dropped, "elsewhere")] }).LoadAllAsync(TestContext.Current.CancellationToken));

        Assert.Equal(first.Plugin!.Sha256, second.Plugin!.Sha256);
        Assert.NotEqual(second.Plugin.Sha256, changed.Plugin!.Sha256);
    }
}
