using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The AWS connector with the real answers of its services.</summary>
public sealed class AwsTests : IAsyncDisposable
{
    private const string Pipelines = "CodePipeline_20150709.";
    private const string Builds = "CodeBuild_20161006.";
    private const string Deploys = "CodeDeploy_20141006.";

    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Runs_and_actions_of_each_pipeline_are_read_down_to_the_bound_and_name_their_pipeline()
    {
        Answer(Pipelines + "ListPipelines", """{"pipelines":[{"name":"shop"}],"nextToken":"t1"}""");
        Answer(Pipelines + "ListPipelines", """{"pipelines":[{"name":"other"}]}""", """{"nextToken":"t1"}""");
        Answer(Pipelines + "ListPipelineExecutions", ShelfFolder.Payload("aws", "cli-codepipeline-list-pipeline-executions.json"));
        Answer(Pipelines + "ListActionExecutions", ShelfFolder.Payload("aws", "cli-codepipeline-list-action-executions.json"));
        Answer(Pipelines + "GetPipelineState", ShelfFolder.Payload("aws", "api-codepipeline-get-pipeline-state.json"));
        var instance = Open("""{"pipelines":["shop"]}""");

        var read = await Bench.ReadAsync(instance, "pipeline-execution");
        var runs = await Mapped.OfAsync("aws", read.SelectMany(p => p.Records));
        Assert.Equal(3, runs.Count("pipeline-run"));
        Assert.All(runs.About, r => Assert.Equal(("test/pipeline/shop", "success"), (runs[r]["pipeline"]!["id"]!.ToString(), runs[r]["outcome"]!.ToString())));
        Assert.StartsWith("2017-06-08T18:", JsonNode.Parse(read[^1].Cursor!.Value)!["marks"]!["shop"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["4992f7jf-7cf7-913k-k334-d7eu3EXAMPLE"], Bench.Ids(await Bench.ReadAsync(instance, "pipeline-execution", new(1, """{"marks":{"shop":"2017-06-09T00:00:00Z"}}"""), r => r with { Overlap = TimeSpan.FromDays(1) })));

        var actions = await Mapped.ReadAsync("aws", instance, "action-execution");
        Assert.Equal(2, actions.Count("task-run"));
        Assert.Equal(["triggers"], actions.Links);
        var state = await Mapped.ReadAsync("aws", instance, "pipeline-state");
        Assert.Equal(4, state.Count("task-run"));
        Assert.Contains("task-run/e8e9ca8f-bacf-4878-8887-05a6ccec0019/Source", state.About);

        var sent = _bench.Server.LogEntries.Select(e => e.RequestMessage!).First(m => m.Headers!["X-Amz-Target"].Single() == Pipelines + "ListPipelineExecutions");
        Assert.Equal(("""{"pipelineName":"shop","maxResults":100}""", "application/x-amz-json-1.1"), (sent.Body, sent.Headers!["Content-Type"].Single()));
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-central-1/codepipeline/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$", sent.Headers["Authorization"].Single());
    }

    [Fact]
    public async Task Reports_and_their_tests_deployments_groups_and_targets_are_asked_for_in_batches_and_become_entities()
    {
        Answer(Builds + "ListReports", """{"reports":["a","b"]}""");
        Answer(Builds + "BatchGetReports", ShelfFolder.Payload("aws", "cli-codebuild-batch-get-reports.json"));
        Answer(Builds + "DescribeTestCases", ShelfFolder.Payload("aws", "cli-codebuild-describe-test-cases.json"));
        Answer(Deploys + "ListDeployments", """{"deployments":["d-A1B2C3111","d-A1B2C3222"]}""");
        Answer(Deploys + "BatchGetDeployments", ShelfFolder.Payload("aws", "cli-codedeploy-batch-get-deployments.json"));
        Answer(Deploys + "ListApplications", """{"applications":["c7n-abc"]}""");
        Answer(Deploys + "BatchGetApplications", """{"applicationsInfo":[{"applicationId":"a1","applicationName":"c7n-abc","createTime":1408480721.9}]}""");
        Answer(Deploys + "ListDeploymentGroups", """{"deploymentGroups":["World"]}""");
        Answer(Deploys + "GetDeploymentGroup", JsonNode.Parse(ShelfFolder.Payload("aws", "recorded-codedeploy-get-deployment-group.json"))!["data"]!.ToJsonString());
        var instance = Open();

        var reports = await Mapped.ReadAsync("aws", instance, "report");
        Assert.Equal(2, reports.Count("test-run"));
        Assert.Equal("failure", reports[reports.About[0]]["outcome"]!.ToString());
        Assert.Contains(_bench.Server.LogEntries, e => e.RequestMessage!.Body == """{"reportArns":["a","b"]}""");

        _bench.Time.SetUtcNow(new(2026, 3, 1, 12, 0, 1, TimeSpan.Zero));
        var deployments = await Mapped.ReadAsync("aws", instance, "deployment");
        Assert.Equal(2, deployments.Count("deployment"));
        Assert.Equal(["failure", "failure"], deployments.About.Select(d => deployments[d]["outcome"]!.ToString()));
        await Bench.ReadAsync(instance, "deployment", new(1, """{"marks":{"":"2026-03-01T00:00:00Z"}}"""));
        Assert.Contains(_bench.Server.LogEntries, e => e.RequestMessage!.Body == """{"createTimeRange":{"start":1772323200}}""");
        var groups = await Mapped.ReadAsync("aws", instance, "deployment-group");
        Assert.Equal("c7n-abc", groups["environment/d247ae32-3a87-4bbb-8aef-1986aca70a1e"]["application"]!["alias"]!.ToString());
        Assert.Contains("codedeploy/aws4_request", _bench.Server.LogEntries[^1].RequestMessage!.Headers!["Authorization"].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_and_targets_are_those_of_what_is_recent()
    {
        var report = JsonNode.Parse(ShelfFolder.Payload("aws", "cli-codebuild-batch-get-reports.json"))!;
        report["reports"]![0]!["created"] = "2026-03-01T10:00:00Z";
        report["reports"]![1]!["created"] = "2020-10-01T10:00:00Z";
        Answer(Builds + "ListReports", """{"reports":["a","b"]}""");
        Answer(Builds + "BatchGetReports", report.ToJsonString());
        Answer(Builds + "DescribeTestCases", ShelfFolder.Payload("aws", "cli-codebuild-describe-test-cases.json"));
        Answer(Deploys + "ListDeployments", """{"deployments":["d-1"]}""");
        Answer(Deploys + "BatchGetDeployments", """{"deploymentsInfo":[{"deploymentId":"d-1","applicationName":"Shop","createTime":1772359200,"startTime":1772359201,"status":"InProgress"}]}""");
        Answer(Deploys + "ListDeploymentTargets", """{"targetIds":["i-1"]}""");
        Answer(Deploys + "BatchGetDeploymentTargets", ShelfFolder.Payload("aws", "cli-codedeploy-batch-get-deployment-targets.json"));
        var instance = Open();

        Assert.Equal(2, (await Mapped.ReadAsync("aws", instance, "test-case")).Count("test-case-result"));
        Assert.Single(_bench.Server.LogEntries, e => e.RequestMessage!.Headers!["X-Amz-Target"].Single() == Builds + "DescribeTestCases");
        var targets = await Mapped.ReadAsync("aws", instance, "deployment-target");
        Assert.Equal(1, targets.Count("task-run"));
        Assert.Equal(["belongs-to", "changes"], targets.Links);
    }

    [Theory]
    [InlineData("event-codepipeline-execution-state-change.json", "codepipeline-event", "pipeline-run")]
    [InlineData("event-codepipeline-action-state-change.json", "codepipeline-event", "task-run")]
    [InlineData("guide-eventbridge-pipeline-stopping.json", "codepipeline-event", "pipeline-run")]
    [InlineData("event-codebuild-state-change.json", "codebuild-event", "pipeline-run")]
    [InlineData("event-codebuild-phase-change.json", "codebuild-event", "pipeline-run")]
    [InlineData("event-codedeploy-instance.json", "codedeploy-event", "task-run")]
    public async Task Events_of_eventbridge_are_records_of_their_service_and_each_state_is_one(string file, string stream, string entity)
    {
        var body = ShelfFolder.Payload("aws", file);
        var told = await Bench.HookAsync(Open(), body);

        var record = Assert.Single(told.Records);
        Assert.Equal((stream, body.Trim()), (record.Stream, Bench.Text(record.Json)));
        Assert.EndsWith(JsonNode.Parse(body)!["detail"]! is var detail ? "/" + (detail["state"] ?? detail["build-status"] ?? detail["completed-phase"]) : "", record.Id, StringComparison.Ordinal);
        Assert.Contains((await Mapped.OfAsync("aws", told.Records)).About, a => a.StartsWith(entity + "/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_aws_answers_400_for_is_told_for_what_it_is()
    {
        async Task<ConnectorException> FailsAsync(string type)
        {
            _bench.Server.ResetMappings();
            _bench.Server.Given(Request.Create().WithPath("/")).RespondWith(Response.Create().WithStatusCode(400).WithBody($$"""{"__type":"com.amazonaws.codepipeline#{{type}}","message":"m"}"""));
            return await Assert.ThrowsAsync<ConnectorException>(() => Bench.ReadAsync(Open(), "pipeline-name"));
        }

        Assert.Equal(ConnectorErrorKind.RateLimited, (await FailsAsync("ThrottlingException")).Kind);
        Assert.Equal(ConnectorErrorKind.Authentication, (await FailsAsync("AccessDeniedException")).Kind);
        Assert.Equal(ConnectorErrorKind.Authentication, (await FailsAsync("UnrecognizedClientException")).Kind);
        Assert.Equal(ConnectorErrorKind.NotFound, (await FailsAsync("PipelineNotFoundException")).Kind);
        Assert.Equal(ConnectorErrorKind.Permanent, (await FailsAsync("ValidationException")).Kind);
        Assert.DoesNotContain("s3cret", (await FailsAsync("AccessDeniedException")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployment_whose_answer_was_lost_is_found_by_the_actions_id()
    {
        Answer(Deploys + "ListDeployments", """{"deployments":["d-1"]}""");
        Answer(Deploys + "BatchGetDeployments", """{"deploymentsInfo":[{"deploymentId":"d-1","description":"Friday (a1)"}]}""");
        var instance = Open();
        var asked = Asked("deploy", "a1", "application", """{"environment":"prod","repository":"acme/shop","commit":"abc"}""");

        var settled = await instance.SettleAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal((SettlementOutcome.Done, "d-1"), (settled.Outcome, settled.Result!.Values.GetProperty("id").GetString()));
        Assert.Contains(_bench.Server.LogEntries, e => e.RequestMessage!.Body == """{"deploymentIds":["d-1"]}""");
        Assert.Equal(SettlementOutcome.NotDone, (await instance.SettleAsync(asked with { ActionId = "a2" }, TestContext.Current.CancellationToken)).Outcome);
    }

    internal static ActionRequest Asked(string action, string target, string stream, string arguments) => new()
    {
        ActionId = "a1",
        Action = action,
        Target = target,
        TargetStream = stream,
        Arguments = JsonElement.Parse(arguments),
        Known = """{"applicationName":"Shop"}"""u8.ToArray(),
    };

    internal static JsonObject Options(string address, string options = "{}")
    {
        var given = JsonNode.Parse(options)!.AsObject();
        (given["region"], given["accessKeyId"], given["secretAccessKey"], given["endpoint"]) = ("eu-central-1", "AKIDEXAMPLE", "s3cret", address);
        return given;
    }

    private ConnectorInstance Open(string options = "{}") => _bench.Open(ShelfFolder.Connector("aws"), Options(_bench.Server.Url!, options));

    private void Answer(string target, string body, string? asked = null)
    {
        var request = Request.Create().WithPath("/").UsingPost().WithHeader("X-Amz-Target", target);
        _bench.Server.Given(asked is null ? request : request.WithBody(asked)).AtPriority(asked is null ? 2 : 1).RespondWith(Response.Create().WithBody(body));
    }
}
