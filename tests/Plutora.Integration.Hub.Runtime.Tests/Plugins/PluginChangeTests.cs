using System.IO.Compression;
using Plutora.Integration.Hub.Runtime.Plugins;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

/// <summary>Install, upgrade and remove while the hub runs.</summary>
public sealed class PluginChangeTests : IAsyncDisposable
{
    private readonly PluginBench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_package_is_installed_and_is_there_at_the_next_start()
    {
        var result = await _bench.Host().InstallAsync(Pack("Good"), Stop);
        Assert.Null(result.Fault);
        Assert.Equal("hello", await PluginHostTests.CheckAsync(result.Plugin!));
        Assert.Single(result.Plugin!.MappingFiles);

        var next = _bench.Host();
        Assert.True(Assert.Single(await next.LoadAllAsync(Stop)).Succeeded);
        Assert.Equal(result.Plugin.Sha256, next.Find("good")!.Sha256);
    }

    [Fact]
    public async Task A_folder_and_its_package_install_to_the_same_content()
    {
        var packed = await _bench.Host().InstallAsync(Pack("Good"), Stop);
        var copied = await _bench.Host(o => o with { InstallFolder = Path.Combine(_bench.Root, "other") }).InstallAsync(PluginBench.Built("Good"), Stop);

        Assert.Equal(packed.Plugin!.Sha256, copied.Plugin!.Sha256);
    }

    [Fact]
    public async Task Installing_another_version_of_a_loaded_connector_asks_for_an_upgrade_and_changes_nothing()
    {
        var host = _bench.Host();
        var first = await host.InstallAsync(Pack("Good"), Stop);
        var second = await host.InstallAsync(Pack("GoodNext"), Stop);

        Assert.Equal(PluginFaultKind.Duplicate, second.Kind);
        Assert.Same(first.Plugin, host.Find("good"));
        Assert.Single(await _bench.Host().LoadAllAsync(Stop), r => r.Plugin!.Descriptor.Version == "1.0.0");
    }

    [Fact]
    public async Task An_upgrade_stands_beside_the_old_version_until_the_switch_and_the_old_one_leaves_memory()
    {
        var host = _bench.Host();
        await host.InstallAsync(Pack("Good"), Stop);
        var seen = "";

        var result = await host.UpgradeAsync(
            Pack("GoodNext"),
            async (old, next, _) => seen = $"{await PluginHostTests.CheckAsync(old)}, {await PluginHostTests.CheckAsync(next)}",
            Stop);

        Assert.Null(result.Fault);
        Assert.Equal("hello, hello again", seen);
        Assert.Equal("1.1.0", host.Find("good")!.Descriptor.Version);
        Assert.True(result.Replaced!.Unloaded, result.Replaced.Message);
        Assert.Single(Directory.GetDirectories(_bench.Install));
    }

    [Fact]
    public async Task An_upgrade_whose_instances_cannot_be_moved_is_undone()
    {
        var host = _bench.Host();
        await host.InstallAsync(Pack("Good"), Stop);

        var result = await host.UpgradeAsync(Pack("GoodNext"), (_, _, _) => throw new InvalidOperationException("instance 'a' does not open."), Stop);

        Assert.False(result.Succeeded);
        Assert.Contains("from 1.0.0 to 1.1.0 was undone, since its instances could not be moved: instance 'a' does not open.", result.Fault, StringComparison.Ordinal);
        Assert.Equal("hello", await PluginHostTests.CheckAsync(host.Find("good")!));
        Assert.Equal("1.0.0", Assert.Single(await _bench.Host().LoadAllAsync(Stop)).Plugin!.Descriptor.Version);
    }

    [Fact]
    public async Task An_upgrade_to_a_bad_plugin_leaves_the_old_one_at_work_and_no_files_behind()
    {
        var host = _bench.Host();
        await host.InstallAsync(Pack("Good"), Stop);

        var result = await host.UpgradeAsync(Pack("Throwing"), null, Stop);

        Assert.Equal(PluginFaultKind.StartFailed, result.Kind);
        Assert.Equal("hello", await PluginHostTests.CheckAsync(host.Find("good")!));
        Assert.Single(Directory.GetDirectories(_bench.Install));
    }

    [Fact]
    public async Task A_removed_plugin_leaves_memory_even_while_its_handle_is_held()
    {
        var host = _bench.Host();
        var held = (await host.InstallAsync(Pack("PrivateLibA"), Stop)).Plugin!;
        await PluginHostTests.CheckAsync(held);
        held.Connector.Validate(new System.Text.Json.Nodes.JsonObject { ["greeting"] = 3 });

        var report = await host.RemoveAsync("privateliba", Stop);

        Assert.True(report!.Unloaded, report.Message);
        Assert.Empty(host.Plugins);
        Assert.Empty(Directory.GetDirectories(_bench.Install));
        Assert.Throws<ObjectDisposedException>(() => held.Connector);
        Assert.Empty(await _bench.Host().LoadAllAsync(Stop));
    }

    [Fact]
    public async Task A_plugin_that_roots_itself_is_reported_as_a_leak()
    {
        var host = _bench.Host(o => o with { UnloadTimeout = TimeSpan.FromMilliseconds(300) });
        await host.InstallAsync(Pack("Rooted"), Stop);

        var report = await host.RemoveAsync("rooted", Stop);

        Assert.False(report!.Unloaded);
        Assert.Contains("is still in memory after 0.3 s", report.Message, StringComparison.Ordinal);
        Assert.Null(host.Find("rooted"));
    }

    [Fact]
    public async Task Removing_what_is_not_loaded_says_so() => Assert.Null(await _bench.Host().RemoveAsync("nothing", Stop));

    [Theory]
    [InlineData("../evil.dll")]
    [InlineData("mappings/../../../evil.yaml")]
    [InlineData("..\\..\\evil.dll")]
    [InlineData("/tmp/plutora-evil.dll")]
    public async Task An_entry_that_would_be_written_outside_is_refused(string entry)
    {
        var result = await _bench.Host().InstallAsync(Pack("Good", entry), Stop);

        Assert.Equal(PluginFaultKind.InvalidPackage, result.Kind);
        Assert.Contains("would be written outside the plugin's folder", result.Fault, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_bench.Install));
    }

    [Fact]
    public async Task A_package_larger_than_its_limits_is_refused()
    {
        var bytes = await _bench.Host(o => o with { Package = new() { TotalBytes = 1000 } }).InstallAsync(Pack("Good"), Stop);
        var files = await _bench.Host(o => o with { Package = new() { Files = 2 } }).InstallAsync(Pack("Good"), Stop);

        Assert.Contains("unpacks to more than 1000 bytes", bytes.Fault, StringComparison.Ordinal);
        Assert.Contains("holds more than 2 files", files.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_package_and_one_that_is_not_there_are_refused()
    {
        var path = Path.Combine(_bench.Root, "text.nupkg");
        await File.WriteAllTextAsync(path, "not a zip", Stop);

        var broken = await _bench.Host().InstallAsync(path, Stop);
        var missing = await _bench.Host().InstallAsync(path + ".gone", Stop);

        Assert.Contains("'text.nupkg' cannot be installed: it is not a readable package", broken.Fault, StringComparison.Ordinal);
        Assert.Contains("there is no such file or folder", missing.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_installed_plugins_of_a_newer_format_is_refused_and_nothing_is_deleted()
    {
        await _bench.Host().InstallAsync(Pack("Good"), Stop);
        await File.WriteAllTextAsync(Path.Combine(_bench.Install, "installed.json"), """{"format":2,"plugins":{}}""", Stop);

        var result = Assert.Single(await _bench.Host().LoadAllAsync(Stop));

        Assert.Contains("has format 2, this hub knows 1", result.Fault, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(_bench.Install));
    }

    private string Pack(string plugin, string? extra = null)
    {
        var path = Path.Combine(_bench.Root, $"{plugin}.{Guid.NewGuid():N}.nupkg");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        var built = PluginBench.Built(plugin);
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(built, file).Replace('\\', '/');
            archive.CreateEntryFromFile(file, relative.StartsWith("mappings/", StringComparison.Ordinal) ? relative : $"lib/net10.0/{relative}");
        }

        using (var nuspec = archive.CreateEntry($"{plugin}.nuspec").Open())
        {
            nuspec.Write("<package/>"u8);
        }

        if (extra is not null)
        {
            using var evil = archive.CreateEntry(extra).Open();
            evil.Write("evil"u8);
        }

        return path;
    }
}
