using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The Azure DevOps connector with real answers and service hooks.</summary>
public sealed class AzureDevOpsTests : IAsyncDisposable
{
    private const string Project = "7a3fd40e-2aed-4fac-bac9-511bf1a70206";
    private const string Repository = "0d50ba13-f9ad-49b0-9b21-d29eda50ca33";

    private readonly Bench _bench = new();

    public AzureDevOpsTests()
    {
        _bench.Answer("/acme/_apis/projects", $$"""{"count":2,"value":[{"id":"{{Project}}","name":"Web"},{"id":"p2","name":"Other"}]}""");
        _bench.Answer("/acme/_apis/projects", """{"count":0,"value":[]}""", ("%24skip", "2"));
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Pull_requests_of_each_repository_of_the_projects_that_are_wanted_come_out_as_entities()
    {
        var requests = JsonNode.Parse(ShelfFolder.Payload("azuredevops", "api-pull-requests.json"))!;
        _bench.Answer($"/acme/{Project}/_apis/git/repositories", $$$"""{"value":[{"id":"{{{Repository}}}","name":"shop","project":{"id":"{{{Project}}}","name":"Web"}},{"id":"old","isDisabled":true,"project":{"id":"{{{Project}}}"}}]}""");
        _bench.Answer($"/acme/{Project}/_apis/git/repositories/{Repository}/pullrequests", """{"value":[]}""");
        _bench.Answer($"/acme/{Project}/_apis/git/repositories/{Repository}/pullrequests", $$"""{"value":{{requests.ToJsonString()}}}""", ("%24skip", "0"));
        var instance = Open();

        var read = await Bench.ReadAsync(instance, "pull-request");
        var mapped = await Mapped.OfAsync("azure-devops", read.SelectMany(p => p.Records));
        Assert.Equal(["pull-request/1"], mapped.About);
        Assert.Equal($"test/repository/{Repository}", mapped["pull-request/1"]["repository"]!["id"]!.ToString());
        Assert.All(read.SelectMany(p => p.Records), r => Assert.Equal(Repository, r.Container));
        Assert.DoesNotContain(_bench.Asked, a => a.Contains("/p2/", StringComparison.Ordinal) || a.Contains("/old/", StringComparison.Ordinal));
        var sent = _bench.Server.LogEntries[0].RequestMessage!;
        Assert.Equal(("Basic cGF0OnMzY3JldA==", "application/json; api-version=6.0"), (sent.Headers!["Authorization"].Single(), string.Join(", ", sent.Headers["Accept"])));
    }

    [Fact]
    public async Task Builds_go_on_by_the_continuation_token_and_their_steps_name_their_build()
    {
        _bench.Server.Given(Request.Create().WithPath($"/acme/{Project}/_apis/build/builds")).AtPriority(5).RespondWith(Response.Create().WithHeader("x-ms-continuationtoken", "t1").WithBody(Build(11, "2026-03-01T10:00:00Z")));
        _bench.Server.Given(Request.Create().WithPath($"/acme/{Project}/_apis/build/builds").WithParam("continuationToken", "t1")).AtPriority(1).RespondWith(Response.Create().WithBody(Build(12, "2026-03-01T11:00:00Z")));
        _bench.Answer($"/acme/{Project}/_apis/build/builds/11/timeline", """{"records":null}""");
        _bench.Answer($"/acme/{Project}/_apis/build/builds/12/timeline", $$"""{"records":{{ShelfFolder.Payload("azuredevops", "api-timeline-records.json")}}}""");
        var instance = Open();

        var read = await Bench.ReadAsync(instance, "build");
        var builds = await Mapped.OfAsync("azure-devops", read.SelectMany(p => p.Records));
        Assert.Equal(["pipeline-run/11", "pipeline-run/12"], builds.About);
        Assert.Equal(("success", "test/pipeline/5"), (builds["pipeline-run/11"]["outcome"]!.ToString(), builds["pipeline-run/11"]["pipeline"]!["id"]!.ToString()));
        Assert.Equal($$$"""{"marks":{"{{{Project}}}":"2026-03-01T11:00:00Z"}}""", read[^1].Cursor!.Value);

        var steps = await Mapped.ReadAsync("azure-devops", instance, "timeline-record");
        Assert.Equal(5, steps.Count("task-run"));
        Assert.All(steps.About, s => Assert.Equal("test/pipeline-run/12", steps[s]["pipelineRun"]!["id"]!.ToString()));
        Assert.Contains(_bench.Asked, a => a.Contains("minTime=2026-02-28T12:00:00Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_items_are_found_by_a_query_and_asked_for_together()
    {
        _bench.Server.Given(Request.Create().WithPath($"/acme/{Project}/_apis/wit/wiql").UsingPost()).RespondWith(Response.Create().WithBody("""{"workItems":[{"id":12,"url":"u"},{"id":13,"url":"u"}]}"""));
        _bench.Server.Given(Request.Create().WithPath($"/acme/{Project}/_apis/wit/workitemsbatch").UsingPost()).RespondWith(Response.Create().WithBody("""
            {"count":2,"value":[{"id":12,"rev":3,"fields":{"System.Title":"It breaks","System.WorkItemType":"Bug","System.State":"Active","System.TeamProject":"Web","System.ChangedDate":"2026-03-01T10:00:00.5Z","System.CreatedDate":"2026-02-01T10:00:00Z"},"url":"https://dev.azure.com/acme/_apis/wit/workItems/12"},null]}
            """));
        var instance = Open();

        var read = await Bench.ReadAsync(instance, "work-item");
        var items = await Mapped.OfAsync("azure-devops", read.SelectMany(p => p.Records));
        Assert.Equal(("It breaks", "bug", "in-progress"), (items["work-item/12"]["title"]!.ToString(), items["work-item/12"]["kind"]!.ToString(), items["work-item/12"]["state"]!.ToString()));
        Assert.Contains(_bench.Server.LogEntries, e => e.RequestMessage!.Body == """{"ids":[12,13],"$expand":"all","errorPolicy":"omit"}""");
        await Bench.ReadAsync(instance, "work-item", read[^1].Cursor);
        Assert.Contains(_bench.Server.LogEntries, e => e.RequestMessage!.Body?.Contains("[System.ChangedDate] >= '2026-03-01T10:00:00.5Z' ORDER BY", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Releases_and_deployments_come_from_their_own_host()
    {
        using var release = WireMock.Server.WireMockServer.Start();
        release.Given(Request.Create().WithPath($"/acme/{Project}/_apis/release/deployments")).RespondWith(Response.Create().WithBody("""{"value":[{"id":3,"release":{"id":7,"name":"Release-7"},"releaseEnvironment":{"id":9,"name":"Prod"},"deploymentStatus":"succeeded","operationStatus":"Approved","queuedOn":"2026-03-01T10:00:00Z","completedOn":"2026-03-01T10:05:00Z","lastModifiedOn":"2026-03-01T10:05:00Z"}]}"""));
        var instance = Open(o => o["releaseAddress"] = release.Url!);

        var deployments = await Mapped.ReadAsync("azure-devops", instance, "release-deployment");
        Assert.Equal("success", deployments["deployment/3"]["outcome"]!.ToString());
        Assert.Equal("Basic cGF0OnMzY3JldA==", release.LogEntries[0].RequestMessage!.Headers!["Authorization"].Single());
    }

    [Theory]
    [InlineData("servicehook-build-complete.json", "build-event", "pipeline-run")]
    [InlineData("servicehook-git-pullrequest-updated.json", "pull-request-event", "pull-request")]
    [InlineData("goscm-pr-merged.json", "pull-request-event", "pull-request")]
    [InlineData("goscm-issue-comment.json", "pull-request-event", "pull-request")]
    public async Task Service_hooks_are_records_of_their_streams_unchanged_and_become_entities(string file, string stream, string entity)
    {
        var body = ShelfFolder.Payload("azuredevops", file);

        var told = await Bench.HookAsync(Open(), body);

        Assert.Empty(told.Faults);
        var record = Assert.Single(told.Records);
        Assert.Equal((stream, body.Trim()), (record.Stream, Bench.Text(record.Json)));
        Assert.Equal($"{entity}/{record.Id}", (await Mapped.OfAsync("azure-devops", told.Records)).About[0]);
    }

    [Fact]
    public async Task A_pipeline_is_run_on_a_branch_and_a_build_is_cancelled()
    {
        _bench.Answer($"/acme/{Project}/_apis/build/builds", """{"id":99,"buildNumber":"20260301.1","_links":{"web":{"href":"https://dev.azure.com/b/99"}}}""");
        _bench.Answer($"/acme/{Project}/_apis/build/builds/99", """{"id":99,"status":"cancelling"}""");
        _bench.Answer($"/acme/{Project}/_apis/build/definitions/5", """{"id":5,"name":"shop-ci","repository":{"defaultBranch":"refs/heads/main"}}""");
        var instance = Open();
        var asked = new ActionRequest { ActionId = "a1", Action = "trigger-build", Target = "5", TargetStream = "build-definition", Container = Project, Arguments = JsonElement.Parse("""{"ref":"release/1","parameters":{"env":"qa"}}""") };

        Assert.Equal("Pipeline shop-ci would run on release/1.", (await instance.PreviewAsync(asked, TestContext.Current.CancellationToken)).Summary);
        var run = await instance.ExecuteAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal((true, new RecordName("build", "99")), (run.Running, run.WatchRecord));
        Assert.Equal("""{"definition":{"id":5},"sourceBranch":"refs/heads/release/1","templateParameters":{"env":"qa"}}""", _bench.Server.LogEntries[^1].RequestMessage!.Body);
        await instance.ExecuteAsync(asked with { Action = "cancel-build", Target = "99", TargetStream = "build", Arguments = JsonElement.Parse("{}") }, TestContext.Current.CancellationToken);
        Assert.Equal(("PATCH", """{"status":"cancelling"}"""), (_bench.Server.LogEntries[^1].RequestMessage!.Method, _bench.Server.LogEntries[^1].RequestMessage!.Body));
    }

    [Fact]
    public async Task A_token_that_is_over_is_told_though_the_service_answers_with_a_page()
    {
        _bench.Server.ResetMappings();
        _bench.Server.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(203).WithBody("<html>Sign in</html>"));

        Assert.Contains("Azure DevOps does not know the token", (await Assert.ThrowsAsync<ConnectorException>(() => Open().CheckAsync(TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    private static string Build(int id, string queued) => $$$"""
        {"value":[{"id":{{{id}}},"buildNumber":"{{{id}}}","status":"completed","result":"succeeded","reason":"manual","queueTime":"{{{queued}}}","startTime":"{{{queued}}}","finishTime":"{{{queued}}}","lastChangedDate":"{{{queued}}}","definition":{"id":5,"name":"ci"},"project":{"id":"{{{Project}}}"}}]}
        """;

    private ConnectorInstance Open(Action<JsonObject>? with = null)
    {
        var options = new JsonObject { ["address"] = _bench.Server.Url!, ["organization"] = "acme", ["token"] = "s3cret", ["projects"] = new JsonArray("Web") };
        with?.Invoke(options);
        return _bench.Open(ShelfFolder.Connector("azure-devops"), options);
    }
}
