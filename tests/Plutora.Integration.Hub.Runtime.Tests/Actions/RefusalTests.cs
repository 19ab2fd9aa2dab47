using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Sdk.Actions;
using static Plutora.Integration.Hub.Runtime.Tests.Actions.Tickets;

namespace Plutora.Integration.Hub.Runtime.Tests.Actions;

/// <summary>What is not taken is told with what is wrong and how to mend it, and never reaches the tool.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_fault_of_the_arguments_is_told()
    {
        await using var tickets = await StartAsync();
        var refused = await tickets.RefusedAsync(Close("k", arguments: """{"minutes":"five","colour":"red"}"""));
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Equal(
            ["Argument 'minutes' of close-ticket: expected integer.", "Argument 'resolution' of close-ticket is required.", "There is no argument 'colour' of close-ticket; known are: minutes, resolution."],
            refused.Faults.Order(StringComparer.Ordinal));
        Assert.Contains("object", (await tickets.RefusedAsync(Close("k", arguments: "[]"))).Faults[0], StringComparison.Ordinal);
        Assert.Empty(tickets.Asked);
    }

    [Fact]
    public async Task A_target_that_is_not_there_gone_or_ambiguous_is_told()
    {
        await using var tickets = await StartAsync();
        await tickets.Bench.TellAsync(Told.Of("item", "2", 5, "{}", deleted: true), Told.OfItem("3", 1, """ "title":"t","state":"open","name":"same" """), Told.OfItem("4", 1, """ "title":"t","state":"open","name":"same" """));
        Assert.Equal(RefusalKind.NotFound, (await tickets.RefusedAsync(Close("k", "T-9"))).Kind);
        Assert.Equal(RefusalKind.Gone, (await tickets.RefusedAsync(Close("k", "a/work-item/2"))).Kind);
        var ambiguous = await tickets.RefusedAsync(Close("k", "same"));
        Assert.Equal((RefusalKind.Ambiguous, 2), (ambiguous.Kind, ambiguous.Faults.Count));
    }

    [Fact]
    public async Task An_action_that_the_instance_does_not_offer_is_told_with_those_that_it_does()
    {
        await using var tickets = await StartAsync();
        Assert.Contains("close-ticket", (await tickets.RefusedAsync(Close("k") with { Action = "open-ticket" })).Reason, StringComparison.Ordinal);
        Assert.Contains("make-ticket", (await tickets.RefusedAsync(Close("k") with { Target = null, Instance = "a" })).Reason, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.NotFound, (await tickets.RefusedAsync(Close("k") with { Target = null, Instance = "nosuch" })).Kind);
        Assert.Equal(RefusalKind.Invalid, (await tickets.RefusedAsync(Close("k") with { Target = null })).Kind);
        Assert.Contains("belongs to instance 'a'", (await tickets.RefusedAsync(Close("k") with { Instance = "b" })).Reason, StringComparison.Ordinal);
        Assert.Contains("idempotencyKey", (await tickets.RefusedAsync(Close("k") with { IdempotencyKey = " " })).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Role_and_scope_decide_who_may_ask_and_the_least_role_is_a_setting()
    {
        await using var tickets = await StartAsync(settings: new() { Actions = new() { Roles = { ["make-ticket"] = Role.Administrator } } });
        Assert.Equal(RefusalKind.NotAllowed, (await tickets.RefusedAsync(Close("k"), Operator with { Role = Role.Viewer })).Kind);
        Assert.Equal(RefusalKind.NotAllowed, (await tickets.RefusedAsync(Close("k"), Operator with { Scope = new(["b"], []) })).Kind);
        Assert.Equal(RefusalKind.NotAllowed, (await tickets.RefusedAsync(Close("k"), Operator with { Scope = new([], ["incident"]) })).Kind);
        var create = new ActionOrder { Action = "make-ticket", Instance = "a", Arguments = JsonElement.Parse("""{"resolution":"x"}"""), IdempotencyKey = "k" };
        Assert.Contains("administrator", (await tickets.RefusedAsync(create)).Reason, StringComparison.Ordinal);
        Assert.Equal(ActionStatus.Succeeded, (await tickets.OverAsync((await tickets.TakenAsync(create, Operator with { Role = Role.Administrator })).Id)).Status);
        Assert.Equal(ActionStatus.Succeeded, (await tickets.OverAsync((await tickets.TakenAsync(Close("k2"), Operator with { Scope = new(["a"], ["work-item"]) })).Id)).Status);
    }

    [Fact]
    public async Task A_paused_instance_takes_no_action()
    {
        await using var tickets = await StartAsync();
        await tickets.Bench.Hub.Instances.SetPausedAsync("a", true, Ct);
        Assert.Contains("resume", (await tickets.RefusedAsync(Close("k"))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_says_what_would_change_and_changes_nothing()
    {
        await using var tickets = await StartAsync();
        tickets.Bench.Connector.Preview = request => new($"Closes {request.Target}.", [new("state", "open", "closed")]);
        var preview = await tickets.Bench.Hub.Desk.PreviewAsync(Close(""), Operator, Ct);
        Assert.Equal("Closes 1.", preview.Preview!.Summary);
        Assert.Equal(new FieldChange("state", "open", "closed"), Assert.Single(preview.Preview.Changes));
        var none = await tickets.Bench.Hub.Desk.PreviewAsync(new() { Action = "make-ticket", Instance = "a", Arguments = JsonElement.Parse("""{"resolution":"x"}""") }, Operator, Ct);
        Assert.Contains("no preview", none.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Empty((await tickets.Bench.Hub.Actions.ListAsync(null, 10, _ => true, Ct)).Actions);
        Assert.Empty(tickets.Asked);
    }
}
