using System.Security.Cryptography;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Plugins;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

/// <summary>Rule 32 of state: installed packages live in the log, the install folder is a cache of them.</summary>
public sealed class PackageStoreTests : IAsyncDisposable
{
    private readonly PluginBench _bench = new();
    private readonly EmbeddedEventLog _log;

    public PackageStoreTests() => _log = EmbeddedEventLog.Open(new(Path.Combine(_bench.Root, "log.db")));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_hub_with_an_empty_home_folder_has_what_was_installed_and_upgraded_in_the_log()
    {
        var first = Host("one");
        Assert.Null((await first.InstallAsync(PluginBench.Built("Good"), Ct)).Fault);
        var upgraded = await first.UpgradeAsync(PluginBench.Built("GoodNext"), null, Ct);
        Assert.Null(upgraded.Fault);

        var second = Host("two");
        Assert.All(await second.LoadAllAsync(Ct), r => Assert.Null(r.Fault));
        Assert.Equal(("1.1.0", upgraded.Plugin!.Sha256), (second.Find("good")!.Descriptor.Version, second.Find("good")!.Sha256));
        Assert.Equal("hello again", await PluginHostTests.CheckAsync(second.Find("good")!));
    }

    [Fact]
    public async Task What_was_removed_is_gone_at_every_hub_and_from_the_log()
    {
        var first = Host("one");
        await first.InstallAsync(PluginBench.Built("Good"), Ct);
        await Host("two").LoadAllAsync(Ct);
        await first.RemoveAsync("good", Ct);

        var second = Host("two");
        Assert.Empty(await second.LoadAllAsync(Ct));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_bench.Root, "two")));
        Assert.Empty(await PartsAsync());
    }

    [Fact]
    public async Task A_large_package_is_kept_in_parts_and_replaced_whole()
    {
        var folder = Path.Combine(_bench.Root, "large");
        PluginBench.Copy(PluginBench.Built("Good"), folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "data.bin"), RandomNumberGenerator.GetBytes(12_000_000), Ct);
        var first = Host("one");
        Assert.Null((await first.InstallAsync(folder, Ct)).Fault);
        Assert.InRange((await PartsAsync()).Count, 12, 20);
        Assert.Equal(first.Find("good")!.Sha256, await LoadedAsync("two"));

        await first.UpgradeAsync(PluginBench.Built("GoodNext"), null, Ct);
        Assert.Single(await PartsAsync());
    }

    [Fact]
    public async Task An_upgrade_that_is_undone_leaves_the_old_version_in_the_log()
    {
        var first = Host("one");
        await first.InstallAsync(PluginBench.Built("Good"), Ct);
        var undone = await first.UpgradeAsync(PluginBench.Built("GoodNext"), (_, _, _) => throw new InvalidOperationException("not movable"), Ct);
        Assert.Contains("was undone", undone.Fault, StringComparison.Ordinal);
        Assert.Equal(first.Find("good")!.Sha256, await LoadedAsync("two"));
    }

    [Fact]
    public async Task A_damaged_package_is_told_and_keeps_no_other_from_loading()
    {
        var first = Host("one");
        await first.InstallAsync(PluginBench.Built("Good"), Ct);
        await first.InstallAsync(PluginBench.Built("Hooked"), Ct);
        var part = (await PartsAsync()).First(p => p.StartsWith(first.Find("good")!.Sha256, StringComparison.Ordinal));
        await using (var transaction = await _log.BeginAsync("test", Ct))
        {
            transaction.PutState("packages.parts", part, null);
            await transaction.CommitAsync(Ct);
        }

        var second = Host("two");
        var fault = Assert.Single((await second.LoadAllAsync(Ct)).Select(r => r.Fault).OfType<string>());
        Assert.Contains("The package of connector 'good' 1.0.0 in the log is damaged (part 1 of 1 is not in the log): install it again.", fault, StringComparison.Ordinal);
        Assert.NotNull(second.Find("hooked"));
    }

    private PluginHost Host(string folder) => _bench.Host(o => o with { InstallFolder = Path.Combine(_bench.Root, folder), Folders = [] }, packages: new(_log, TimeProvider.System));

    private async Task<string> LoadedAsync(string folder)
    {
        var host = Host(folder);
        Assert.All(await host.LoadAllAsync(Ct), r => Assert.Null(r.Fault));
        Assert.Single(host.Find("good")!.MappingFiles);
        return host.Find("good")!.Sha256;
    }

    private async Task<List<string>> PartsAsync()
    {
        var keys = new List<string>();
        await foreach (var entry in _log.ScanStateAsync("packages.parts", ct: Ct)) keys.Add(entry.Key);
        return keys;
    }
}
