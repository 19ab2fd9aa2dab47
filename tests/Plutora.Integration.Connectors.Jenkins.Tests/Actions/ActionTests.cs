using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jenkins.Tests.Support;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Jenkins.Tests.Actions;

public sealed class ActionTests
{
    private const string Id = "action-1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(FakeCrumbs.None))]
    [InlineData(nameof(FakeCrumbs.Old))]
    [InlineData(nameof(FakeCrumbs.WithSession))]
    public async Task A_build_is_started_with_parameters_and_followed_out_of_the_queue(string crumbs)
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime()) { Crumbs = Enum.Parse<FakeCrumbs>(crumbs), Looks = 2 };
        Parameters(jenkins.Job("team/shop").Built(1, 6));
        var result = await jenkins.Instance.ExecuteAsync(Trigger("team/shop", new() { ["STAGE"] = "prod", ["NOTE"] = "a & b = ü" }), Ct);
        Assert.True(result.Running);
        Assert.Equal(new("build", "team/shop#7"), result.WatchRecord);
        Assert.Equal("""{"queueItem":100,"id":"team/shop#7","number":"7","url":"https://ci.example.com/job/team/job/shop/7/"}""", result.Values.GetRawText());
        var (job, given) = Assert.Single(jenkins.Queue);
        Assert.Equal(("team/shop", "prod", "a & b = ü", Id), (job, given["STAGE"], given["NOTE"], given["PLUTORA_ACTION_ID"]));
    }

    [Fact]
    public async Task A_job_without_parameters_is_started_by_its_own_form()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime());
        jenkins.Job("shop");
        Assert.Equal("shop#1", (await jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct)).WatchRecord!.Id);
        Assert.Equal("json=%7B%7D&delay=0sec", new Uri(jenkins.Server.LogEntries.Single(e => e.RequestMessage!.Method == "POST").RequestMessage!.Url).Query.TrimStart('?'));
    }

    [Fact]
    public async Task A_build_whose_item_the_queue_forgot_is_found_by_the_items_number()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime()) { Forgets = true };
        jenkins.Job("shop").Built(1, 3);
        Assert.Equal("shop#4", (await jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct)).WatchRecord!.Id);
    }

    [Fact]
    public async Task A_build_that_still_waits_is_running_without_a_record_to_watch_and_a_later_look_finds_it()
    {
        var time = new HurriedTime();
        await using var jenkins = new FakeJenkins(new() { ["queueSeconds"] = 20 }, time) { Looks = -1 };
        Parameters(jenkins.Job("shop"));
        var result = await jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct);
        Assert.Equal((true, (RecordName?)null, """{"queueItem":100}"""), (result.Running, result.WatchRecord, result.Values.GetRawText()));
        Assert.InRange(time.Passed, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20));

        var waits = await jenkins.Instance.SettleAsync(Trigger("shop"), Ct);
        Assert.Equal((SettlementOutcome.Done, (RecordName?)null), (waits.Outcome, waits.Result!.WatchRecord));
        jenkins.Begin(0);
        var begun = await jenkins.Instance.SettleAsync(Trigger("shop"), Ct);
        Assert.Equal((SettlementOutcome.Done, "shop#1"), (begun.Outcome, begun.Result!.WatchRecord!.Id));
    }

    [Fact]
    public async Task A_build_that_was_taken_out_of_the_queue_is_told_as_refused()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime()) { Cancels = true };
        jenkins.Job("shop");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct));
        Assert.Equal((ConnectorErrorKind.Permanent, "The build of shop was taken out of the queue (item 100) before it began."), (fault.Kind, fault.Message));
    }

    [Fact]
    public async Task A_queue_that_cannot_be_read_after_the_build_was_asked_for_starts_nothing_anew()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime());
        jenkins.Job("shop");
        jenkins.Server.Given(Request.Create().WithPath("/ci/queue/item/*").UsingGet()).AtPriority(1).RespondWith(Response.Create().WithStatusCode(503));
        var result = await jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct);
        Assert.Equal((true, (RecordName?)null), (result.Running, result.WatchRecord));
        Assert.Single(jenkins.Queue);
    }

    [Fact]
    public async Task Every_fault_of_the_parameters_is_told_at_once_and_nothing_is_started()
    {
        await using var jenkins = new FakeJenkins();
        Parameters(jenkins.Job("shop")).Buildable = false;
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(Trigger("shop", new() { ["STAGE"] = "moon", ["COLOUR"] = "red" }), Ct));
        Assert.Equal(
            (ConnectorErrorKind.Permanent, "shop is disabled. shop has no parameter 'COLOUR'; it has NOTE, PLUTORA_ACTION_ID, SECRET, STAGE. Parameter 'STAGE' of shop must be one of qa, prod."),
            (fault.Kind, fault.Message));
        Assert.Empty(jenkins.Queue);
    }

    [Theory]
    [InlineData("""{"ref":"main"}""", "A branch of a multibranch project is a pipeline of its own")]
    [InlineData("""{"parameters":{"PLUTORA_ACTION_ID":"x"}}""", "carries the action's id and cannot be given")]
    public async Task What_Jenkins_cannot_take_is_refused_with_the_reason(string arguments, string reason)
    {
        await using var jenkins = new FakeJenkins();
        Parameters(jenkins.Job("shop"));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(Trigger("shop") with { Arguments = JsonElement.Parse(arguments) }, Ct));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_not_built_and_a_job_that_is_not_there_is_not_found()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("team/shop");
        Assert.Contains("folder or multibranch project", (await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(Trigger("team"), Ct))).Message, StringComparison.Ordinal);
        Assert.Equal(ConnectorErrorKind.NotFound, (await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(Trigger("gone"), Ct))).Kind);
    }

    [Fact]
    public async Task A_preview_says_the_number_and_what_differs_and_shows_no_password()
    {
        await using var jenkins = new FakeJenkins();
        Parameters(jenkins.Job("shop").Built(1, 6));
        var preview = await jenkins.Instance.PreviewAsync(Trigger("shop", new() { ["STAGE"] = "prod", ["SECRET"] = "hunter2" }), Ct);
        Assert.Equal("Would start build #7 of shop with SECRET, STAGE.", preview.Summary);
        Assert.Equal([new("NOTE", "none", "none"), new("SECRET", null, "(not shown)"), new("STAGE", "qa", "prod")], preview.Changes);
        Assert.Empty(jenkins.Queue);
    }

    [Fact]
    public async Task A_crumb_that_has_ended_is_obtained_anew_and_the_build_started_once()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime());
        jenkins.Job("shop");
        await jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct);
        jenkins.Crumb = "another-crumb";
        await jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct);
        Assert.Equal(2, jenkins.Queue.Count);
        Assert.Equal(["GET crumbIssuer/api/json", "POST job/shop/build", "POST job/shop/build", "GET crumbIssuer/api/json", "POST job/shop/build"], jenkins.Asked().Where(asked => asked.Contains("POST", StringComparison.Ordinal) || asked.Contains("crumb", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_crumb_that_no_proxy_lets_through_is_told_once_it_was_renewed_without_its_value()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop");
        jenkins.Server.Given(Request.Create().UsingPost()).AtPriority(1).RespondWith(Response.Create().WithStatusCode(403).WithBody("No valid crumb was included in the request: c0ffee-crumb"));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct));
        Assert.Equal(ConnectorErrorKind.Authentication, fault.Kind);
        Assert.Contains("whether a proxy drops the header 'Jenkins-Crumb'", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c0ffee", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/securityRealm/commenceLogin?from=%2F", ConnectorErrorKind.Authentication)]
    [InlineData("https://other.example.com/ci/job/shop/build", ConnectorErrorKind.Configuration)]
    public async Task A_change_that_is_sent_on_to_a_log_in_or_another_address_was_not_made(string location, ConnectorErrorKind kind)
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop");
        jenkins.Server.Given(Request.Create().UsingPost()).AtPriority(1).RespondWith(Response.Create().WithStatusCode(302).WithHeader("Location", location));
        Assert.Equal(kind, (await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(Trigger("shop"), Ct))).Kind);
    }

    [Fact]
    public async Task A_build_is_started_anew_with_what_it_had_and_what_is_to_differ()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime());
        var job = Parameters(jenkins.Job("shop").Built(1, 2));
        job.Builds[2]["actions"] = new JsonArray(new JsonObject { ["parameters"] = new JsonArray(Given("STAGE", "qa"), Given("NOTE", true), Given("PLUTORA_ACTION_ID", "older")) });
        var result = await jenkins.Instance.ExecuteAsync(OnBuild("rebuild", "shop#2", """{"parameters":{"STAGE":"prod"}}"""), Ct);
        Assert.Equal("shop#3", result.WatchRecord!.Id);
        var given = Assert.Single(jenkins.Queue).Given;
        Assert.Equal(("prod", "true", Id), (given["STAGE"], given["NOTE"], given["PLUTORA_ACTION_ID"]));
        Assert.Equal("Would start build #4 of shop with NOTE, STAGE.", (await jenkins.Instance.PreviewAsync(OnBuild("rebuild", "shop#2"), Ct)).Summary);
        Assert.Equal("shop#3", (await jenkins.Instance.SettleAsync(OnBuild("rebuild", "shop#2"), Ct)).Result!.WatchRecord!.Id);
    }

    [Fact]
    public async Task A_build_with_a_password_is_started_anew_only_where_it_is_given_again()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime());
        var job = Parameters(jenkins.Job("shop").Built(1, 1));
        job.Builds[1]["actions"] = new JsonArray(new JsonObject { ["parameters"] = new JsonArray(new JsonObject { ["name"] = "SECRET" }) });
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(OnBuild("rebuild", "shop#1"), Ct));
        Assert.Contains("does not show what SECRET of shop#1 was", fault.Message, StringComparison.Ordinal);
        await jenkins.Instance.ExecuteAsync(OnBuild("rebuild", "shop#1", """{"parameters":{"SECRET":"again"}}"""), Ct);
        Assert.Equal("again", Assert.Single(jenkins.Queue).Given["SECRET"]);
    }

    [Fact]
    public async Task A_build_that_runs_is_aborted_and_asking_again_changes_nothing()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime());
        jenkins.Job("shop").Build(1, running: true);
        Assert.StartsWith("Would abort shop#1, which runs since 2023-11-14", (await jenkins.Instance.PreviewAsync(OnBuild("abort-build", "shop#1"), Ct)).Summary, StringComparison.Ordinal);
        Assert.Equal(SettlementOutcome.Unknown, (await jenkins.Instance.SettleAsync(OnBuild("abort-build", "shop#1"), Ct)).Outcome);
        for (var round = 0; round < 2; round++)
        {
            var result = await jenkins.Instance.ExecuteAsync(OnBuild("abort-build", "shop#1"), Ct);
            Assert.Equal((false, """{"result":"ABORTED","id":"shop#1","number":"1","url":"https://ci.example.com/job/shop/1/"}"""), (result.Running, result.Values.GetRawText()));
        }

        Assert.Single(jenkins.Asked(), asked => asked.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal(SettlementOutcome.Done, (await jenkins.Instance.SettleAsync(OnBuild("abort-build", "shop#1"), Ct)).Outcome);
    }

    [Fact]
    public async Task A_build_that_has_ended_otherwise_is_not_aborted()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop").Built(1, 1);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(OnBuild("abort-build", "shop#1"), Ct));
        Assert.Equal((ConnectorErrorKind.Permanent, "shop#1 has ended as SUCCESS; there is nothing to abort."), (fault.Kind, fault.Message));
        Assert.Equal(SettlementOutcome.NotDone, (await jenkins.Instance.SettleAsync(OnBuild("abort-build", "shop#1"), Ct)).Outcome);
        Assert.Equal(ConnectorErrorKind.NotFound, (await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.ExecuteAsync(OnBuild("abort-build", "shop#9"), Ct))).Kind);
    }

    [Fact]
    public async Task A_pipeline_that_still_cleans_up_is_told_as_stopped_without_a_result()
    {
        await using var jenkins = new FakeJenkins(time: new HurriedTime());
        jenkins.Job("shop").Build(1, running: true);
        jenkins.Server.Given(Request.Create().WithPath("/ci/job/shop/1/stop").UsingPost()).AtPriority(1).RespondWith(Response.Create().WithStatusCode(200));
        Assert.Equal("""{"id":"shop#1","number":"1","url":"https://ci.example.com/job/shop/1/"}""", (await jenkins.Instance.ExecuteAsync(OnBuild("abort-build", "shop#1"), Ct)).Values.GetRawText());
    }

    [Fact]
    public async Task A_lost_build_of_a_job_that_does_not_take_the_actions_id_stays_unknown()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop").Built(1, 2);
        Assert.Equal(SettlementOutcome.Unknown, (await jenkins.Instance.SettleAsync(Trigger("shop"), Ct)).Outcome);
        Parameters(jenkins.Job("shop"));
        Assert.Equal(SettlementOutcome.Unknown, (await jenkins.Instance.SettleAsync(Trigger("shop"), Ct)).Outcome);
    }

    private static ActionRequest Trigger(string job, JsonObject? parameters = null) => new()
    {
        ActionId = Id,
        Action = "trigger-build",
        Target = job,
        TargetStream = "job",
        Arguments = JsonElement.Parse(new JsonObject { ["parameters"] = parameters }.ToJsonString()),
    };

    private static ActionRequest OnBuild(string action, string build, string arguments = "{}") =>
        new() { ActionId = Id, Action = action, Target = build, TargetStream = "build", Arguments = JsonElement.Parse(arguments) };

    private static FakeJob Parameters(FakeJob job)
    {
        job.Parameters.Add(new() { ["name"] = "STAGE", ["type"] = "ChoiceParameterDefinition", ["choices"] = new JsonArray("qa", "prod"), ["defaultParameterValue"] = new JsonObject { ["value"] = "qa" } });
        job.Parameters.Add(new() { ["name"] = "NOTE", ["type"] = "StringParameterDefinition", ["defaultParameterValue"] = new JsonObject { ["value"] = "none" } });
        job.Parameters.Add(new() { ["name"] = "SECRET", ["type"] = "PasswordParameterDefinition", ["defaultParameterValue"] = new JsonObject() });
        job.Parameters.Add(new() { ["name"] = "PLUTORA_ACTION_ID", ["type"] = "StringParameterDefinition" });
        return job;
    }

    private static JsonObject Given(string name, JsonNode value) => new() { ["name"] = name, ["value"] = value };
}
