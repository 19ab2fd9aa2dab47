using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class BambooAcceptanceTests : ShelfAcceptance<BambooAcceptanceTests>, IShelfSubject
{
    private static readonly string[] Plans = ["SHOP-P1", "SHOP-P2"];

    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = r => r.Has("Authorization", "Bearer ba-s3cret") };
        var plans = tool.Keeps(new SimulatedStream("plan", r => Json($$"""
            {"key":"{{r.Id}}","planKey":{"key":"{{r.Id}}"},"name":"Shop - Plan {{r.Number}}, revision {{r.Revision}}","shortName":"Plan {{r.Number}}","projectName":"Shop","type":"chain","enabled":true,"link":{"href":"https://bamboo.example/rest/api/latest/plan/{{r.Id}}"} }
            """)) { IdOf = r => $"SHOP-P{r.Number}", Seed = 2, Most = 2, ReadsWhole = true });
        var jobs = tool.Keeps(new SimulatedStream("job", r => Json($$"""
            {"id":"{{r.Id}}","type":"job","searchEntity":{"key":"{{r.Id}}","projectName":"Shop","planName":"Plan","jobName":"Job {{r.Number}}, revision {{r.Revision}}","stageName":"Build","description":""} }
            """)) { IdOf = r => $"{r.Container}-JOB{r.Number}", Containers = Plans, ReadsWhole = true });
        var builds = tool.Keeps(new SimulatedStream("plan-result", r => Result(r, r.Container!)) { IdOf = r => $"{r.Container}-{r.Number}", Containers = Plans, ChangesFor = TimeSpan.FromHours(20), Deletes = false });
        var parts = tool.Keeps(new SimulatedStream("job-result", r => Result(r, "SHOP-P1-JOB1")) { IdOf = r => $"SHOP-P1-JOB1-{r.Number}", ReadsWhole = true, Most = 2, Deletes = false, ChangesFor = TimeSpan.FromHours(20), Added = (_, _) => Task.FromResult(Young()) });
        var projects = tool.Keeps(new SimulatedStream("deployment-project", r => Json($$"""
            {"id":{{r.Number}},"name":"Deploy {{r.Number}}, revision {{r.Revision}}","planKey":{"key":"SHOP-P1"},"environments":[{"id":{{r.Number + 100}},"key":{"key":"{{r.Number}}-{{r.Number + 100}}"},"name":"Production","position":0}]}
            """)) { Seed = 2, Most = 2, ReadsWhole = true });
        var deployments = tool.Keeps(new SimulatedStream("deployment-result", r => Json($$"""
            {"id":{{r.Number}},"deploymentVersionName":"release-{{r.Number}}","deploymentState":"SUCCESS","lifeCycleState":"FINISHED","reasonSummary":"Manual run","startedDate":{{r.CreatedAt.ToUnixTimeMilliseconds()}},"executedDate":{{r.CreatedAt.ToUnixTimeMilliseconds()}},
             "finishedDate":{{r.UpdatedAt.ToUnixTimeMilliseconds()}},"environment":{"id":{{r.Container}},"name":"Production"} }
            """)) { Containers = ["101", "102"], ChangesFor = TimeSpan.FromHours(20), Deletes = false });
        tool.Keeps(new SimulatedStream("event", r => Json($$"""
            {"uuid":"{{r.Id}}","timestamp":"{{r.UpdatedAt.Utc()}}","build":{"buildResultKey":"SENT-P1-{{r.Number}}","status":"Successful","buildPlanName":"Sent - Plan","startedAt":"{{r.CreatedAt.Utc()}}","finishedAt":"{{r.UpdatedAt.Utc()}}","triggerReason":"Manual build"} }
            """)) { IdOf = r => $"u-{r.Number}", Changes = false, Webhook = r => WebhookDelivery.Json(r.Json()) });

        tool.Get("/rest/api/latest/currentUser.json", _ => ToolAnswer.Json("""{"name":"kit"}"""));
        tool.Get("/rest/api/latest/plan.json", r => ToolAnswer.Json(new JsonObject { ["plans"] = Listed(r, "plan", plans.Records.Where(p => !tool.IsHidden(p.Id))) }));
        tool.Get("/rest/api/latest/search/jobs/{plan}", r => tool.IsHidden(Key(r, "plan")) ? ToolAnswer.NotFound() : ToolAnswer.Json(Listed(r, "searchResults", jobs.In(Key(r, "plan")))));
        tool.Get("/rest/api/latest/result/{key}", r =>
        {
            var key = Key(r, "key");
            return tool.IsHidden(key) ? ToolAnswer.NotFound()
                : plans.Find(key) is not null ? ToolAnswer.Json(new JsonObject { ["results"] = Listed(r, "result", builds.In(key).OrderByDescending(b => b.CreatedAt)) })
                : builds.Find(key) is not { } build ? ToolAnswer.NotFound()
                : r.Query.ContainsKey("expand") ? ToolAnswer.Json(Staged(build, build == builds.Records[^1] ? parts.Records : []))
                : ToolAnswer.Json(build.Json());
        });
        tool.Get("/rest/api/latest/deploy/project/all.json", _ => Answer(projects.Records));
        tool.Get("/rest/api/latest/deploy/project/{id}", r => One(projects.Find(Key(r, "id"))));
        tool.Get("/rest/api/latest/deploy/environment/{id}/results.json", r => tool.IsHidden(r["id"]) ? ToolAnswer.NotFound() : ToolAnswer.Json(Listed(r, "results", deployments.In(r["id"]).OrderByDescending(d => d.CreatedAt))));
        tool.Post("/rest/api/latest/queue/{plan}", r => builds.Create(r["plan"]) is var build ? ToolAnswer.Json(new JsonObject { ["planKey"] = r["plan"], ["buildNumber"] = build.Number, ["buildResultKey"] = build.Id }) : ToolAnswer.NotFound());
        return Subject("bamboo", tool, address => new() { ["address"] = address.AbsoluteUri, ["token"] = "ba-s3cret" }) with { Actions = [new("trigger-build") { TargetStream = "plan" }] };

        // Parts belong to the newest build, which is no older than a read looks back.
        SimulatedRecord Young() => builds.Records is [.., var newest] && tool.Now - newest.CreatedAt < TimeSpan.FromHours(20) ? newest : builds.Create();
    }

    private static JsonObject Result(SimulatedRecord r, string plan) => Json($$"""
        {"id":{{r.Number}},"key":"{{r.Id}}","buildResultKey":"{{r.Id}}","planResultKey":{"key":"{{r.Id}}","entityKey":{"key":"{{plan}}"},"resultNumber":{{r.Number}} },"plan":{"key":"{{plan}}","name":"Shop - Plan","shortName":"Plan"},"planName":"Plan",
         "buildNumber":{{r.Number}},"lifeCycleState":"Finished","state":"Successful","buildState":"Successful","buildReason":"Manual run, revision {{r.Revision}}","buildStartedTime":"{{r.CreatedAt.Utc()}}","buildCompletedTime":"{{r.UpdatedAt.Utc()}}","buildDuration":220}
        """);

    private static JsonObject Staged(SimulatedRecord build, IEnumerable<SimulatedRecord> parts)
    {
        var whole = build.Json();
        whole["stages"] = new JsonObject { ["stage"] = new JsonArray(new JsonObject { ["name"] = "Build", ["results"] = new JsonObject { ["result"] = List(parts) } }) };
        return whole;
    }

    private static JsonObject Listed(ToolRequest request, string name, IEnumerable<SimulatedRecord> records)
    {
        var all = records.ToList();
        return new() { ["size"] = all.Count, ["start-index"] = request.Number("start-index", 0), [name] = List(request.Slice(all, "start-index", "max-result")) };
    }

    private static string Key(ToolRequest request, string place) => request[place].Replace(".json", "", StringComparison.Ordinal);
}
