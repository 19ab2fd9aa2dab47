using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Sdk.Errors;
using static Plutora.Integration.Hub.Runtime.Tests.Actions.Tickets;

namespace Plutora.Integration.Hub.Runtime.Tests.Actions;

/// <summary>What an action sets going in a tool is followed to its end.</summary>
public sealed class RunningTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(""" "state":"finished","outcome":"success" """, ActionStatus.Succeeded, null, null)]
    [InlineData(""" "state":"finished","outcome":"failure","told":"UNSTABLE" """, ActionStatus.Failed, ActionFailure.Unsuccessful, "'a/pipeline-run/77' ended with failure (UNSTABLE).")]
    [InlineData(""" "state":"finished","outcome":"cancel" """, ActionStatus.Failed, ActionFailure.Unsuccessful, "'a/pipeline-run/77' ended with cancel.")]
    [InlineData(""" "state":"skipped" """, ActionStatus.Failed, ActionFailure.Unsuccessful, "'a/pipeline-run/77' was skipped.")]
    [InlineData(""" "state":"finished" """, ActionStatus.Unknown, null, "'a/pipeline-run/77' has ended and does not say how. Look at the tool and settle it.")]
    public async Task It_ends_as_the_entity_that_its_record_became_says(string end, ActionStatus status, ActionFailure? failure, string? reason)
    {
        await using var tickets = await RunsAsync();
        var running = await tickets.RunningAsync(Close("k1"));
        Assert.Equal(("a/run/77", true, false), (running.Watch, running.Following, running.IsOver));
        await tickets.Bench.TellAsync(OfRun(1, """ "state":"running" """));
        Assert.Equal(ActionStatus.Running, (await tickets.Bench.Hub.Actions.FindAsync(running.Id, Ct))!.Status);
        await tickets.Bench.TellAsync(OfRun(2, end));
        var ended = await tickets.EndedAsync(running.Id);
        Assert.Equal((status, failure, reason, "closed"), (ended.Status, ended.Failure, ended.Reason, ended.Result!.Value.GetProperty("state").GetString()));
        Assert.Single(tickets.Asked, a => a.ActionId == running.Id);
        await tickets.Bench.UntilAsync(async () => (await CompletedAsync(tickets)).Count == 2);
        Assert.Equal(["running-1", $"{status.ToString().ToLowerInvariant()}-1"], (await CompletedAsync(tickets)).Select(id => id[(running.Id.Length + 1)..]));
    }

    [Fact]
    public async Task It_ends_as_the_entity_that_its_record_mentions_says_whatever_the_others_do()
    {
        await using var tickets = await RunsAsync();
        tickets.Does((_, _) => Task.FromResult(Closed() with { Running = true, WatchRecord = new("run", "77"), WatchEntity = new("deployment", "77/2") }));
        await tickets.Bench.TellAsync(OfRun(1, """ "state":"finished","outcome":"failure","rollout":"1","rolled":"finished" """));
        var running = await tickets.RunningAsync(Close("k1"));
        Assert.Equal(("a/run/77", "a/deployment/77%2F2", true), (running.Watch, running.WatchEntity, running.Following));
        await tickets.Bench.TellAsync(OfRun(2, """ "state":"finished","outcome":"failure","rollout":"2","rolled":"running" """));
        tickets.Bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ActionStatus.Running, (await tickets.Bench.Hub.Actions.FindAsync(running.Id, Ct))!.Status);
        await tickets.Bench.TellAsync(OfRun(3, """ "state":"finished","outcome":"failure","rollout":"2","rolled":"finished" """));
        Assert.Equal(ActionStatus.Succeeded, (await tickets.EndedAsync(running.Id)).Status);
    }

    [Theory]
    [InlineData("running", ActionStatus.Failed, "'a/deployment/77%2F2' was not seen to end before another took its place.")]
    [InlineData("finished", ActionStatus.Succeeded, null)]
    public async Task What_its_record_mentions_no_longer_was_replaced_unless_it_ended_before(string last, ActionStatus status, string? reason)
    {
        await using var tickets = await RunsAsync();
        tickets.Does((_, _) => Task.FromResult(Closed() with { Running = true, WatchRecord = new("run", "77"), WatchEntity = new("deployment", "77/2") }));
        var running = await tickets.RunningAsync(Close("k1"));
        await tickets.Bench.StoreAsync("a", OfRun(2, $""" "state":"running","rollout":"2","rolled":"{last}" """), OfRun(3, """ "state":"running","rollout":"3","rolled":"running" """));
        var ended = await tickets.EndedAsync(running.Id);
        Assert.Equal((status, reason), (ended.Status, ended.Reason));
    }

    [Fact]
    public async Task Where_the_connector_can_the_tool_is_asked_for_the_record_so_that_no_poll_is_waited_for()
    {
        await using var tickets = await RunsAsync(fetch: true);
        await tickets.Bench.TellAsync(Told.OfItem("1", 2, """ "title":"one","state":"open","name":"T-1" """) with { Container = "7" });
        var asked = 0;
        tickets.Bench.Connector.Fetch = request => request is not { Stream: "run", Container: "7" } ? null : ++asked < 3 ? OfRun(asked, """ "state":"running" """) : OfRun(asked, """ "state":"finished","outcome":"success" """);
        var running = await tickets.RunningAsync(Close("k1"));
        Assert.Equal(ActionStatus.Succeeded, (await tickets.EndedAsync(running.Id)).Status);
        Assert.Equal("finished", await tickets.Bench.FieldAsync("a/pipeline-run/77", "state"));
    }

    [Fact]
    public async Task A_tool_that_asks_to_wait_is_not_asked_before()
    {
        await using var tickets = await RunsAsync(fetch: true);
        await tickets.Bench.TellAsync(Told.OfItem("1", 2, """ "title":"one","state":"open","name":"T-1" """) with { Container = "7" });
        DateTimeOffset? until = null;
        var early = false;
        tickets.Bench.Connector.Fetch = request =>
        {
            if (until is null)
            {
                throw ConnectorException.RateLimited("Enough.", until = tickets.Bench.Time.GetUtcNow().AddMinutes(10));
            }

            early |= tickets.Bench.Time.GetUtcNow() < until;
            return OfRun(1, """ "state":"finished","outcome":"success" """);
        };
        var running = await tickets.RunningAsync(Close("k1"));
        Assert.Equal(ActionStatus.Succeeded, (await tickets.EndedAsync(running.Id)).Status);
        Assert.False(early);
    }

    [Fact]
    public async Task A_hub_that_starts_again_follows_on()
    {
        await using var tickets = await RunsAsync();
        var running = await tickets.RunningAsync(Close("k1"));
        await tickets.Bench.RestartAsync();
        await tickets.Bench.TellAsync(OfRun(2, """ "state":"finished","outcome":"success" """));
        Assert.Equal(ActionStatus.Succeeded, (await tickets.EndedAsync(running.Id)).Status);
        Assert.Single(tickets.Asked);
    }

    [Fact]
    public async Task Others_on_the_same_entity_do_not_wait_for_it()
    {
        await using var tickets = await RunsAsync();
        var running = await tickets.RunningAsync(Close("k1"));
        tickets.Does((_, _) => Task.FromResult(Closed()));
        Assert.Equal(ActionStatus.Succeeded, (await tickets.RunAsync(Close("k2"))).Status);
        Assert.Equal(ActionStatus.Running, (await tickets.Bench.Hub.Actions.FindAsync(running.Id, Ct))!.Status);
    }

    [Fact]
    public async Task A_person_may_settle_it_before_its_end()
    {
        await using var tickets = await RunsAsync();
        var running = await tickets.RunningAsync(Close("k1"));
        Assert.Null(await tickets.Bench.Hub.Desk.SettleAsync(running.Id, ActionStatus.Failed, Operator, Ct));
        var settled = await tickets.EndedAsync(running.Id);
        Assert.Equal((ActionStatus.Failed, ActionFailure.Settled), (settled.Status, settled.Failure));
        await tickets.Bench.TellAsync(OfRun(2, """ "state":"finished","outcome":"success" """));
        tickets.Bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ActionStatus.Failed, (await tickets.Bench.Hub.Actions.FindAsync(running.Id, Ct))!.Status);
    }

    [Fact]
    public async Task What_is_not_seen_to_end_is_followed_for_as_long_as_is_set_and_then_left_to_a_person()
    {
        await using var tickets = await RunsAsync(settings: new() { Actions = new() { FollowHours = 1 } });
        var running = await tickets.RunningAsync(Close("k1"));
        tickets.Bench.Time.Advance(TimeSpan.FromMinutes(61));
        var left = await tickets.EndedAsync(running.Id);
        Assert.Equal((ActionStatus.Running, false), (left.Status, left.Following));
        Assert.Contains("actions.followHours", left.Reason, StringComparison.Ordinal);
    }

    private static async Task<Tickets> RunsAsync(bool fetch = false, HubSettings? settings = null)
    {
        var tickets = await StartAsync(settings: settings, run: Run with { CanFetch = fetch });
        tickets.Does((_, _) => Task.FromResult(Closed() with { Running = true, WatchRecord = new("run", "77") }));
        return tickets;
    }

    private static async Task<IReadOnlyList<string>> CompletedAsync(Tickets tickets) =>
        [.. (await tickets.Bench.Hub.Log.ReadAsync(new(TopicFilter.Exact("actions.completed.v1"), LogStart.Earliest), Ct)).Records.Select(r => r.Header("ce_id")!)];
}
