using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.GitHub.Tests.Polling;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.GitHub.Tests.Acting;

/// <summary>What the actions do where answers, heads and rights are not as one would have them; at an Enterprise Server's address.</summary>
public sealed class ActionTests
{
    private const string Issue = """{"id":12,"number":3,"title":"It breaks","state":"open","state_reason":null,"comments":0,"html_url":"https://ghe/o/r/issues/3","updated_at":"2024-01-02T00:00:09Z"}""";
    private const string Pull = """{"id":12,"number":3,"title":"Mend it","state":"open","merged":false,"head":{"sha":"aaa"},"base":{"ref":"main"},"html_url":"https://ghe/o/r/pull/3","updated_at":"2024-01-02T00:00:09Z"}""";
    private const string Squashing = """{"id":7,"full_name":"o/r","default_branch":"trunk","allow_merge_commit":false,"allow_squash_merge":true}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_comment_bears_a_mark_that_nobody_sees_and_tells_the_version_of_what_it_was_said_to()
    {
        await using var hub = Open("/issues/3", Issue);
        hub.On("POST", "/issues/3/comments", 201, """{"id":99,"html_url":"https://ghe/o/r/issues/3#c99"}""");
        var result = await hub.Instance.ExecuteAsync(Asked("comment", """{"text":"Thanks"}"""), Ct);
        Assert.Equal("Thanks\n\n<!-- plutora-action: action-1 -->", hub.Sent("POST").Single()["body"]!.ToString());
        Assert.Equal(("99", "2024-01-02T00:00:09Z"), (result.Values.GetProperty("id").GetString(), result.RecordVersion));
    }

    [Fact]
    public async Task Nothing_is_said_to_what_has_the_number_of_an_issue_that_moved_away()
    {
        await using var hub = Open("/issues/3", Issue.Replace("\"id\":12", "\"id\":99", StringComparison.Ordinal));
        await FailsAsync(hub, ConnectorErrorKind.NotFound, "moved", Asked("comment", """{"text":"Thanks"}"""));
        Assert.Empty(hub.Sent("POST"));
    }

    [Theory]
    [InlineData("close-ticket", """{"resolution":"Not planned"}""", """{"state":"closed","state_reason":"not_planned"}""")]
    [InlineData("transition", """{"state":"Closed"}""", """{"state":"closed"}""")]
    [InlineData("transition", """{"state":"open"}""", null)]
    public async Task An_issue_is_closed_as_asked_and_left_alone_where_it_is_so_already(string action, string arguments, string? sent)
    {
        await using var hub = Open("/issues/3", Issue);
        hub.On("PATCH", "/issues/3", 200, Issue.Replace("open", "closed", StringComparison.Ordinal).Replace(":09Z", ":10Z", StringComparison.Ordinal));
        var result = await hub.Instance.ExecuteAsync(Asked(action, arguments), Ct);
        Assert.Equal(sent, hub.Sent("PATCH").SingleOrDefault()?.ToJsonString());
        Assert.Equal(sent is null ? ("open", "2024-01-02T00:00:09Z") : ("closed", "2024-01-02T00:00:10Z"), (result.Values.GetProperty("state").GetString(), result.RecordVersion));
    }

    [Fact]
    public async Task What_was_said_before_a_lost_close_is_not_said_again()
    {
        await using var hub = Open("/issues/3", Issue);
        hub.Get("/repositories/7/issues/3/comments").RespondWith(FakeGitHub.Json("""[{"id":99,"body":"Bye\n\n<!-- plutora-action: action-1 -->"}]"""));
        hub.On("PATCH", "/issues/3", 200, Issue);
        await hub.Instance.ExecuteAsync(Asked("close-ticket", """{"comment":"Bye"}"""), Ct);
        Assert.Empty(hub.Sent("POST"));
        Assert.Single(hub.Sent("PATCH"));
    }

    [Theory]
    [InlineData("close-ticket", """{"resolution":"Lost"}""", "completed, not_planned, duplicate")]
    [InlineData("transition", """{"state":"In Review"}""", "open, closed")]
    public async Task A_state_that_GitHub_does_not_know_names_those_that_it_does(string action, string arguments, string told)
    {
        await using var hub = Open("/issues/3", Issue);
        await FailsAsync(hub, ConnectorErrorKind.Permanent, told, Asked(action, arguments));
    }

    [Fact]
    public async Task A_pull_request_is_merged_at_the_head_that_was_looked_at_by_a_method_that_the_repository_allows()
    {
        await using var hub = Open("/pulls/3", Pull);
        hub.On("PUT", "/pulls/3/merge", 200, """{"sha":"bbb","merged":true}""");
        var result = await hub.Instance.ExecuteAsync(Asked("merge", "{}", "pull-request"), Ct);
        Assert.Equal("""{"sha":"aaa","merge_method":"squash"}""", hub.Sent("PUT").Single().ToJsonString());
        Assert.Equal("bbb", result.Values.GetProperty("commit").GetString());
    }

    [Theory]
    [InlineData("""{"head":"ccc"}""", Pull, 200, "is aaa by now, not ccc")]
    [InlineData("""{"head":"aaa"}""", Pull, 409, "Head branch was modified")]
    [InlineData("{}", Pull, 405, "not mergeable")]
    [InlineData("{}", """{"id":12,"number":3,"state":"closed","merged":false,"head":{"sha":"aaa"}}""", 200, "closed without being merged")]
    public async Task A_merge_that_cannot_be_as_things_stand_is_a_conflict(string arguments, string pull, int status, string told)
    {
        await using var hub = Open("/pulls/3", pull);
        hub.On("PUT", "/pulls/3/merge", status, $$"""{"message":"{{(status == 409 ? "Head branch was modified" : "Pull Request is not mergeable")}}"}""");
        await FailsAsync(hub, ConnectorErrorKind.Conflict, told, Asked("merge", arguments, "pull-request"));
    }

    [Fact]
    public async Task A_pull_request_that_is_merged_already_is_not_merged_again()
    {
        await using var hub = Open("/pulls/3", """{"id":12,"number":3,"state":"closed","merged":true,"merge_commit_sha":"bbb","head":{"sha":"aaa"},"updated_at":"2024-01-02T00:00:09Z"}""");
        var request = Asked("merge", """{"head":"aaa"}""", "pull-request");
        Assert.Equal("bbb", (await hub.Instance.ExecuteAsync(request, Ct)).Values.GetProperty("commit").GetString());
        Assert.Equal(SettlementOutcome.Done, (await hub.Instance.SettleAsync(request, Ct)).Outcome);
        Assert.Empty(hub.Sent("PUT"));
    }

    [Theory]
    [InlineData("""{"workflow_run_id":501,"html_url":"https://ghe/o/r/actions/runs/501"}""")]
    [InlineData("")]
    public async Task A_workflow_that_was_started_names_its_run_whether_or_not_the_server_does(string answer)
    {
        await using var hub = Open("/actions/workflows/9", "{}");
        var started = false;
        hub.Get("/repositories/7/actions/workflows/9/runs").RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(_ => started
            ? """{"workflow_runs":[{"id":501,"run_number":5,"display_title":"ci","html_url":"https://ghe/o/r/actions/runs/501"},{"id":400,"display_title":"ci"}]}"""
            : """{"workflow_runs":[{"id":400,"display_title":"ci"}]}"""));
        hub.On("POST", "/actions/workflows/9/dispatches", answer.Length > 0 ? 200 : 204, answer, () => started = true);
        var result = await hub.Instance.ExecuteAsync(Asked("trigger-build", """{"parameters":{"level":"debug"}}""", "workflow", "9"), Ct);
        Assert.Equal("""{"ref":"trunk","inputs":{"level":"debug"},"return_run_details":true}""", hub.Sent("POST").Single().ToJsonString());
        Assert.True(result.Running);
        Assert.Equal(new("workflow-run", "501"), result.WatchRecord);
    }

    [Fact]
    public async Task A_server_that_cannot_name_the_run_is_asked_without_and_of_two_runs_at_once_none_is_taken()
    {
        await using var hub = Open("/actions/workflows/9", "{}");
        var started = false;
        hub.Get("/repositories/7/actions/workflows/ci.yml/runs").RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(_ => started
            ? """{"workflow_runs":[{"id":502,"display_title":"ci"},{"id":501,"display_title":"ci"}]}"""
            : """{"workflow_runs":[]}"""));
        hub.On("POST", "/actions/workflows/ci.yml/dispatches", 204, "", () => started = true);
        hub.Server.Given(Request.Create().WithPath("/api/v3/repositories/7/actions/workflows/ci.yml/dispatches").UsingPost().WithBody(b => b!.Contains("return_run_details", StringComparison.Ordinal))).AtPriority(1)
            .RespondWith(Response.Create().WithStatusCode(422).WithHeader("Content-Type", "application/json").WithBody("""{"message":"Invalid request.\n\n\"return_run_details\" is not a permitted key."}"""));
        var result = await hub.Instance.ExecuteAsync(Asked("trigger-build", """{"ref":"refs/heads/topic","workflow":"ci.yml"}""", "repository", "7"), Ct);
        Assert.Equal("""{"ref":"topic","inputs":{}}""", hub.Sent("POST")[1].ToJsonString());
        Assert.True(result.Running);
        Assert.Null(result.WatchRecord);
    }

    [Theory]
    [InlineData("{}", "argument 'workflow'")]
    [InlineData("""{"workflow":"../x"}""", "neither")]
    [InlineData("""{"workflow":"ci.yml","ref":"0123456789012345678901234567890123456789"}""", "is a commit")]
    public async Task A_workflow_that_is_not_said_as_GitHub_takes_it_is_not_started(string arguments, string told)
    {
        await using var hub = Open("/actions/workflows/9", "{}");
        await FailsAsync(hub, ConnectorErrorKind.Permanent, told, Asked("trigger-build", arguments, "repository", "7"));
    }

    [Fact]
    public async Task A_deployment_to_an_environment_is_followed_and_not_made_twice()
    {
        await using var hub = Open("", Squashing);
        hub.Get("/repos/o/r").AtPriority(1).RespondWith(FakeGitHub.Json(Squashing));
        hub.Get("/repositories/7/deployments").RespondWith(FakeGitHub.Json("[]"));
        hub.On("POST", "/deployments", 201, """{"id":61}""");
        var request = Asked("deploy", """{"version":"v1","parameters":{"shop":"de"},"comment":"Now"}""", null, "o/r/eu/west") with { Container = null };
        var result = await hub.Instance.ExecuteAsync(request, Ct);
        Assert.Equal("""{"ref":"v1","environment":"eu/west","payload":{"shop":"de","plutora_action":"action-1"},"auto_merge":false,"description":"Now"}""", hub.Sent("POST").Single().ToJsonString());
        Assert.Equal((true, new("deployment", "61")), (result.Running, result.WatchRecord!));

        hub.Get("/repositories/7/deployments").AtPriority(1).RespondWith(FakeGitHub.Json("""[{"id":61,"payload":"{\"plutora_action\":\"action-1\"}"}]"""));
        Assert.Equal("61", (await hub.Instance.ExecuteAsync(request, Ct)).Values.GetProperty("id").GetString());
        Assert.Equal(SettlementOutcome.Done, (await hub.Instance.SettleAsync(request, Ct)).Outcome);
        Assert.Single(hub.Sent("POST"));
    }

    [Fact]
    public async Task A_deployment_whose_checks_failed_is_a_conflict()
    {
        await using var hub = Open("", Squashing);
        hub.Get("/repositories/7/deployments").RespondWith(FakeGitHub.Json("[]"));
        hub.On("POST", "/deployments", 409, """{"message":"Conflict: Commit status checks failed for trunk."}""");
        await FailsAsync(hub, ConnectorErrorKind.Conflict, "status checks failed", Asked("deploy", """{"environment":"qa"}""", "repository", "7"));
    }

    [Fact]
    public async Task A_release_of_a_tag_that_another_made_is_a_conflict_and_one_that_the_action_made_is_its_own()
    {
        await using var hub = Open("", Squashing);
        hub.Get("/repositories/7/releases/tags/v1").RespondWith(FakeGitHub.Json("""{"id":81,"tag_name":"v1","html_url":"https://ghe/o/r/releases/v1","body":"By hand"}"""));
        var request = Asked("create-release", """{"tag":"v1"}""", "repository", "7");
        await FailsAsync(hub, ConnectorErrorKind.Conflict, "https://ghe/o/r/releases/v1", request);
        hub.Get("/repositories/7/releases/tags/v1").AtPriority(1).RespondWith(FakeGitHub.Json("""{"id":81,"tag_name":"v1","body":"<!-- plutora-action: action-1 -->"}"""));
        Assert.Equal("81", (await hub.Instance.ExecuteAsync(request, Ct)).Values.GetProperty("id").GetString());
        Assert.Empty(hub.Sent("POST"));
    }

    [Theory]
    [InlineData("""{"title":"T","priority":"High"}""", "o/r", "no priority")]
    [InlineData("""{"title":"T","parent":"o/r#1"}""", "o/r", "'parent'")]
    [InlineData("""{"title":"T"}""", "o/r/../x", "owner/name")]
    public async Task An_issue_that_cannot_be_created_as_asked_says_why(string arguments, string container, string told)
    {
        await using var hub = Open("", Squashing);
        await FailsAsync(hub, ConnectorErrorKind.Permanent, told, Asked("create-ticket", arguments, null, null, container));
        Assert.Empty(hub.Sent("POST"));
    }

    [Theory]
    [InlineData(403, """{"message":"Resource not accessible by integration"}""", ConnectorErrorKind.Authentication, "Resource not accessible by integration")]
    [InlineData(422, """{"message":"Validation Failed","errors":[{"resource":"Issue","field":"type","code":"invalid"}]}""", ConnectorErrorKind.Permanent, "type invalid")]
    [InlineData(410, """{"message":"Issues are disabled"}""", ConnectorErrorKind.NotFound, "/issues")]
    [InlineData(502, "", ConnectorErrorKind.Ambiguous, "502")]
    [InlineData(503, "", ConnectorErrorKind.Transient, "503")]
    [InlineData(429, """{"message":"slow down t0ken"}""", ConnectorErrorKind.RateLimited, "slow down ***")]
    [InlineData(201, "{}", ConnectorErrorKind.Ambiguous, "does not name")]
    public async Task A_refusal_of_a_change_says_what_it_means(int status, string body, ConnectorErrorKind kind, string told)
    {
        await using var hub = Open("", Squashing);
        hub.On("POST", "/issues", status, body);
        await FailsAsync(hub, kind, told, Asked("create-ticket", """{"title":"T"}""", null, null, "7"));
        Assert.Single(hub.Sent("POST"));
    }

    private static FakeGitHub Open(string path, string body)
    {
        var hub = new FakeGitHub();
        hub.Get("/repositories/7").RespondWith(FakeGitHub.Json(Squashing));
        hub.Get("/repositories/7" + path).RespondWith(FakeGitHub.Json(body));
        hub.Get("/repositories/7/issues/3/comments").AtPriority(20).RespondWith(FakeGitHub.Json("[]"));
        return hub;
    }

    private static async Task FailsAsync(FakeGitHub hub, ConnectorErrorKind kind, string told, ActionRequest request)
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => hub.Instance.ExecuteAsync(request, Ct));
        Assert.Equal(kind, fault.Kind);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    private static ActionRequest Asked(string action, string arguments, string? stream = "issue", string? target = "12", string? container = "7") => new()
    {
        ActionId = "action-1",
        Action = action,
        Target = target,
        TargetStream = stream,
        Known = stream is "issue" or "pull-request" ? """{"id":12,"number":3}"""u8.ToArray() : null,
        Container = container,
        Arguments = JsonElement.Parse(arguments),
    };
}
