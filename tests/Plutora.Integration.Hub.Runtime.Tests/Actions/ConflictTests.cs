using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Sdk.Errors;
using static Plutora.Integration.Hub.Runtime.Tests.Actions.Tickets;

namespace Plutora.Integration.Hub.Runtime.Tests.Actions;

/// <summary>Rule 29 of state: an action with <c>ifVersion</c> is done only while the target is as its caller has seen it.</summary>
public sealed class ConflictTests
{
    [Fact]
    public async Task An_older_version_conflicts_and_the_present_one_does_not()
    {
        await using var tickets = await StartAsync();
        var version = await VersionAsync(tickets);
        Assert.Equal(ActionStatus.Succeeded, (await tickets.RunAsync(Close("k1") with { IfVersion = version })).Status);
        await tickets.Bench.TellAsync(Told.OfItem("1", 9, """ "title":"changed","state":"open","name":"T-1" """));
        var conflict = await tickets.RunAsync(Close("k2") with { IfVersion = version });
        Assert.Equal((ActionStatus.Failed, ActionFailure.Conflict, 1), (conflict.Status, conflict.Failure, tickets.Asked.Count));
    }

    [Fact]
    public async Task A_change_that_the_tool_has_made_meanwhile_conflicts_and_comes_to_the_hub()
    {
        await using var tickets = await StartAsync();
        var version = await VersionAsync(tickets);
        tickets.Bench.Connector.Fetch = _ => Told.OfItem("1", 9, """ "title":"moved on","state":"open","name":"T-1" """);
        var conflict = await tickets.RunAsync(Close("k1") with { IfVersion = version });
        Assert.Equal((ActionStatus.Failed, ActionFailure.Conflict), (conflict.Status, conflict.Failure));
        Assert.Empty(tickets.Asked);
        await tickets.Bench.SettledAsync();
        Assert.Equal("moved on", await tickets.Bench.FieldAsync("a/work-item/1", "title"));
    }

    [Fact]
    public async Task Bytes_that_no_mapping_looks_at_are_no_conflict()
    {
        await using var tickets = await StartAsync();
        var version = await VersionAsync(tickets);
        tickets.Bench.Connector.Fetch = _ => Told.OfItem("1", 9, """ "title":"one","state":"open","name":"T-1","watchers":7 """);
        Assert.Equal(ActionStatus.Succeeded, (await tickets.RunAsync(Close("k1") with { IfVersion = version })).Status);
    }

    [Fact]
    public async Task What_the_tool_does_not_take_as_things_stand_is_a_conflict_and_is_not_asked_again()
    {
        await using var tickets = await StartAsync();
        tickets.Does((_, _) => throw ConnectorException.Conflict("The head has moved on."));
        var conflict = await tickets.RunAsync(Close("k1"));
        Assert.Equal((ActionStatus.Failed, ActionFailure.Conflict, "The head has moved on.", 1), (conflict.Status, conflict.Failure, conflict.Reason, tickets.Asked.Count));
    }

    private static async Task<long> VersionAsync(Tickets tickets) => (await tickets.Bench.FindAsync("a/work-item/1"))!.Value.GetProperty("entityVersion").GetInt64();
}
