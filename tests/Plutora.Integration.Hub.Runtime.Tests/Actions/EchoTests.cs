using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using static Plutora.Integration.Hub.Runtime.Tests.Actions.Tickets;

namespace Plutora.Integration.Hub.Runtime.Tests.Actions;

/// <summary>The change of an action is known as its own (rule 28 of state).</summary>
public sealed class EchoTests
{
    private const int Echo = 5;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_that_comes_before_the_answer_waits_for_it_and_carries_the_action()
    {
        await using var tickets = await StartAsync();
        var (action, answer) = await AskedAsync(tickets);
        await tickets.Bench.TellAsync(Changed(Echo));
        Assert.Empty(await LaterAsync(tickets));
        answer.SetResult(Closed(Version(Echo)));
        Assert.Equal(ActionStatus.Succeeded, (await tickets.OverAsync(action)).Status);
        Assert.Equal([(Title(Echo), action, null)], await LaterAsync(tickets, 1));
    }

    [Fact]
    public async Task A_webhook_that_comes_after_the_answer_carries_the_action_and_what_follows_does_not()
    {
        await using var tickets = await StartAsync();
        tickets.Does((_, _) => Task.FromResult(Closed(Version(Echo))));
        var action = (await tickets.RunAsync(Close("k1"))).Id;
        await tickets.Bench.TellAsync(Changed(Echo - 1));
        await tickets.Bench.TellAsync(Changed(Echo));
        await tickets.Bench.TellAsync(Changed(Echo + 1));
        Assert.Equal([(Title(Echo - 1), null, null), (Title(Echo), action, null), (Title(Echo + 1), null, null)], await LaterAsync(tickets, 3));
    }

    [Fact]
    public async Task What_others_did_meanwhile_waits_too_is_published_in_its_order_and_is_not_taken_for_the_actions()
    {
        await using var tickets = await StartAsync();
        var (action, answer) = await AskedAsync(tickets);
        await tickets.Bench.TellAsync(Changed(Echo - 1), Changed(Echo));
        await tickets.Bench.TellAsync(Told.OfItem("2", Echo, """ "title":"of another","state":"open" """));
        Assert.Equal("of another", await tickets.Bench.FieldAsync("a/work-item/2", "title"));
        answer.SetResult(Closed(Version(Echo)));
        await tickets.OverAsync(action);
        Assert.Equal([(Title(Echo - 1), null, null), (Title(Echo), action, null)], await LaterAsync(tickets, 2));
    }

    [Fact]
    public async Task After_thirty_seconds_nothing_waits_any_more_and_what_is_published_may_be_the_actions()
    {
        await using var tickets = await StartAsync();
        var (action, answer) = await AskedAsync(tickets);
        await tickets.Bench.TellAsync(Changed(Echo));
        tickets.Bench.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal([(Title(Echo), null, "unknown")], await LaterAsync(tickets, 1));
        await tickets.Bench.TellAsync(Changed(Echo + 1));
        Assert.Equal((Title(Echo + 1), null, "unknown"), (await LaterAsync(tickets, 2))[1]);
        answer.SetResult(Closed(Version(Echo)));
        await tickets.OverAsync(action);
        await tickets.Bench.TellAsync(Changed(Echo + 2));
        Assert.Equal("unknown", (await LaterAsync(tickets, 3))[2].Echo);
        await tickets.Bench.TellAsync(Changed(Echo + 3));
        Assert.Equal((Title(Echo + 3), null, null), (await LaterAsync(tickets, 4))[3]);
    }

    [Fact]
    public async Task Where_the_answer_names_no_version_the_record_is_fetched()
    {
        await using var tickets = await StartAsync();
        tickets.Bench.Connector.Fetch = request => request.Stream == "item" ? Changed(Echo) : null;
        tickets.Does((_, _) => Task.FromResult(Closed() with { RecordVersion = null }));
        var done = await tickets.RunAsync(Close("k1"));
        Assert.Equal(Version(Echo), done.RecordVersion);
        Assert.Equal([(Title(Echo), done.Id, null)], await LaterAsync(tickets, 1));
    }

    [Fact]
    public async Task Where_no_version_can_be_had_the_next_change_may_be_the_actions()
    {
        await using var tickets = await StartAsync(item: Told.Item with { CanFetch = false });
        tickets.Does((_, _) => Task.FromResult(Closed() with { RecordVersion = null }));
        await tickets.RunAsync(Close("k1"));
        await tickets.Bench.TellAsync(Changed(Echo));
        await tickets.Bench.TellAsync(Changed(Echo + 1));
        Assert.Equal([(Title(Echo), null, "unknown"), (Title(Echo + 1), null, null)], await LaterAsync(tickets, 2));
    }

    [Fact]
    public async Task A_later_version_than_the_actions_holds_its_change_too()
    {
        await using var tickets = await StartAsync();
        tickets.Does((_, _) => Task.FromResult(Closed(Version(Echo))));
        await tickets.RunAsync(Close("k1"));
        await tickets.Bench.TellAsync(Changed(Echo + 1));
        await tickets.Bench.TellAsync(Changed(Echo + 2));
        Assert.Equal([(Title(Echo + 1), null, "unknown"), (Title(Echo + 2), null, null)], await LaterAsync(tickets, 2));
    }

    [Theory]
    [InlineData(ConnectorErrorKind.Permanent)]
    [InlineData(ConnectorErrorKind.Transient)]
    public async Task Where_the_tool_did_nothing_what_waited_goes_on_as_any_change(ConnectorErrorKind kind)
    {
        await using var tickets = await StartAsync();
        var (_, answer) = await AskedAsync(tickets);
        await tickets.Bench.TellAsync(Changed(Echo));
        answer.SetException(kind == ConnectorErrorKind.Permanent ? ConnectorException.Permanent("No.") : ConnectorException.Transient("Not now."));
        Assert.Equal([(Title(Echo), null, null)], await LaterAsync(tickets, 1));
    }

    [Fact]
    public async Task Where_the_answer_was_lost_what_waited_may_be_the_actions()
    {
        await using var tickets = await StartAsync();
        var (action, answer) = await AskedAsync(tickets);
        await tickets.Bench.TellAsync(Changed(Echo));
        answer.SetException(ConnectorException.Ambiguous("The line was cut."));
        Assert.Equal(ActionStatus.Unknown, (await tickets.OverAsync(action)).Status);
        Assert.Equal([(Title(Echo), null, "unknown")], await LaterAsync(tickets, 1));
    }

    [Fact]
    public async Task What_waited_when_the_hub_ended_goes_on_at_its_next_start()
    {
        await using var tickets = await StartAsync();
        var (action, _) = await AskedAsync(tickets);
        await tickets.Bench.TellAsync(Changed(Echo));
        await tickets.Bench.RestartAsync();
        await tickets.EndedAsync(action);
        Assert.Equal([(Title(Echo), null, "unknown")], await LaterAsync(tickets, 1));
    }

    private static SourceRecord Changed(int second) => Told.OfItem("1", second, $""" "title":"{Title(second)}","state":"open","name":"T-1" """);

    private static string Title(int second) => $"as of {second}";

    private static string Version(int second) => Told.At(second).ToString("O");

    // An action that the tool has been asked for and has not answered yet.
    private static async Task<(string Id, TaskCompletionSource<ActionResult> Answer)> AskedAsync(Tickets tickets)
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<ActionResult>());
        tickets.Does((_, ct) =>
        {
            asked.TrySetResult();
            return answer.Task.WaitAsync(ct);
        });
        var action = await tickets.TakenAsync(Close("k1"));
        await asked.Task.WaitAsync(Ct);
        return (action.Id, answer);
    }

    // Events of the ticket behind its first, once there are so many.
    private static async Task<IReadOnlyList<(string Title, string? Action, string? Echo)>> LaterAsync(Tickets tickets, int least = 0)
    {
        IReadOnlyList<NormalizedEvent> events = [];
        await tickets.Bench.UntilAsync(async () => (events = [.. (await tickets.Bench.EventsAsync("work-item")).Where(e => e.Subject.Key == "1").Skip(1)]).Count >= least);
        return [.. events.Select(e => (System.Text.Json.JsonElement.Parse(e.Data.Span).GetProperty("title").GetString()!, e.CausationId, e.Echo))];
    }
}
