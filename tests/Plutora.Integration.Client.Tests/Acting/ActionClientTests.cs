using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Client.Acting;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Client.Tests.Acting;

/// <summary>Actions over the client: asked for once, waited for, followed, told as they ended.</summary>
public sealed class ActionClientTests
{
    private static readonly ActionCall Close = new("close-ticket", "event-7") { Target = "SHOP-7", Arguments = new() { ["status"] = "resolved" } };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_is_waited_for_until_the_hub_has_done_with_it()
    {
        var hub = new Recorded(State("Requested"), State("Dispatched"), State("Succeeded", ",\"result\":{\"status\":\"resolved\"},\"recordVersion\":\"v2\",\"attempts\":2"));
        var action = await hub.Actions.RunAsync(Close, Ct);
        Assert.Equal((ActionStatus.Succeeded, "resolved", "v2", 2), (action.Status, action.Result.GetProperty("status").GetString(), action.RecordVersion, action.Attempts));
        Assert.Equal("jira/work-item/10007", action.Target.ToString());
        Assert.Equal(["POST /base/api/v1/actions?wait=30", "GET /base/api/v1/actions/a1?wait=30", "GET /base/api/v1/actions/a1?wait=30"], hub.Sent.Select(s => s.Line));
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""{"action":"close-ticket","target":"SHOP-7","instance":null,"container":null,"arguments":{"status":"resolved"},"idempotencyKey":"event-7","ifVersion":null}"""), JsonElement.Parse(hub.Sent[0].Body)));
    }

    [Fact]
    public async Task A_call_whose_answer_is_lost_is_sent_again_with_its_key()
    {
        var hub = new Recorded(() => throw new HttpRequestException("cut"), FakeHub.Json("{}", HttpStatusCode.ServiceUnavailable), State("Succeeded"));
        Assert.Equal(ActionStatus.Succeeded, (await hub.Actions.RunAsync(Close, Ct)).Status);
        Assert.Equal(3, hub.Sent.Count);
        Assert.Single(hub.Sent.Select(s => s.Body).Distinct());
    }

    [Fact]
    public async Task A_hub_that_stays_away_is_told_after_the_last_try()
    {
        var hub = new Recorded([.. Enumerable.Repeat<Func<HttpResponseMessage>>(() => throw new HttpRequestException("cut"), 10)]);
        await Assert.ThrowsAsync<HttpRequestException>(() => hub.Actions.RequestAsync(Close, Ct));
        Assert.Equal(5, hub.Sent.Count);
    }

    [Fact]
    public async Task What_the_hub_refuses_is_told_with_every_fault_and_not_asked_again()
    {
        var hub = new Recorded(FakeHub.Json("""{"detail":"The arguments are not valid.","errors":["arguments.status: unknown","arguments.text: required"]}""", HttpStatusCode.UnprocessableEntity));
        var told = await Assert.ThrowsAsync<HubException>(() => hub.Actions.RunAsync(Close, Ct));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 2, 1), (told.Status, told.Faults.Count, hub.Sent.Count));
    }

    [Fact]
    public async Task An_alias_of_several_entities_is_told_with_its_candidates_and_a_used_key_is_not_taken_for_one()
    {
        var several = new Recorded(FakeHub.Json("""{"detail":"'SHOP-7' names several entities.","errors":["jira/work-item/7","rt/work-item/9"]}""", HttpStatusCode.Conflict));
        Assert.Equal(["jira/work-item/7", "rt/work-item/9"], (await Assert.ThrowsAsync<AmbiguousAliasException>(() => several.Actions.RunAsync(Close, Ct))).Candidates.Select(c => c.ToString()));
        var used = new Recorded(FakeHub.Json("""{"detail":"The idempotencyKey 'event-7' was used for another action."}""", HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<HubException>(() => used.Actions.RunAsync(Close, Ct))).Status);
    }

    [Fact]
    public async Task A_failure_and_a_status_of_a_later_hub_are_told_and_no_exception()
    {
        var failed = await new Recorded(State("Failed", ",\"failure\":\"NotAllowed\",\"reason\":\"The token may not.\"")).Actions.RunAsync(Close, Ct);
        Assert.Equal((ActionStatus.Failed, ActionFailure.NotAllowed, "The token may not."), (failed.Status, failed.Failure, failed.Reason));
        Assert.Contains("The token may not.", Assert.Throws<InvalidOperationException>(() => failed.ResultAs(JsonElementType)).Message, StringComparison.Ordinal);
        var later = await new Recorded(State("Deferred", ",\"failure\":\"Eclipsed\"")).Actions.RequestAsync(Close, Ct);
        Assert.Equal((ActionStatus.Other, ActionFailure.Other, false), (later.Status, later.Failure, later.IsOver));
    }

    [Fact]
    public async Task An_action_that_is_not_there_is_null()
    {
        Assert.Null(await new Recorded(FakeHub.Json("""{"detail":"There is no action 'a9'."}""", HttpStatusCode.NotFound)).Actions.FindAsync("a9", Ct));
        Assert.Equal("a1", (await new Recorded(State("Unknown")).Actions.FindAsync("a1", Ct))!.Id);
    }

    [Fact]
    public async Task A_running_action_is_followed_until_its_entity_is_over()
    {
        static Func<HttpResponseMessage> Run(string state) => FakeHub.Json($$"""{"id":"gitlab/pipeline-run/1%2F9","deleted":false,"entity":{"id":"gitlab/pipeline-run/1%2F9","state":"{{state}}","outcome":"success"} }""");
        var hub = new Recorded(State("Running", ",\"watch\":\"gitlab/pipeline/1/9\""), FakeHub.Json("{}", HttpStatusCode.NotFound), Run("running"), () => throw new HttpRequestException("cut"), Run("finished"));
        var running = await hub.Actions.RunAsync(ActionCall.Of(new TriggerBuild { Ref = "main" }, "k") with { Target = "1" }, Ct);
        Assert.Equal((ActionStatus.Running, new WatchedRecord("gitlab", "pipeline", "1/9")), (running.Status, running.Watch));
        var ended = await hub.Actions.FollowAsync<PipelineRun>(running, run => run.State == RunState.Finished, Ct);
        Assert.Equal(Outcome.Success, ended.Outcome);
        Assert.EndsWith("?id=gitlab%2Fpipeline-run%2F1%252F9", hub.Sent[^1].Line, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Actions.FollowAsync<PipelineRun>(running with { Watch = null }, _ => true, Ct));
    }

    [Fact]
    public async Task What_the_hub_follows_is_waited_for_and_its_result_read_as_the_models()
    {
        var hub = new Recorded(State("Running", ",\"following\":true"), State("Running", ",\"following\":true"), State("Succeeded", ",\"result\":{\"id\":\"77\",\"number\":\"12\"}"));
        var built = await hub.Actions.RunAsync(ActionCall.Of(new TriggerBuild { Ref = "main" }, "k") with { Target = "1" }, Ct);
        Assert.Equal((ActionStatus.Succeeded, new BuildResult { Id = "77", Number = "12" }), (built.Status, built.ResultAs<BuildResult>()));
        Assert.Contains("no result", Assert.Throws<InvalidOperationException>(() => (built with { Result = default }).ResultAs<BuildResult>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_tells_what_would_change()
    {
        var preview = await new Recorded(FakeHub.Json("""{"summary":"Would be closed.","changes":[{"field":"Status","before":"open","after":"resolved"},{"field":"Owner","after":null}]}""")).Actions.PreviewAsync(Close, Ct);
        Assert.Equal("Would be closed.", preview.Summary);
        Assert.Equal([new("Status", "open", "resolved"), new("Owner", null, null)], preview.Changes);
    }

    [Fact]
    public void Arguments_are_an_object()
    {
        Assert.Equal("""{"status":"done"}""", Close.With(new JsonObject { ["status"] = "done" }, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonObject>)JsonSerializerOptions.Web.GetTypeInfo(typeof(JsonObject))).Arguments.ToJsonString());
        Assert.Throws<ArgumentException>(() => Close.With(7, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<int>)JsonSerializerOptions.Web.GetTypeInfo(typeof(int))));
    }

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonElement> JsonElementType => (System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonElement>)JsonSerializerOptions.Web.GetTypeInfo(typeof(JsonElement));

    private static Func<HttpResponseMessage> State(string status, string more = "") => FakeHub.Json(
        $$"""{"id":"a1","action":"close-ticket","target":"jira/work-item/10007","instance":"jira","arguments":{},"idempotencyKey":"event-7","by":"bot","status":"{{status}}","requestedAt":"2030-01-01T00:00:00Z","changedAt":"2030-01-01T00:00:01Z"{{more}}}""",
        HttpStatusCode.Accepted);

    /// <summary>A scripted hub that keeps what was sent, bodies too, and a client that never waits long.</summary>
    private sealed class Recorded : DelegatingHandler
    {
        public Recorded(params IReadOnlyList<Func<HttpResponseMessage>> answers)
            : base(new FakeHub(answers)) => Actions = new(
                new(new HttpClient(this), FakeHub.Connection), TimeProvider.System, new() { FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(2), Look = TimeSpan.FromMilliseconds(1) });

        public ActionClient Actions { get; }

        public List<(string Line, string Body)> Sent { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(($"{request.Method} {request.RequestUri!.PathAndQuery}", request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
