using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class SonarQubeAcceptanceTests : ShelfAcceptance<SonarQubeAcceptanceTests>, IShelfSubject
{
    private static readonly string[] Projects = ["shop-1", "shop-2"];

    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool
        {
            Admits = r => r.HasBasic("squ_s3cret", ""),
            Refuses = r => r.Path == "/api/authentication/validate" ? ToolAnswer.Json("""{"valid":false}""") : ToolAnswer.Text(401, ""),
        };
        var projects = tool.Keeps(new SimulatedStream("project", r => Json($$"""{"key":"{{r.Id}}","name":"Shop {{r.Number}}","qualifier":"TRK","visibility":"private","analysisDate":"{{At(r.CreatedAt)}}"}""")) { IdOf = r => $"shop-{r.Number}", Seed = 2, Fixed = true });
        var issues = tool.Keeps(new SimulatedStream("issue", r => Json($$"""
            {"key":"I{{r.Number}}","rule":"csharpsquid:S1","severity":"MAJOR","component":"{{r.Container}}:src/A.cs","project":"{{r.Container}}","line":7,"status":"OPEN","type":"BUG",
             "message":"Mend this, revision {{r.Revision}}.","effort":"1h30min","creationDate":"{{At(r.CreatedAt)}}","updateDate":"{{At(r.UpdatedAt)}}"}
            """)) { IdOf = r => $"I{r.Number}", Containers = Projects, Deletes = false });
        var hotspots = tool.Keeps(new SimulatedStream("hotspot", r => Json($$"""
            {"key":"H{{r.Number}}","component":"{{r.Container}}:src/A.cs","project":"{{r.Container}}","securityCategory":"xss","vulnerabilityProbability":"HIGH","status":"TO_REVIEW",
             "message":"Look at this, revision {{r.Revision}}.","ruleKey":"csharpsquid:S2","creationDate":"{{At(r.CreatedAt)}}","updateDate":"{{At(r.UpdatedAt)}}"}
            """)) { IdOf = r => $"H{r.Number}", Containers = Projects, ReadsWhole = true });
        var measures = tool.Keeps(new SimulatedStream("measures", r => Json($$"""{"key":"{{r.Id}}","name":"Shop","qualifier":"TRK","measures":[{"metric":"alert_status","value":"OK"},{"metric":"coverage","value":"71.5"}]}""")) { IdOf = r => $"shop-{r.Number}", Containers = Projects, Seed = 2, Fixed = true });
        var analyses = tool.Keeps(new SimulatedStream("analysis", r => Json($$"""{"key":"A{{r.Number}}","date":"{{At(r.CreatedAt)}}","projectVersion":"1.{{r.Number}}","events":[]}""")) { IdOf = r => $"A{r.Number}", Containers = Projects, Rendered = true, Changes = false, Deletes = false });
        var tasks = tool.Keeps(new SimulatedStream("task", r => Json($$"""
            {"id":"T{{r.Number}}","type":"REPORT","componentKey":"{{r.Container}}","componentName":"Shop","status":"SUCCESS","submittedAt":"{{At(r.CreatedAt)}}","executedAt":"{{At(r.UpdatedAt)}}","analysisId":"A{{r.Number}}","executionTimeMs":{{r.Revision}}}
            """)) { IdOf = r => $"T{r.Number}", Containers = Projects, ChangesFor = TimeSpan.FromMinutes(30), Deletes = false });
        var users = tool.Keeps(new SimulatedStream("user", r => Json($$"""{"login":"{{r.Id}}","name":"User {{r.Number}}, revision {{r.Revision}}","active":true,"email":"{{r.Id}}@example.com"}""")) { IdOf = r => $"user-{r.Number}", ReadsWhole = true });
        tool.Keeps(new SimulatedStream("analysis-event", r => Json($$"""
            {"taskId":"E{{r.Number}}","status":"SUCCESS","analysedAt":"{{At(r.CreatedAt)}}","changedAt":"{{At(r.UpdatedAt)}}","revision":"abc","project":{"key":"shop-1","name":"Shop","url":"https://sonar.example/shop-1"},
             "qualityGate":{"name":"Sonar way","status":"OK","conditions":[]},"properties":{} }
            """)) { IdOf = r => $"E{r.Number}", Webhook = r => WebhookDelivery.Json(r.Json()) });

        tool.Get("/api/authentication/validate", _ => ToolAnswer.Json("""{"valid":true}"""));
        tool.Get("/api/components/search_projects", r => Paged(r, "components", projects.Records.Where(p => !tool.IsHidden(p.Id))));
        tool.Get("/api/issues/search", r => Of(r, "componentKeys", k => Paged(r, "issues", issues.In(k).OrderByDescending(i => i.UpdatedAt))));
        tool.Get("/api/hotspots/search", r => Of(r, "projectKey", k => Paged(r, "hotspots", hotspots.In(k))));
        tool.Get("/api/measures/component", r => Of(r, "component", k => ToolAnswer.Json(new JsonObject { ["component"] = measures.Find(k)?.Json() })));
        tool.Get("/api/project_analyses/search", r => Of(r, "project", k => Paged(r, "analyses", analyses.In(k).Where(a => a.CreatedAt >= (r.Instant("from") ?? default)).Reverse())));
        tool.Get("/api/ce/activity", r => Of(r, "component", k => ToolAnswer.Json(new JsonObject { ["tasks"] = List(tasks.In(k).Where(t => t.CreatedAt >= (r.Instant("minSubmittedAt") ?? default))) })));
        tool.Get("/api/users/search", r => Paged(r, "users", users.Records));
        return Subject("sonarqube", tool, address => new() { ["address"] = address.AbsoluteUri, ["token"] = "squ_s3cret" });

        ToolAnswer Of(ToolRequest request, string parameter, Func<string, ToolAnswer> answer) => tool.IsHidden(request.Query[parameter]) ? ToolAnswer.NotFound() : answer(request.Query[parameter]);
    }

    private static ToolAnswer Paged(ToolRequest request, string name, IEnumerable<SimulatedRecord> records)
    {
        var all = records.ToList();
        return ToolAnswer.Json(new JsonObject { ["paging"] = new JsonObject { ["pageIndex"] = request.Number("p", 1), ["total"] = all.Count }, [name] = List(request.Page(all, "p", "ps", 500)) });
    }

    private static string At(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ss+0000", System.Globalization.CultureInfo.InvariantCulture);
}
