using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.Jenkins.Tests;

/// <summary>
/// A Jenkins for the acceptance kit: the jobs <c>release%2F1</c>, <c>pipe</c> and <c>tests</c> at its top have builds, stages and test reports, the folder
/// <c>team</c> holds jobs without builds.
/// </summary>
internal static class KitJenkins
{
    private const string Ci = "https://ci.example.com/";

    // A name as multibranch projects make it of a branch's: its slash is encoded, and encoded again in addresses.
    private const string App = "release%2F1";

    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool
        {
            Admits = request => request.Headers.GetValueOrDefault("Authorization") == "Basic " + Convert.ToBase64String("kit:s3cret-token"u8),
            Refuses = _ => ToolAnswer.Text(401, "<html><head><title>Error 401 Unauthorized</title></head></html>").With("Content-Type", "text/html"),
        };
        var jobs = tool.Keeps(new SimulatedStream("job", Job)
        {
            Containers = ["/", "team"],
            Seed = 5,
            ReadsWhole = true,
            Most = 40,
            IdOf = record => record.Number switch { 1 => App, 3 => "pipe", 5 => "tests", var number when record.Container == "team" => $"team/feature%2F{number}", var number => $"job {number}" },
        });
        var builds = tool.Keeps(new SimulatedStream("build", Build) { Containers = [App], Changes = false, Deletes = false, IdOf = record => $"{record.Container}#{record.Number}" });
        var stages = tool.Keeps(new SimulatedStream("stage", Stage) { Containers = ["pipe"], Changes = false, Deletes = false, Most = 60, IdOf = _ => $"{builds.Create("pipe").Id}/6" });
        var reports = tool.Keeps(new SimulatedStream("test-report", Report) { Containers = ["tests"], Changes = false, Deletes = false, Most = 60, Rendered = true, IdOf = _ => builds.Create("tests").Id });

        tool.Get("/api/json", request => tool.IsHidden("/") ? ToolAnswer.NotFound() : Folder(request, "/", tool.IsHidden("team") ? [] : [new JsonObject { ["_class"] = "com.cloudbees.hudson.plugins.folder.Folder", ["name"] = "team", ["fullName"] = "team", ["jobs"] = new JsonArray() }]));
        tool.Get("/job/{name}/api/json", request => request["name"] == "team" ? tool.IsHidden("team") ? ToolAnswer.NotFound() : Folder(request, "team", []) : One(request, request["name"]));
        tool.Get("/job/team/job/{name}/api/json", request => One(request, $"team/{request["name"]}"));
        tool.Get("/job/{name}/{number}/api/json", request => builds.Find($"{request["name"]}#{request["number"]}") is { } build ? ToolAnswer.Json(build.Json()) : ToolAnswer.NotFound());
        tool.Get("/job/{name}/{number}/wfapi/describe", request => ToolAnswer.Json(new JsonObject
        {
            ["id"] = request["number"],
            ["stages"] = new JsonArray([.. stages.Records.Where(stage => stage.Id.StartsWith($"{request["name"]}#{request["number"]}/", StringComparison.Ordinal)).Select(stage => stage.Json())]),
        }));
        tool.Get("/job/{name}/{number}/testReport/api/json", request => reports.Find($"{request["name"]}#{request["number"]}") is { } report ? ToolAnswer.Json(report.Json()) : ToolAnswer.NotFound());
        tool.Get("/crumbIssuer/api/json", _ => ToolAnswer.Json("""{"crumb":"c0ffee-crumb","crumbRequestField":"Jenkins-Crumb"}""").With("Set-Cookie", "JSESSIONID.1a2b=node0-session; Path=/; HttpOnly"));
        tool.Get("/queue/api/json", _ => ToolAnswer.Json("""{"items":[]}"""));
        tool.Get("/queue/item/{item}/api/json", request => ToolAnswer.Json(new JsonObject { ["id"] = request.Number("item", 0), ["executable"] = new JsonObject { ["number"] = int.Parse(request["item"], CultureInfo.InvariantCulture) - 1_000, ["url"] = $"{Ci}job/app/{request["item"]}/" } }));
        tool.Post("/job/{name}/buildWithParameters", request => Changed(request, () =>
        {
            var build = builds.Create(request["name"]);
            var given = System.Web.HttpUtility.ParseQueryString(System.Text.Encoding.UTF8.GetString(request.Body.Span));
            build.Set("actions", new JsonArray(new JsonObject { ["_class"] = "hudson.model.ParametersAction", ["parameters"] = new JsonArray([.. given.AllKeys.Select(name => new JsonObject { ["name"] = name, ["value"] = given[name] })]) }));
            return ToolAnswer.Text(201, "").With("Location", $"{Ci}queue/item/{build.Number + 1_000}/");
        }));
        tool.Post("/job/{name}/{number}/stop", request => Changed(request, () =>
        {
            var build = builds.Find($"{request["name"]}#{request["number"]}")!;
            build.Set("building", false);
            build.Set("result", "ABORTED");
            return ToolAnswer.Text(302, "").With("Location", $"{Ci}job/{Uri.EscapeDataString(request["name"])}/");
        }));
        return new()
        {
            Actions =
            [
                new("trigger-build") { TargetStream = "job", Arguments = new() { ["parameters"] = new JsonObject { ["STAGE"] = "qa" } } },
                new("rebuild") { TargetStream = "build", Arguments = new() { ["parameters"] = new JsonObject { ["STAGE"] = "prod" } } },
                new("abort-build") { TargetStream = "build" },
            ],
            Connector = new JenkinsConnector(),
            Tool = tool,
            Options = address => new() { ["address"] = address.AbsoluteUri, ["user"] = "kit", ["token"] = "s3cret-token" },
        };

        // As a server of today: no change without the crumb, in the session that it was issued in.
        ToolAnswer Changed(ToolRequest request, Func<ToolAnswer> change) =>
            request.Headers.GetValueOrDefault("Jenkins-Crumb") == "c0ffee-crumb" && request.Headers.GetValueOrDefault("Cookie") == "JSESSIONID.1a2b=node0-session"
                ? change()
                : ToolAnswer.Text(403, "No valid crumb was included in the request");

        ToolAnswer Folder(ToolRequest request, string folder, JsonNode[] folders) => ToolAnswer.Json(new JsonObject
        {
            ["_class"] = "hudson.model.Hudson",
            ["jobs"] = new JsonArray([.. folders, .. jobs.In(folder).Select(job => request.Query.GetValueOrDefault("tree", "").Contains("nextBuildNumber", StringComparison.Ordinal) ? Counted(job) : job.Json())]),
        });

        JsonObject Counted(SimulatedRecord job)
        {
            var (json, newest) = (job.Json(), builds.Records.Where(build => build.Container == job.Id).MaxBy(build => build.Number));
            json["nextBuildNumber"] = (newest?.Number ?? 0) + 1;
            json["lastBuild"] = newest is null ? null : new JsonObject { ["number"] = newest.Number };
            return json;
        }

        ToolAnswer One(ToolRequest request, string name)
        {
            if (jobs.Find(name) is not { } job)
            {
                return ToolAnswer.NotFound();
            }

            if (request.Query.GetValueOrDefault("tree", "").Split('{') is not [['a', 'l', 'l', 'B', ..], var range])
            {
                return ToolAnswer.Json(request.Query.GetValueOrDefault("tree", "").Contains("parameterDefinitions", StringComparison.Ordinal) ? Defined(job) : job.Json());
            }

            var (from, to) = range.TrimEnd('}').Split(',') is [var first, var last] ? (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(last, CultureInfo.InvariantCulture)) : (0, 0);
            var list = builds.Records.Where(build => build.Container == name).OrderByDescending(build => build.Number).Take(from..to);
            return ToolAnswer.Json(new JsonObject { ["_class"] = "org.jenkinsci.plugins.workflow.job.WorkflowJob", ["allBuilds"] = new JsonArray([.. list.Select(build => build.Json())]) });
        }
    }

    private static JsonObject Job(SimulatedRecord record) => new()
    {
        ["_class"] = record.Id == "pipe" ? "org.jenkinsci.plugins.workflow.job.WorkflowJob" : "hudson.model.FreeStyleProject",
        ["name"] = record.Id[(record.Id.LastIndexOf('/') + 1)..],
        ["fullName"] = record.Id,
        ["fullDisplayName"] = record.Id.Replace("/", " » ", StringComparison.Ordinal),
        ["url"] = $"{Ci}job/{string.Join("/job/", record.Id.Split('/').Select(Uri.EscapeDataString))}/",
        ["description"] = $"Revision {record.Revision}",
        ["buildable"] = true,
        ["color"] = "blue",
    };

    private static JsonObject Defined(SimulatedRecord job)
    {
        var json = job.Json();
        json["nextBuildNumber"] = 1;
        json["property"] = new JsonArray(new JsonObject
        {
            ["_class"] = "hudson.model.ParametersDefinitionProperty",
            ["parameterDefinitions"] = new JsonArray(
                new JsonObject { ["name"] = "STAGE", ["type"] = "ChoiceParameterDefinition", ["choices"] = new JsonArray("qa", "prod"), ["defaultParameterValue"] = new JsonObject { ["value"] = "qa" } },
                new JsonObject { ["name"] = "PLUTORA_ACTION_ID", ["type"] = "StringParameterDefinition" }),
        });
        return json;
    }

    // The first one runs, until it is aborted.
    private static JsonObject Build(SimulatedRecord record) => new()
    {
        ["_class"] = "hudson.model.FreeStyleBuild",
        ["actions"] = new JsonArray(
            new JsonObject { ["_class"] = "hudson.model.CauseAction", ["causes"] = new JsonArray(new JsonObject { ["_class"] = "hudson.model.Cause$UserIdCause", ["shortDescription"] = "Started by user Ann", ["userId"] = "ann", ["userName"] = "Ann" }) },
            record.Container == "tests" ? new JsonObject { ["_class"] = "hudson.tasks.junit.TestResultAction", ["failCount"] = 0, ["skipCount"] = 0, ["totalCount"] = 1, ["urlName"] = "testReport" } : new JsonObject()),
        ["building"] = record.Number == 1,
        ["duration"] = 0,
        ["fullDisplayName"] = $"{record.Container} #{record.Number}",
        ["number"] = record.Number,
        ["result"] = record.Number == 1 ? null : "SUCCESS",
        ["timestamp"] = record.CreatedAt.ToUnixTimeMilliseconds(),
        ["url"] = $"{Ci}job/{Uri.EscapeDataString(record.Container!)}/{record.Number}/",
    };

    private static JsonObject Stage(SimulatedRecord record)
    {
        var build = record.Id.Split('#')[1].Split('/')[0];
        return new()
        {
            ["_links"] = new JsonObject { ["self"] = new JsonObject { ["href"] = $"/job/pipe/{build}/execution/node/6/wfapi/describe" } },
            ["id"] = "6",
            ["name"] = $"Stage of {build}",
            ["status"] = "SUCCESS",
            ["startTimeMillis"] = record.CreatedAt.ToUnixTimeMilliseconds(),
            ["durationMillis"] = 5,
        };
    }

    private static JsonObject Report(SimulatedRecord record) => new()
    {
        ["_class"] = "hudson.tasks.junit.TestResult",
        ["duration"] = 0.5,
        ["passCount"] = 1,
        ["failCount"] = 0,
        ["skipCount"] = 0,
        ["suites"] = new JsonArray(new JsonObject { ["name"] = "Sum", ["cases"] = new JsonArray(new JsonObject { ["className"] = "Sum", ["name"] = "adds", ["status"] = "PASSED", ["duration"] = 0.5 }) }),
    };
}
