using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.Actions;

internal sealed class CloseArguments
{
    [Required]
    public string Resolution { get; set; } = "";

    public int? Minutes { get; set; }
}

internal sealed class CloseResult
{
    public string? State { get; set; }
}

/// <summary>A tool whose tickets can be closed and created, and a hub in front of it.</summary>
internal sealed class Tickets : IAsyncDisposable
{
    public static readonly ApiKey Operator = new("desk", Role.Operator, KeyScope.All, "", StateBench.Start);

    /// <summary>Runs of the tool, which tell how what was set going ends.</summary>
    public static readonly StreamDescriptor Run = new() { Id = "run", Description = "A run.", Versions = VersionOrder.Instant, CanRead = false };

    private const string RunMapping = """
        version: 1
        source: scripted/run
        target: pipeline-run
        key: id
        set:
          title: '"Run " & id'
          state: state
          outcome: 'outcome ? outcome'
          sourceOutcome: 'told ? told'
        mentions:
          - target: deployment
            when: $exists(rollout)
            key: 'id & "/" & rollout'
            set: { title: '"Rollout " & rollout', state: rolled, outcome: 'rolled = "finished" ? "success"' }
        """;

    private Tickets(StateBench bench, List<ActionRequest> asked) => (Bench, Asked) = (bench, asked);

    public StateBench Bench { get; }

    /// <summary>What the tool was asked for, in order.</summary>
    public List<ActionRequest> Asked { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Tickets> StartAsync(bool idempotent = false, bool canSettle = false, HubSettings? settings = null, StreamDescriptor? item = null, StreamDescriptor? run = null)
    {
        var asked = new List<ActionRequest>();
        var connector = new ScriptedConnector([item ?? Told.Item, run ?? Run])
        {
            Actions =
            [
                ActionDescriptor.For<CloseArguments, CloseResult>("close-ticket", "Closes a work item.") with { Entities = ["work-item"], Idempotent = idempotent, CanSettle = canSettle, CanPreview = true },
                ActionDescriptor.For<CloseArguments, CloseResult>("make-ticket", "Makes a work item.") with { CanSettle = canSettle },
            ],
            Execute = (request, _) => Task.FromResult(Closed()),
        };
        var inner = connector.Execute;
        connector.Execute = (request, ct) => Ask(asked, request, () => inner(request, ct));
        var bench = await StateBench.StartAsync(connector, settings ?? new(), new Dictionary<string, string> { ["item"] = Told.ItemMapping, ["run"] = RunMapping });
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"one","state":"open","name":"T-1" """), Told.OfItem("2", 1, """ "title":"two","state":"open","name":"T-2" """));
        return new(bench, asked);
    }

    public static ActionResult Closed(string version = "v2") => new() { Values = JsonElement.Parse("""{"state":"closed"}"""), RecordVersion = version };

    /// <summary>What the tool does from now on.</summary>
    public void Does(Func<ActionRequest, CancellationToken, Task<ActionResult>> act) => Bench.Connector.Execute = (request, ct) => Ask(Asked, request, () => act(request, ct));

    public static ActionOrder Close(string key, string target = "T-1", string arguments = """{"resolution":"done"}""") =>
        new() { Action = "close-ticket", Target = target, Arguments = JsonElement.Parse(arguments), IdempotencyKey = key };

    public async Task<ActionEntry> TakenAsync(ActionOrder order, ApiKey? by = null)
    {
        var taken = await Bench.Hub.Desk.AcceptAsync(order, by ?? Operator, Ct);
        Assert.Null(taken.Refusal);
        return taken.Action!;
    }

    public async Task<ActionRefusal> RefusedAsync(ActionOrder order, ApiKey? by = null) => (await Bench.Hub.Desk.AcceptAsync(order, by ?? Operator, Ct)).Refusal ?? throw new InvalidOperationException("It was taken.");

    /// <summary>Waits until an action is over, letting the time pass that the hub waits for.</summary>
    public async Task<ActionEntry> OverAsync(string id)
    {
        for (var late = 0; ;)
        {
            Ct.ThrowIfCancellationRequested();
            var action = await Bench.Hub.Actions.FindAsync(id, Ct);
            if (action is { IsOver: true } over) return over;
            if (action is { Status: ActionStatus.Requested or ActionStatus.Dispatched, TryAt: { } at } && (at > Bench.Time.GetUtcNow() || ++late % 500 == 0)) Bench.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
    }

    /// <summary>A run of the tool as of so many seconds after the bench's start.</summary>
    public static SourceRecord OfRun(int second, string members) => Told.Of("run", "77", second, $$"""{"id":"77",{{members}}}""");

    /// <summary>Waits until the tool works on an action.</summary>
    public async Task<ActionEntry> RunningAsync(ActionOrder order)
    {
        var id = (await TakenAsync(order)).Id;
        ActionEntry? action = null;
        await Bench.UntilAsync(async () => (action = await Bench.Hub.Actions.FindAsync(id, Ct)) is { Status: ActionStatus.Running });
        return action!;
    }

    /// <summary>Lets time pass until an action is over.</summary>
    public async Task<ActionEntry> EndedAsync(string id)
    {
        ActionEntry? action = null;
        while ((action = await Bench.Hub.Actions.FindAsync(id, Ct)) is not { IsOver: true })
        {
            Ct.ThrowIfCancellationRequested();
            Bench.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return action;
    }

    public async Task<ActionEntry> RunAsync(ActionOrder order) => await OverAsync((await TakenAsync(order)).Id);

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    private static Task<ActionResult> Ask(List<ActionRequest> asked, ActionRequest request, Func<Task<ActionResult>> act)
    {
        lock (asked) asked.Add(request);
        return act();
    }
}
