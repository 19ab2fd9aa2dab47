using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Tests;

/// <summary>What keeps a hub from starting says which home folder, which instance, and what to do.</summary>
public sealed class HomeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_hub_on_the_same_home_folder_does_not_start_and_the_first_goes_on()
    {
        await using var hub = await RunningHub.StartAsync();
        await using var second = RunningHub.Build(hub.Folder);
        var refusal = await Assert.ThrowsAsync<LogException>(() => second.StartAsync(Ct));
        Assert.Contains(hub.Folder, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(200, (await hub.CallAsync(HttpMethod.Get, "/api/v1/instances", hub.Administrator)).Status);
    }

    [Fact]
    public async Task An_instance_that_was_added_over_the_api_and_then_stands_in_the_file_too_is_named()
    {
        await using var hub = await RunningHub.StartAsync("  []\n");
        Assert.Equal(201, (await hub.CallAsync(HttpMethod.Post, "/api/v1/instances", hub.Administrator, JsonContent.Create(new JsonObject { ["id"] = "both", ["connector"] = "hooked" }))).Status);
        await hub.StopAsync();
        await RunningHub.WriteAsync(hub.Folder, "  - { id: both, connector: hooked }\n");

        await using var again = RunningHub.Build(hub.Folder);
        var refusal = await Assert.ThrowsAsync<SettingsException>(() => again.StartAsync(Ct));
        Assert.Contains("instance 'both' was added over the API already. Remove it there", Assert.Single(refusal.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_master_key_than_the_logs_is_named_with_what_to_do()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.StopAsync();
        var key = Path.Combine(hub.Folder, "master.key");
        await File.WriteAllBytesAsync(key, new byte[32], Ct);

        await using var again = RunningHub.Build(hub.Folder);
        var refusal = await Assert.ThrowsAsync<SettingsException>(() => again.StartAsync(Ct));
        Assert.StartsWith($"The master key '{key}' is not the one", Assert.Single(refusal.Faults), StringComparison.Ordinal);
    }
}
