using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class AwsAcceptanceTests : ShelfAcceptance<AwsAcceptanceTests>, IShelfSubject
{
    private static readonly string[] Pipelines = ["pipe-1", "pipe-2"];
    private static readonly string[] Projects = ["proj-1", "proj-2"];
    private static readonly string[] Applications = ["app-1", "app-2"];

    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool
        {
            Admits = r => r.Headers.GetValueOrDefault("Authorization")?.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDKIT/", StringComparison.Ordinal) == true,
            Refuses = _ => ToolAnswer.Text(403, """{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}"""),
        };
        var pipelines = tool.Keeps(new SimulatedStream("pipeline", r => Json($$"""{"pipeline":{"name":"{{r.Id}}","version":{{r.Revision}},"pipelineType":"V2","stages":[]},"metadata":{"pipelineArn":"arn:aws:codepipeline:eu-central-1:1:{{r.Id}}","created":{{At(r.CreatedAt)}},"updated":{{At(r.UpdatedAt)}} } }""")) { IdOf = r => $"pipe-{r.Number}", Seed = 2, Most = 2, ReadsWhole = true });
        var runs = tool.Keeps(Of("pipeline-execution", r => $$""" "pipelineExecutionId":"{{r.Id}}","status":"Succeeded","startTime":{{At(r.CreatedAt)}},"lastUpdateTime":{{At(r.UpdatedAt)}},"trigger":{"triggerType":"Webhook"} """, Pipelines, "x", rendered: true));
        var actions = tool.Keeps(Of("action-execution", r => $$""" "pipelineExecutionId":"x1","actionExecutionId":"{{r.Id}}","stageName":"Build","actionName":"Build{{r.Number}}","status":"Succeeded","startTime":{{At(r.CreatedAt)}},"lastUpdateTime":{{At(r.UpdatedAt)}},"input":{"actionTypeId":{"category":"Build"} } """, Pipelines, "ax"));
        var states = tool.Keeps(new SimulatedStream("pipeline-state", r => Json($$"""{"stageName":"Stage{{r.Number}}","latestExecution":{"pipelineExecutionId":"x1","status":"Succeeded"},"actionStates":[],"revision":{{r.Revision}} }""")) { IdOf = r => $"x1/Stage{r.Number}", Containers = Pipelines, Rendered = true, ReadsWhole = true, Deletes = false });
        var projects = tool.Keeps(new SimulatedStream("project", r => Json($$"""{"name":"{{r.Id}}","arn":"arn:aws:codebuild:eu-central-1:1:project/{{r.Id}}","description":"Revision {{r.Revision}}","created":{{At(r.CreatedAt)}},"lastModified":{{At(r.UpdatedAt)}} }""")) { IdOf = r => $"proj-{r.Number}", Seed = 2, Most = 2, ReadsWhole = true });
        var builds = tool.Keeps(Of("build", r => $$""" "id":"{{r.Id}}","arn":"arn:aws:codebuild:eu-central-1:1:build/{{r.Id}}","projectName":"{{r.Container}}","buildNumber":{{r.Number}},"buildStatus":"SUCCEEDED","currentPhase":"COMPLETED","initiator":"ann","startTime":{{At(r.CreatedAt)}},"endTime":{{At(r.UpdatedAt)}} """, Projects, "proj:b", lasting: TimeSpan.FromHours(40)));
        var reports = tool.Keeps(Of("report", r => $$""" "arn":"{{r.Id}}","type":"TEST","name":"Report {{r.Number}}","status":"SUCCEEDED","created":{{At(r.CreatedAt)}},"executionId":"arn:aws:codebuild:eu-central-1:1:build/proj:b1","truncated":false,"testSummary":{"total":{{r.Revision}},"statusCounts":{"SUCCEEDED":1},"durationInNanoSeconds":1000000} """, [], "arn:report-"));
        var cases = tool.Keeps(new SimulatedStream("test-case", r => Json($$"""{"reportArn":"{{r.Id.Split('/')[0]}}","prefix":"Sum","name":"adds{{r.Number}}","status":"SUCCEEDED","durationInNanoSeconds":{{r.Revision}} }""")) { IdOf = r => $"{Young(() => reports).Id}/Sum/adds{r.Number}", ReadsWhole = true, Deletes = false, Most = 2, ChangesFor = TimeSpan.FromHours(20) });
        var applications = tool.Keeps(new SimulatedStream("application", r => Json($$"""{"applicationId":"{{r.Id}}","applicationName":"{{r.Id}}","computePlatform":"Server","linkedToGitHub":{{(r.Revision % 2 == 0 ? "true" : "false")}},"createTime":{{At(r.CreatedAt)}} }""")) { IdOf = r => $"app-{r.Number}", Seed = 2, Most = 2, ReadsWhole = true });
        var groups = tool.Keeps(new SimulatedStream("deployment-group", r => Json($$"""{"applicationName":"{{r.Container}}","deploymentGroupId":"{{r.Id}}","deploymentGroupName":"prod-{{r.Number}}","deploymentConfigName":"Config{{r.Revision}}","computePlatform":"Server"}""")) { IdOf = r => $"g{r.Number}", Containers = Applications, ReadsWhole = true });
        var deployments = tool.Keeps(Of("deployment", r => $$""" "deploymentId":"{{r.Id}}","applicationName":"{{r.Container}}","deploymentGroupName":"prod","status":"Succeeded","creator":"user","description":"Revision {{r.Revision}}","createTime":{{At(r.CreatedAt)}},"startTime":{{At(r.CreatedAt)}},"completeTime":{{At(r.UpdatedAt)}} """, Applications, "d-"));
        var targets = tool.Keeps(new SimulatedStream("deployment-target", r => Json($$"""{"deploymentTargetType":"InstanceTarget","instanceTarget":{"deploymentId":"{{r.Id.Split('/')[0]}}","targetId":"{{r.Id.Split('/')[1]}}","status":"Succeeded","lastUpdatedAt":{{At(r.UpdatedAt)}},"lifecycleEvents":[]} }""")) { IdOf = r => $"{Young(() => deployments).Id}/i-{r.Number}", ReadsWhole = true, Deletes = false, Most = 2, ChangesFor = TimeSpan.FromHours(20) });
        Sent("codepipeline-event", "CodePipeline Pipeline Execution State Change", r => $$""" "execution-id":"sent-{{r.Number}}","pipeline":"pipe-1","state":"SUCCEEDED" """, r => $"sent-{r.Number}/SUCCEEDED");
        Sent("codebuild-event", "CodeBuild Build State Change", r => $$""" "build-id":"arn:aws:codebuild:eu-central-1:1:build/sent:{{r.Number}}","project-name":"proj-1","build-status":"SUCCEEDED" """, r => $"arn:aws:codebuild:eu-central-1:1:build/sent:{r.Number}/SUCCEEDED");
        Sent("codedeploy-event", "CodeDeploy Deployment State-change Notification", r => $$""" "deploymentId":"d-sent{{r.Number}}","application":"app-1","deploymentGroup":"prod","state":"SUCCESS" """, r => $"d-sent{r.Number}/SUCCESS");

        var started = new Dictionary<string, SimulatedRecord>();
        var calls = new Dictionary<string, Func<JsonObject, ToolAnswer>>
        {
            ["ListPipelines"] = b => Listed(b, "pipelines", pipelines.Records.Where(p => !tool.IsHidden(p.Id)).Select(p => Json($$"""{"name":"{{p.Id}}"}"""))),
            ["GetPipeline"] = b => One(pipelines.Find(Text(b, "name"))),
            ["ListPipelineExecutions"] = b => In(b, "pipelineName", p => Listed(b, "pipelineExecutionSummaries", runs.In(p).OrderByDescending(r => r.CreatedAt).Select(r => r.Json()))),
            ["ListActionExecutions"] = b => In(b, "pipelineName", p => Listed(b, "actionExecutionDetails", actions.In(p).OrderByDescending(r => r.CreatedAt).Select(r => r.Json()))),
            ["GetPipelineState"] = b => In(b, "name", p => ToolAnswer.Json(new JsonObject { ["pipelineName"] = p, ["created"] = 1, ["updated"] = 1, ["stageStates"] = List(states.In(p)) })),
            ["StartPipelineExecution"] = b => ToolAnswer.Json(new JsonObject { ["pipelineExecutionId"] = Once(Text(b, "clientRequestToken"), () => runs.Create(Text(b, "name"))).Id }),
            ["ListProjects"] = b => Names(b, "projects", projects.Records.Where(p => !tool.IsHidden(p.Id)).Select(p => p.Id)),
            ["BatchGetProjects"] = b => Found(b, "names", "projects", projects.Find),
            ["ListBuildsForProject"] = b => In(b, "projectName", p => Names(b, "ids", builds.In(p).OrderByDescending(r => r.CreatedAt).Select(r => r.Id))),
            ["BatchGetBuilds"] = b => Found(b, "ids", "builds", builds.Find),
            ["StartBuild"] = b => ToolAnswer.Json(new JsonObject { ["build"] = builds.Create(Text(b, "projectName")).Json() }),
            ["ListReports"] = b => Names(b, "reports", reports.Records.OrderByDescending(r => r.CreatedAt).Select(r => r.Id)),
            ["BatchGetReports"] = b => Found(b, "reportArns", "reports", reports.Find),
            ["DescribeTestCases"] = b => Listed(b, "testCases", cases.Records.Where(c => c.Id.StartsWith(Text(b, "reportArn") + "/", StringComparison.Ordinal)).Select(c => c.Json())),
            ["ListApplications"] = b => Names(b, "applications", applications.Records.Where(a => !tool.IsHidden(a.Id)).Select(a => a.Id)),
            ["BatchGetApplications"] = b => Found(b, "applicationNames", "applicationsInfo", applications.Find),
            ["ListDeploymentGroups"] = b => In(b, "applicationName", a => Names(b, "deploymentGroups", groups.In(a).Select(g => $"prod-{g.Number}"))),
            ["GetDeploymentGroup"] = b => ToolAnswer.Json(new JsonObject { ["deploymentGroupInfo"] = groups.Records.FirstOrDefault(g => $"prod-{g.Number}" == Text(b, "deploymentGroupName"))?.Json() }),
            ["ListDeployments"] = b => Names(b, "deployments", deployments.Records.Where(d => b["createTimeRange"]?["start"] is not { } start || d.CreatedAt.ToUnixTimeSeconds() >= start.GetValue<double>()).Reverse().Select(d => d.Id)),
            ["BatchGetDeployments"] = b => Found(b, "deploymentIds", "deploymentsInfo", deployments.Find),
            ["GetDeployment"] = b => ToolAnswer.Json(new JsonObject { ["deploymentInfo"] = deployments.Find(Text(b, "deploymentId"))?.Json() }),
            ["ListDeploymentTargets"] = b => Names(b, "targetIds", targets.Records.Where(t => t.Id.Split('/')[0] == Text(b, "deploymentId")).Select(t => t.Id.Split('/')[1])),
            ["BatchGetDeploymentTargets"] = b => Found(b, "targetIds", "deploymentTargets", id => targets.Find($"{Text(b, "deploymentId")}/{id}")),
            ["CreateDeployment"] = b =>
            {
                var deployment = deployments.Create(Text(b, "applicationName"));
                deployment.Set("description", b["description"]!.DeepClone());
                return ToolAnswer.Json(new JsonObject { ["deploymentId"] = deployment.Id });
            },
        };
        tool.Post("/", r => calls[r.Headers["X-Amz-Target"].Split('.')[1]](r.Json()!.AsObject()));
        return Subject("aws", tool, address => new() { ["region"] = "eu-central-1", ["accessKeyId"] = "AKIDKIT", ["secretAccessKey"] = "aws-s3cret", ["endpoint"] = address.AbsoluteUri }) with
        {
            Actions = [new("run-pipeline") { TargetStream = "pipeline" }, new("trigger-build") { TargetStream = "project" }, new("deploy") { TargetStream = "application", Arguments = new() { ["environment"] = "prod-1", ["repository"] = "acme/shop", ["commit"] = "abc" } }],
        };

        ToolAnswer In(JsonObject body, string member, Func<string, ToolAnswer> answer) => tool.IsHidden(Text(body, member)) ? ToolAnswer.Text(400, """{"__type":"PipelineNotFoundException"}""") : answer(Text(body, member));

        // What a token was given with once is given again.
        SimulatedRecord Once(string token, Func<SimulatedRecord> start) => started.TryGetValue(token, out var known) ? known : started[token] = start();

        // Parts belong to what is the newest when they are made, and no older than a read looks back.
        SimulatedRecord Young(Func<SimulatedStream> whole) => whole().Records is [.., var newest] && tool.Now - newest.CreatedAt < TimeSpan.FromHours(3) ? newest : whole().Create();

        void Sent(string stream, string type, Func<SimulatedRecord, string> detail, Func<SimulatedRecord, string> id) =>
            tool.Keeps(new SimulatedStream(stream, r => Json($$"""{"id":"ev{{r.Number}}","detail-type":"{{type}}","source":"aws","time":"{{r.UpdatedAt.Utc()}}","region":"eu-central-1","detail":{ {{detail(r)}} } }""")) { IdOf = id, Changes = false, Webhook = r => WebhookDelivery.Json(r.Json()) });
    }

    private static SimulatedStream Of(string stream, Func<SimulatedRecord, string> members, string[] containers, string id, bool rendered = false, TimeSpan? lasting = null) =>
        new(stream, r => Json("{" + members(r) + "}")) { IdOf = r => $"{id}{r.Number}", Containers = containers, Rendered = rendered, ChangesFor = lasting ?? TimeSpan.FromHours(20), Deletes = false };

    private static string Text(JsonObject body, string member) => body[member]?.ToString() ?? "";

    private static ToolAnswer Listed(JsonObject body, string name, IEnumerable<JsonNode?> items)
    {
        var (all, from) = (items.ToList(), int.Parse(body["nextToken"]?.ToString() ?? "0", CultureInfo.InvariantCulture));
        var answer = new JsonObject { [name] = new JsonArray([.. all.Skip(from).Take(100)]) };
        if (from + 100 < all.Count)
        {
            answer["nextToken"] = (from + 100).ToString(CultureInfo.InvariantCulture);
        }

        return ToolAnswer.Json(answer);
    }

    private static ToolAnswer Names(JsonObject body, string name, IEnumerable<string> names) => Listed(body, name, names.Select(n => JsonValue.Create(n)));

    private static ToolAnswer Found(JsonObject body, string asked, string name, Func<string, SimulatedRecord?> find) =>
        ToolAnswer.Json(new JsonObject { [name] = List(body[asked]!.AsArray().Select(id => find(id!.ToString())).OfType<SimulatedRecord>()) });

    private static string At(DateTimeOffset instant) => instant.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
