using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class CodeShipAcceptanceTests : ShelfAcceptance<CodeShipAcceptanceTests>, IShelfSubject
{
    private static readonly string[] Projects = ["p-1", "p-2"];

    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = r => r.Path == "/auth" ? r.HasBasic("kit@example.com", "cs-s3cret") : r.Has("Authorization", "Bearer cs-token") };
        var projects = tool.Keeps(new SimulatedStream("project", r => Json($$"""
            {"uuid":"{{r.Id}}","id":{{r.Number}},"name":"acme/shop-{{r.Number}}","type":"pro","repository_url":"git@github.com:acme/shop.git","repository_provider":"github","organization_uuid":"o","aes_key":"{{r.Revision}}",
             "created_at":"{{r.CreatedAt.Utc()}}","updated_at":"{{r.UpdatedAt.Utc()}}"}
            """)) { IdOf = r => $"p-{r.Number}", Seed = 2, Most = 2, ReadsWhole = true });
        var builds = tool.Keeps(new SimulatedStream("build", r => Json($$"""
            {"uuid":"{{r.Id}}","project_uuid":"{{r.Container}}","project_id":1,"organization_uuid":"o","ref":"heads/main","branch":"main","commit_sha":"185ab4c","commit_message":"Build {{r.Number}}, revision {{r.Revision}}",
             "status":"success","username":"ann","queued_at":"{{r.CreatedAt.Utc()}}","allocated_at":"{{r.CreatedAt.Utc()}}","finished_at":"{{r.UpdatedAt.Utc()}}"}
            """)) { IdOf = r => $"b-{r.Number}", Containers = Projects, ChangesFor = TimeSpan.FromHours(20), Deletes = false });
        var pipelines = tool.Keeps(Part("build-pipeline", """ "type":"build","name":"tests","metrics":{"duration":"12"} """));
        var steps = tool.Keeps(Part("build-step", """ "type":"run","name":"tests","steps":[] """));
        tool.Keeps(new SimulatedStream("build-event", r => Json($$"""
            {"build":{"build_id":{{r.Number}},"build_url":"https://app.codeship.com/projects/1/builds/{{r.Number}}","project_id":1,"project_full_name":"acme/shop","status":"success","commit_id":"96943dc5","short_commit_id":"96943",
             "commit_url":"https://github.com/acme/shop/commit/96943dc5","message":"Sent {{r.Number}}","committer":"ann","branch":"main"} }
            """)) { Changes = false, Webhook = r => WebhookDelivery.Json(r.Json()) });

        tool.Post("/auth", _ => ToolAnswer.Json($$"""{"access_token":"cs-token","expires_at":{{tool.Now.AddHours(1).ToUnixTimeSeconds()}},"organizations":[]}"""));
        tool.Get("/organizations/o/projects", r => Paged(r, "projects", projects.Records.Where(p => !tool.IsHidden(p.Id))));
        tool.Get("/organizations/o/projects/{p}", r => Shown("project", projects.Find(r["p"])));
        tool.Get("/organizations/o/projects/{p}/builds", r => tool.IsHidden(r["p"]) ? ToolAnswer.NotFound() : Paged(r, "builds", builds.In(r["p"]).OrderByDescending(b => b.CreatedAt)));
        tool.Get("/organizations/o/projects/{p}/builds/{b}", r => Shown("build", builds.Find(r["b"])));
        tool.Get("/organizations/o/projects/{p}/builds/{b}/pipelines", r => Paged(r, "pipelines", r["b"] == builds.Records[^1].Id ? pipelines.Records : []));
        tool.Get("/organizations/o/projects/{p}/builds/{b}/steps", r => Paged(r, "steps", r["b"] == builds.Records[^1].Id ? steps.Records : []));
        tool.Post("/organizations/o/projects/{p}/builds", r => builds.Create(r["p"]) is not null ? ToolAnswer.Text(202, "") : ToolAnswer.NotFound());
        tool.Post("/organizations/o/projects/{p}/builds/{b}/restart", r => builds.Create(r["p"]) is not null ? ToolAnswer.Text(202, "") : ToolAnswer.NotFound());
        tool.Post("/organizations/o/projects/{p}/builds/{b}/stop", r =>
        {
            builds.Find(r["b"])?.Set("status", "stopped");
            return ToolAnswer.Text(202, "");
        });
        return Subject("codeship", tool, address => new() { ["address"] = address.AbsoluteUri, ["user"] = "kit@example.com", ["password"] = "cs-s3cret", ["organization"] = "o" }) with
        {
            Actions =
            [
                new("trigger-build") { TargetStream = "project", Arguments = new() { ["ref"] = "heads/main" } },
                new("restart-build") { TargetStream = "build" },
                new("stop-build") { TargetStream = "build" },
            ],
        };

        // Parts belong to the newest build, which is no older than a read looks back.
        SimulatedRecord Young() => builds.Records is [.., var newest] && tool.Now - newest.CreatedAt < TimeSpan.FromHours(20) ? newest : builds.Create();

        SimulatedStream Part(string stream, string members) => new(stream, r => Json($$"""
            {"uuid":"{{r.Id}}","build_uuid":"b-1",{{members}},"status":"success","created_at":"{{r.CreatedAt.Utc()}}","started_at":"{{r.CreatedAt.Utc()}}","updated_at":"{{r.UpdatedAt.Utc()}}","finished_at":"{{r.UpdatedAt.Utc()}}"}
            """)) { IdOf = r => $"{stream}-{r.Number}", ReadsWhole = true, Deletes = false, Most = 2, ChangesFor = TimeSpan.FromHours(20), Added = (_, _) => Task.FromResult(Young()) };
    }

    private static ToolAnswer Paged(ToolRequest request, string name, IEnumerable<SimulatedRecord> records)
    {
        var all = records.ToList();
        return ToolAnswer.Json(new JsonObject { [name] = List(request.Page(all, "page", "per_page", 50)), ["total"] = all.Count, ["per_page"] = request.Number("per_page", 50), ["page"] = request.Number("page", 1) });
    }

    private static ToolAnswer Shown(string name, SimulatedRecord? record) => record is null ? ToolAnswer.NotFound() : ToolAnswer.Json(new JsonObject { [name] = record.Json() });
}
