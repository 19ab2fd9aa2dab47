using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using static Plutora.Integration.Hub.Runtime.Tests.Actions.Tickets;

namespace Plutora.Integration.Hub.Runtime.Tests.Actions;

/// <summary>An action is carried out once in the right tool, or told as failed or unknown (rules 29 and 30 of state).</summary>
public sealed class DispatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_goes_to_the_instance_of_its_target_with_the_record_that_the_hub_has_and_its_end_is_told()
    {
        await using var tickets = await StartAsync();
        var done = await tickets.RunAsync(Close("k1"));
        Assert.Equal((ActionStatus.Succeeded, "a/work-item/1", "a", "closed", "v2", 1), (done.Status, done.Target, done.Instance, done.Result!.Value.GetProperty("state").GetString(), done.RecordVersion, done.Attempts));
        var asked = Assert.Single(tickets.Asked);
        Assert.Equal(("close-ticket", done.Id, "1", "item", "done"), (asked.Action, asked.ActionId, asked.Target, asked.TargetStream, asked.Arguments.GetProperty("resolution").GetString()));
        Assert.Equal("one", JsonElement.Parse(asked.Known!.Value.Span).GetProperty("title").GetString());

        var told = Assert.Single(await ReadAsync(tickets, "actions.completed.v1", 1));
        Assert.Equal((done.Id, "com.plutora.action.completed.v1", "/hub"), (told.Key, told.Header("ce_type"), told.Header("ce_source")));
        Assert.Equal("Succeeded", JsonElement.Parse(told.Value!.Value.Span).GetProperty("status").GetString());
        Assert.Single(await ReadAsync(tickets, "actions.requested.v1", 1));
        var audited = Assert.Single((await tickets.Bench.Hub.Audit.ReadAsync(null, 100, Ct)).Entries, e => e.Action == "action close-ticket");
        Assert.Equal(("desk", "a/work-item/1", "done", 200), (audited.Key, audited.Target, audited.Result, audited.Status));
    }

    [Fact]
    public async Task Something_is_created_in_an_instance_and_a_container()
    {
        await using var tickets = await StartAsync();
        var done = await tickets.RunAsync(new() { Action = "make-ticket", Instance = "a", Container = "SHOP", Arguments = JsonElement.Parse("""{"resolution":"x"}"""), IdempotencyKey = "k" });
        Assert.Equal(ActionStatus.Succeeded, done.Status);
        Assert.Equal((null, "SHOP"), (tickets.Asked[0].Target, tickets.Asked[0].Container));
    }

    [Fact]
    public async Task Asked_again_with_the_same_key_it_is_the_same_action_and_with_another_content_it_is_refused()
    {
        await using var tickets = await StartAsync();
        var done = await tickets.RunAsync(Close("k1", arguments: """{"resolution":"done","minutes":5}"""));
        var again = await tickets.Bench.Hub.Desk.AcceptAsync(Close("k1", arguments: """{"minutes":5,"resolution":"done"}"""), Operator, Ct);
        Assert.Equal((done.Id, false, ActionStatus.Succeeded), (again.Action!.Id, again.IsNew, again.Action.Status));
        Assert.Equal(RefusalKind.KeyTaken, (await tickets.RefusedAsync(Close("k1", arguments: """{"resolution":"other"}"""))).Kind);
        Assert.Equal(ActionStatus.Succeeded, (await tickets.OverAsync((await tickets.TakenAsync(Close("k1"), Operator with { Name = "other" })).Id)).Status);
        Assert.Equal(2, tickets.Asked.Count);
    }

    [Fact]
    public async Task A_tool_that_is_not_reached_is_asked_again_until_it_is_too_late()
    {
        await using var tickets = await StartAsync();
        var fails = 3;
        tickets.Does((_, _) => fails-- > 0 ? throw ConnectorException.Transient("The tool is down.") : Task.FromResult(Closed()));
        var done = await tickets.RunAsync(Close("k1"));
        Assert.Equal((ActionStatus.Succeeded, 4), (done.Status, done.Attempts));

        tickets.Does((_, _) => throw ConnectorException.RateLimited("Wait.", null));
        var late = await tickets.RunAsync(Close("k2"));
        Assert.Equal((ActionStatus.Failed, ActionFailure.Unavailable), (late.Status, late.Failure));
        Assert.Contains("within 15 minutes", late.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConnectorErrorKind.Permanent, ActionFailure.Refused)]
    [InlineData(ConnectorErrorKind.NotFound, ActionFailure.NotFound)]
    [InlineData(ConnectorErrorKind.Authentication, ActionFailure.NotAllowed)]
    [InlineData(ConnectorErrorKind.Configuration, ActionFailure.Misconfigured)]
    public async Task What_the_tool_refuses_fails_with_its_reason_and_is_not_asked_again(ConnectorErrorKind kind, ActionFailure failure)
    {
        await using var tickets = await StartAsync(idempotent: true);
        tickets.Does((_, _) => throw kind switch
        {
            ConnectorErrorKind.Permanent => ConnectorException.Permanent("No."),
            ConnectorErrorKind.NotFound => ConnectorException.NotFound("No."),
            ConnectorErrorKind.Authentication => ConnectorException.Authentication("No."),
            _ => ConnectorException.Configuration("No."),
        });
        var failed = await tickets.RunAsync(Close("k1"));
        Assert.Equal((ActionStatus.Failed, failure, "No.", 1), (failed.Status, failed.Failure, failed.Reason, tickets.Asked.Count));
    }

    [Theory]
    [InlineData(SettlementOutcome.Done, ActionStatus.Succeeded, 1)]
    [InlineData(SettlementOutcome.NotDone, ActionStatus.Succeeded, 2)]
    [InlineData(SettlementOutcome.Unknown, ActionStatus.Unknown, 1)]
    public async Task A_lost_answer_is_looked_for_in_the_tool_and_never_asked_for_blindly(SettlementOutcome outcome, ActionStatus status, int asked)
    {
        await using var tickets = await StartAsync(canSettle: true);
        tickets.Does((_, _) => tickets.Asked.Count == 1 ? throw ConnectorException.Ambiguous("The line was cut.") : Task.FromResult(Closed()));
        tickets.Bench.Connector.Settle = _ => new(outcome, outcome == SettlementOutcome.Done ? Closed("v9") : null);
        var over = await tickets.RunAsync(Close("k1"));
        Assert.Equal((status, asked), (over.Status, tickets.Asked.Count));
        Assert.Equal(status == ActionStatus.Succeeded ? outcome == SettlementOutcome.Done ? "v9" : "v2" : null, over.RecordVersion);
    }

    [Fact]
    public async Task A_lost_answer_waits_for_its_instance_to_open_before_it_is_looked_for()
    {
        await using var tickets = await StartAsync(canSettle: true);
        tickets.Does((_, _) =>
        {
            tickets.Bench.Log.DieAfter(1, false);
            return Task.FromResult(Closed());
        });
        var opened = 0;
        tickets.Bench.Connector.Opening = () =>
        {
            if (++opened < 4) throw ConnectorException.Transient("The tool sleeps.");
        };
        tickets.Bench.Connector.Settle = _ => new(SettlementOutcome.Done, Closed("v9"));
        var id = "";
        await tickets.Bench.SurviveAsync(async () =>
        {
            id = (await tickets.TakenAsync(Close("k1"))).Id;
            await tickets.Bench.UntilAsync(() => Task.FromResult(tickets.Asked.Count > 0 && (tickets.Bench.Log.IsDead || tickets.Bench.Deaths > 0)));
        });
        var over = await tickets.OverAsync(id);
        Assert.Equal((ActionStatus.Succeeded, "v9", 1, 1), (over.Status, over.RecordVersion, tickets.Asked.Count, tickets.Bench.Deaths));
        Assert.True(opened >= 4);
    }

    [Fact]
    public async Task A_lost_answer_that_nobody_can_look_for_is_unknown_unless_the_action_may_be_done_twice()
    {
        await using (var careful = await StartAsync())
        {
            careful.Does((_, _) => throw new InvalidOperationException("a defect"));
            var unknown = await careful.RunAsync(Close("k1"));
            Assert.Equal((ActionStatus.Unknown, 1), (unknown.Status, careful.Asked.Count));
            Assert.Contains("settle it", unknown.Reason, StringComparison.Ordinal);
        }

        await using var twice = await StartAsync(idempotent: true);
        twice.Does((_, _) => twice.Asked.Count == 1 ? throw ConnectorException.Ambiguous("cut") : Task.FromResult(Closed()));
        Assert.Equal((ActionStatus.Succeeded, 2), ((await twice.RunAsync(Close("k1"))).Status, twice.Asked.Count));
    }

    [Theory]
    [InlineData(ActionStatus.Succeeded)]
    [InlineData(ActionStatus.Failed)]
    public async Task An_unknown_end_is_settled_by_a_persons_word_and_told_again(ActionStatus word)
    {
        await using var tickets = await StartAsync();
        tickets.Does((_, _) => throw ConnectorException.Ambiguous("cut"));
        var unknown = await tickets.RunAsync(Close("k1"));
        Assert.Null(await tickets.Bench.Hub.Desk.SettleAsync(unknown.Id, word, Operator with { Name = "boss" }, Ct));
        await tickets.Bench.UntilAsync(async () => (await tickets.Bench.Hub.Actions.FindAsync(unknown.Id, Ct))!.Status == word);
        Assert.Contains("boss", (await tickets.Bench.Hub.Actions.FindAsync(unknown.Id, Ct))!.Reason, StringComparison.Ordinal);
        Assert.Equal(["Unknown", word.ToString()], (await ReadAsync(tickets, "actions.completed.v1", 2)).Select(r => JsonElement.Parse(r.Value!.Value.Span).GetProperty("status").GetString()));
        Assert.Equal(RefusalKind.Invalid, (await tickets.Bench.Hub.Desk.SettleAsync(unknown.Id, word, Operator, Ct))!.Kind);
    }

    [Fact]
    public async Task An_unknown_end_is_settled_by_another_look_at_the_tool()
    {
        await using var tickets = await StartAsync(canSettle: true);
        tickets.Does((_, _) => throw ConnectorException.Ambiguous("cut"));
        var unknown = await tickets.RunAsync(Close("k1"));
        Assert.Equal(ActionStatus.Unknown, unknown.Status);
        tickets.Bench.Connector.Settle = _ => new(SettlementOutcome.Done, Closed());
        Assert.Null(await tickets.Bench.Hub.Desk.SettleAsync(unknown.Id, null, Operator, Ct));
        await tickets.Bench.UntilAsync(async () => (await tickets.Bench.Hub.Actions.FindAsync(unknown.Id, Ct))!.Status == ActionStatus.Succeeded);
        Assert.Single(tickets.Asked);
    }

    [Fact]
    public async Task Actions_on_one_entity_run_one_after_the_other_and_others_beside_them()
    {
        await using var tickets = await StartAsync();
        var gate = new TaskCompletionSource();
        var first = new TaskCompletionSource();
        tickets.Does(async (request, _) =>
        {
            if (request.Target == "1" && first.TrySetResult()) await gate.Task;
            return Closed();
        });
        var one = await tickets.TakenAsync(Close("k1"));
        await first.Task.WaitAsync(Ct);
        var two = await tickets.TakenAsync(Close("k2"));
        Assert.Equal(ActionStatus.Succeeded, (await tickets.RunAsync(Close("k3", "T-2"))).Status);
        Assert.Equal(["1", "2"], tickets.Asked.Select(a => a.Target));
        gate.SetResult();
        await tickets.OverAsync(one.Id);
        await tickets.OverAsync(two.Id);
        Assert.Equal([one.Id, two.Id], tickets.Asked.Where(a => a.Target == "1").Select(a => a.ActionId));
    }

    [Fact]
    public async Task The_list_is_newest_first_page_by_page_and_old_actions_are_forgotten_with_their_keys()
    {
        await using var tickets = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await tickets.RunAsync(Close($"k{i}"));
            tickets.Bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var page = await tickets.Bench.Hub.Actions.ListAsync(null, 2, _ => true, Ct);
        Assert.Equal(["k4", "k3"], page.Actions.Select(a => a.IdempotencyKey));
        Assert.Equal(["k2", "k1", "k0"], (await tickets.Bench.Hub.Actions.ListAsync(page.Next, 10, _ => true, Ct)).Actions.Select(a => a.IdempotencyKey));
        await tickets.Bench.Hub.Actions.ForgetAsync(tickets.Bench.Time.GetUtcNow() + TimeSpan.FromSeconds(1), Ct);
        Assert.Empty((await tickets.Bench.Hub.Actions.ListAsync(null, 10, _ => true, Ct)).Actions);
        Assert.True((await tickets.Bench.Hub.Desk.AcceptAsync(Close("k1"), Operator, Ct)).IsNew);
    }

    // State is seen a moment before the records that were committed with it.
    private static async Task<IReadOnlyList<LogRecord>> ReadAsync(Tickets tickets, string topic, int least)
    {
        IReadOnlyList<LogRecord> records = [];
        await tickets.Bench.UntilAsync(async () => (records = (await tickets.Bench.Hub.Log.ReadAsync(new(TopicFilter.Exact(topic), LogStart.Earliest), Ct)).Records).Count >= least);
        return records;
    }
}
