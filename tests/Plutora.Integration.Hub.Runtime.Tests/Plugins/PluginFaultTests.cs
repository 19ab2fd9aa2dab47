using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Hub.Runtime.Plugins;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

/// <summary>Each bad plugin gives one clear sentence, and the plugin beside it loads all the same.</summary>
public sealed class PluginFaultTests : IAsyncDisposable
{
    private readonly PluginBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("NewerMinor", PluginFaultKind.NewerMinor, "built against SDK 1.99.0, which is newer than this hub's SDK 1.0.0: upgrade the hub")]
    [InlineData("WrongMajor", PluginFaultKind.WrongMajor, "built against SDK 2.0.0, this hub has SDK 1.0.0")]
    [InlineData("NoStamp", PluginFaultKind.NoStamp, "does not say which SDK it was built against")]
    [InlineData("NoConnector", PluginFaultKind.NoConnector, "holds no connector")]
    [InlineData("TwoConnectors", PluginFaultKind.SeveralConnectors, "holds 2 connectors (FirstConnector, SecondConnector)")]
    [InlineData("Throwing", PluginFaultKind.StartFailed, "failed to start: InvalidOperationException: the licence is missing")]
    [InlineData("ThrowingDescriptor", PluginFaultKind.StartFailed, "failed to start: InvalidOperationException: no name for me")]
    [InlineData("BadDescriptor", PluginFaultKind.InvalidDescriptor, "the connector id 'Not An Id' must match [a-z][a-z0-9-]{0,39}; the stream 'thing' is declared more than once")]
    public async Task A_bad_plugin_gives_one_sentence_and_the_next_one_loads(string plugin, PluginFaultKind kind, string sentence)
    {
        _bench.Drop(plugin);
        _bench.Drop("Good", "zz-good");

        await AssertRefusedAsync(kind, plugin, sentence);
    }

    [Fact]
    public async Task A_missing_dependency_is_named_before_anything_of_the_plugin_runs()
    {
        File.Delete(Path.Combine(_bench.Drop("PrivateLibA"), "RestSharp.dll"));
        _bench.Drop("Good", "zz-good");

        await AssertRefusedAsync(PluginFaultKind.MissingDependency, "PrivateLibA", "needs RestSharp, which is not in");
    }

    [Fact]
    public async Task A_dependency_of_a_dependency_is_missed_too()
    {
        var folder = _bench.Drop("PrivateLibA");
        var deps = Path.Combine(folder, "PrivateLibA.deps.json");
        var text = await File.ReadAllTextAsync(deps, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(deps, text.Replace("RestSharp.dll", "Deeper.dll", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        _bench.Drop("Good", "zz-good");

        await AssertRefusedAsync(PluginFaultKind.MissingDependency, "PrivateLibA", "needs Deeper, which is not in");
    }

    [Fact]
    public async Task What_is_no_assembly_at_all_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_bench.Dropped, "Broken"));
        await File.WriteAllTextAsync(Path.Combine(_bench.Dropped, "Broken", "Broken.dll"), "MZ but not quite", TestContext.Current.CancellationToken);
        _bench.Drop("Good", "zz-good");

        await AssertRefusedAsync(PluginFaultKind.NotAnAssembly, "Broken", "Broken.dll is not a .NET assembly");
    }

    [Fact]
    public async Task A_truncated_assembly_is_refused()
    {
        var dll = Path.Combine(_bench.Drop("Good", "Cut"), "Good.dll");
        var bytes = await File.ReadAllBytesAsync(dll, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(dll, bytes[..(bytes.Length / 2)], TestContext.Current.CancellationToken);
        _bench.Drop("Good", "zz-good");

        await AssertRefusedAsync(PluginFaultKind.NotAnAssembly, "Cut", "Good.dll is not a .NET assembly");
    }

    [Fact]
    public async Task An_empty_folder_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_bench.Dropped, "Empty"));
        _bench.Drop("Good", "zz-good");

        await AssertRefusedAsync(PluginFaultKind.NotAnAssembly, "Empty", "holds no assembly");
    }

    [Fact]
    public async Task Two_connectors_in_one_folder_cannot_be_told_apart()
    {
        var folder = _bench.Drop("Good", "mixed");
        File.Copy(Path.Combine(PluginBench.Built("Throwing"), "Throwing.dll"), Path.Combine(folder, "Throwing.dll"));
        File.Delete(Path.Combine(folder, "Good.deps.json"));
        _bench.Drop("Good", "zz-good");

        await AssertRefusedAsync(PluginFaultKind.Ambiguous, "mixed", "holds 2 assemblies that could be its connector (Good, Throwing)");
    }

    [Fact]
    public async Task A_constructor_that_never_returns_is_given_up_after_the_time_limit()
    {
        _bench.Drop("Hanging");
        var time = new FakeTimeProvider();
        var loading = _bench.Host(time: time).LoadAllAsync(TestContext.Current.CancellationToken);
        while (!loading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        var result = Assert.Single(await loading);
        Assert.Equal(PluginFaultKind.StartTimedOut, result.Kind);
        Assert.Contains("Plugin 'Hanging' did not start within 30 s", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_whose_hash_is_not_allowed_is_refused_with_the_hash_that_would_be()
    {
        var folder = _bench.Drop("Good");
        var open = Assert.Single(await _bench.Host().LoadAllAsync(TestContext.Current.CancellationToken));
        var sha256 = open.Plugin!.Sha256;

        var allowed = Assert.Single(await _bench.Host(o => o with { AllowedSha256 = [sha256.ToUpperInvariant()] }).LoadAllAsync(TestContext.Current.CancellationToken));
        var refused = Assert.Single(await _bench.Host(o => o with { AllowedSha256 = [] }).LoadAllAsync(TestContext.Current.CancellationToken));

        Assert.True(allowed.Succeeded);
        Assert.Equal(PluginFaultKind.NotAllowed, refused.Kind);
        Assert.Contains(sha256, refused.Fault, StringComparison.Ordinal);
        Assert.Equal(folder, refused.Folder);
    }

    [Fact]
    public async Task The_same_connector_in_two_folders_is_loaded_once_and_both_are_named()
    {
        var first = _bench.Drop("Good", "a");
        var second = _bench.Drop("GoodNext", "b");

        var results = await _bench.Host().LoadAllAsync(TestContext.Current.CancellationToken);

        Assert.True(results[0].Succeeded);
        Assert.Equal(PluginFaultKind.Duplicate, results[1].Kind);
        Assert.Contains(first, results[1].Fault, StringComparison.Ordinal);
        Assert.Contains(second, results[1].Fault, StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(PluginFaultKind kind, string plugin, string sentence)
    {
        var host = _bench.Host();
        var results = await host.LoadAllAsync(TestContext.Current.CancellationToken);

        var refused = Assert.Single(results, r => !r.Succeeded);
        Assert.Equal(kind, refused.Kind);
        Assert.Contains($"'{plugin}'", refused.Fault, StringComparison.Ordinal);
        Assert.Contains(sentence, refused.Fault, StringComparison.Ordinal);
        Assert.EndsWith(".", refused.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Fault!);
        Assert.NotNull(host.Find("good"));
    }
}
