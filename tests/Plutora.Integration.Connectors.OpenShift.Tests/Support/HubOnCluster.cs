using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Connectors.OpenShift.Tests.Support;

/// <summary>A whole hub with one instance <c>ocp</c>, which reads some namespaces of a cluster.</summary>
internal sealed class HubOnCluster : IAsyncDisposable
{
    private readonly HubRuntime _hub;

    private HubOnCluster(HubRuntime hub) => _hub = hub;

    private static ApiKey Desk => new("desk", Role.Operator, KeyScope.All, "", TimeProvider.System.GetUtcNow());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HubOnCluster> StartAsync(JsonObject options)
    {
        var home = new HubHome(Directory.CreateTempSubdirectory("plutora-on-cluster-").FullName);
        var hub = new HubRuntime(home, new HubSettings { Log = new() { Partitions = 1 }, Normalize = new() { Workers = 1 } }, EmbeddedEventLog.Open(new(home.LogFile)), [], TimeProvider.System, NullLoggerFactory.Instance, [new(new OpenShiftConnector(), AppContext.BaseDirectory)]);
        await hub.StartAsync(Ct);
        var token = options["token"]!.ToString();
        await hub.Secrets.PutAsync("ocp", token, Ct);
        options["token"] = "store:ocp";
        Assert.Empty(await hub.Instances.PutAsync(new() { Id = "ocp", Connector = "openshift", Options = options, FullScanHours = 0 }, Ct));
        return new(hub);
    }

    /// <summary>Waits until the hub knows an entity.</summary>
    public Task KnownAsync(string id) => Waiting.UntilAsync($"the hub knows {id}", async () => (await _hub.Entities.FindAsync(id, Ct)).Entity is { Deleted: false });

    /// <summary>What an action would do.</summary>
    public async Task<string> PreviewAsync(string action, string arguments, string? target = null, string? container = null)
    {
        var told = await _hub.Desk.PreviewAsync(Order(action, arguments, target, container), Desk, Ct);
        Assert.Null(told.Refusal);
        return told.Preview!.Summary;
    }

    /// <summary>Asks for an action, and waits until the cluster works on it.</summary>
    public async Task<ActionEntry> RunningAsync(string action, string arguments, string? target = null, string? container = null)
    {
        var taken = await _hub.Desk.AcceptAsync(Order(action, arguments, target, container), Desk, Ct);
        Assert.Null(taken.Refusal);
        ActionEntry? entry = null;
        await Waiting.UntilAsync($"{action} is under way", async () => (entry = await _hub.Actions.FindAsync(taken.Action!.Id, Ct)) is { Status: ActionStatus.Running } or { IsOver: true });
        Assert.True(entry is { Status: ActionStatus.Running, Following: true }, $"{entry!.Status}: {entry.Reason}");
        return entry;
    }

    /// <summary>Waits until an action is over.</summary>
    /// <param name="action">The action.</param>
    /// <param name="meanwhile">Done again and again until then.</param>
    public async Task<ActionEntry> EndedAsync(ActionEntry action, Func<Task>? meanwhile = null)
    {
        ActionEntry? entry = null;
        await Waiting.UntilAsync("the action is over", async () =>
        {
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            return (entry = await _hub.Actions.FindAsync(action.Id, Ct)) is { IsOver: true };
        });
        return entry!;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        Directory.Delete(_hub.Home.Folder, recursive: true);
    }

    private static ActionOrder Order(string action, string arguments, string? target, string? container) =>
        new() { Action = action, Target = target, Instance = target is null ? "ocp" : null, Container = container, Arguments = JsonElement.Parse(arguments), IdempotencyKey = Guid.NewGuid().ToString("n") };
}
