using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class GitLabAcceptanceTests : ShelfAcceptance<GitLabAcceptanceTests>, IShelfSubject
{
    private const string Web = "https://gitlab.example/acme/shop";
    private static readonly string[] Projects = ["1", "2"];

    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = r => r.Has("PRIVATE-TOKEN", "glpat-s3cret") };
        var projects = tool.Keeps(new SimulatedStream("project", r => Json($$"""{"id":{{r.Id}},"name":"Shop","path":"shop","path_with_namespace":"acme/shop-{{r.Id}}","web_url":"{{Web}}-{{r.Id}}","default_branch":"main","visibility":"private","last_activity_at":"{{r.CreatedAt.Utc()}}"}""")) { Seed = 2, Fixed = true });
        var commits = tool.Keeps(Of("commit", r => $$""" "message":"Commit {{r.Number}}","committed_date":"{{r.CreatedAt.Utc()}}","authored_date":"{{r.CreatedAt.Utc()}}","author_email":"ann@example.com","author_name":"Ann","committer_email":"ann@example.com","web_url":"{{Web}}/-/commit/{{r.Id}}" """, r => $"{r.Number:x40}", changes: false, deletes: false));
        var issues = tool.Keeps(Of("issue", r => $$""" "iid":{{r.Number}},"title":"Issue {{r.Number}}, revision {{r.Revision}}","state":"opened","issue_type":"issue","labels":["bug"],"author":{{Ann}} """));
        var approvals = tool.Keeps(new SimulatedStream("merge-request-approvals", _ => Json($$"""{"approvals_required":1,"approved_by":[{"user":{{Ann}} }]}""")) { Fixed = true, Rendered = true });
        var merges = tool.Keeps(Of("merge-request", r => $$""" "iid":{{r.Number}},"target_project_id":{{r.Container}},"title":"Add {{r.Number}}, revision {{r.Revision}}","state":"opened","source_branch":"topic","target_branch":"main","sha":"abc","author":{{Ann}} """, added: () => approvals.Create()));
        var notes = tool.Keeps(Of("merge-request-note", r => $$""" "body":"Note {{r.Number}}, revision {{r.Revision}}","system":false,"noteable_id":{{merges.Records[^1].Id}},"noteable_type":"MergeRequest","author":{{Ann}} """, added: Noted, own: false, deletes: false));
        var pipelines = tool.Keeps(Of("pipeline", r => $$""" "iid":{{r.Number}},"status":"success","ref":"main","sha":"abc","source":"push","web_url":"{{Web}}/-/pipelines/{{r.Id}}","name":"Revision {{r.Revision}}","finished_at":"{{r.UpdatedAt.Utc()}}" """));
        var jobs = tool.Keeps(Of("job", r => $$""" "name":"unit","stage":"test","status":"success","ref":"main","started_at":"{{r.CreatedAt.Utc()}}","finished_at":"{{r.UpdatedAt.Utc()}}","duration":{{r.Revision}}.5,"pipeline":{"id":1,"project_id":{{r.Container}} } """, deletes: false, changesFor: TimeSpan.FromHours(20)));
        var environments = tool.Keeps(Of("environment", r => $$""" "name":"env-{{r.Number}}","state":"available","tier":"production","external_url":"https://shop.example/{{r.Revision}}","project":{"id":{{r.Container}} } """, whole: true));
        var deployments = tool.Keeps(Of("deployment", r => $$""" "iid":{{r.Number}},"ref":"main","sha":"abc","status":"success","environment":{"id":1,"name":"production"},"user":{{Ann}},"deployable":{"id":{{r.Revision}},"pipeline":{"id":1,"project_id":{{r.Container}} } } """));
        var releases = tool.Keeps(Of("release", r => $$""" "tag_name":"v{{r.Number}}","name":"Release {{r.Number}}","description":"Revision {{r.Revision}}","released_at":"{{r.CreatedAt.Utc()}}","_links":{"self":"{{Web}}-{{r.Container}}/-/releases/v{{r.Number}}"} """, r => $"{r.Container}/v{r.Number}", whole: true));
        var milestones = tool.Keeps(Of("milestone", r => $$""" "iid":{{r.Number}},"title":"{{r.Number}}.0","description":"Revision {{r.Revision}}","state":"active" """, whole: true));
        var users = tool.Keeps(Of("user", r => $$""" "username":"user{{r.Number}}","name":"User {{r.Number}}, revision {{r.Revision}}","state":"active","web_url":"https://gitlab.example/user{{r.Number}}" """, whole: true));
        Sent("push-event", r => $$""" "object_kind":"push","ref":"refs/heads/main","before":"0001","after":"{{r.Number:x40}}","project_id":1,"commits":[] """, r => $"1/refs/heads/main@{r.Number:x40}");
        Sent("issue-event", r => Changed(r, "issue", """ "title":"Sent","state":"opened","iid":1 """));
        Sent("merge-request-event", r => Changed(r, "merge_request", """ "title":"Sent","state":"opened","iid":1,"target_project_id":1,"source_branch":"topic","target_branch":"main" """));
        Sent("note-event", r => Changed(r, "note", """ "note":"Sent","noteable_type":"MergeRequest","noteable_id":1 """));
        Sent("pipeline-event", r => Changed(r, "pipeline", """ "status":"success","ref":"main","sha":"abc","source":"push" """));
        Sent("job-event", r => $$""" "object_kind":"build","build_id":{{r.Id}},"build_name":"unit","build_stage":"test","build_status":"success","ref":"main","pipeline_id":1,"project_id":1 """);
        Sent("deployment-event", r => $$""" "object_kind":"deployment","deployment_id":{{r.Id}},"status":"success","status_changed_at":"{{r.UpdatedAt.Utc()}}","environment":"production","ref":"main" """);
        Sent("release-event", r => $$""" "object_kind":"release","action":"create","url":"{{r.Id}}","tag":"v{{r.Number}}","name":"Sent","created_at":"{{r.CreatedAt.Utc()}}","released_at":"{{r.CreatedAt.Utc()}}" """, r => $"{Web}/-/releases/sent-{r.Number}");

        tool.Get("/api/v4/user", _ => ToolAnswer.Json(Ann));
        tool.Get("/api/v4/projects", r => Linked(r, projects.Records.Where(p => !tool.IsHidden(p.Id))));
        tool.Get("/api/v4/projects/{p}/repository/commits", r => Listed(r, commits.In(r["p"]).Where(c => c.CreatedAt >= (r.Instant("since") ?? default)).Reverse()));
        foreach (var (path, stream) in new[] { ("issues", issues), ("merge_requests", merges), ("pipelines", pipelines), ("deployments", deployments) })
        {
            tool.Get($"/api/v4/projects/{{p}}/{path}", r => tool.IsHidden(r["p"]) ? ToolAnswer.NotFound() : Answer(r.Page(stream.ChangedSince(r.Instant("updated_after")).Where(i => i.Container == r["p"]), "page", "per_page")));
            tool.Get($"/api/v4/projects/{{p}}/{path}/{{id}}", r => One(stream.Find(r["id"])));
        }

        foreach (var (path, stream) in new[] { ("jobs", jobs), ("environments", environments), ("releases", releases), ("milestones", milestones), ("members/all", users) })
        {
            tool.Get($"/api/v4/projects/{{p}}/{path}", r => Listed(r, stream.In(r["p"]).Reverse()));
        }

        tool.Get("/api/v4/projects/{p}/merge_requests/{m}/notes", r => Linked(r, r["m"] == merges.Records[^1].Id ? notes.Records : []));
        tool.Get("/api/v4/projects/{p}/merge_requests/{m}/approvals", r => One(approvals.Find(r["m"])));
        tool.Get("/api/v4/projects/{p}/repository/commits/{ref}", r => ToolAnswer.Json("""{"id":"abc","short_id":"abc","title":"The newest"}"""));
        tool.Post("/api/v4/projects/{p}/pipeline", r => ToolAnswer.Json(pipelines.Create(r["p"]).Json()) with { Status = 201 });
        tool.Post("/api/v4/projects/{p}/pipelines/{id}/{what}", r =>
        {
            pipelines.Find(r["id"])?.Set("status", r["what"] == "cancel" ? "canceled" : "running");
            return One(pipelines.Find(r["id"]));
        });
        return Subject("gitlab", tool, address => new() { ["address"] = address.AbsoluteUri.TrimEnd('/'), ["token"] = "glpat-s3cret" }) with
        {
            Actions = [new("trigger-build") { TargetStream = "project", Arguments = new() { ["ref"] = "main" } }, new("cancel-pipeline") { TargetStream = "pipeline" }, new("retry-pipeline") { TargetStream = "pipeline" }],
        };

        ToolAnswer Listed(ToolRequest request, IEnumerable<SimulatedRecord> records) => tool.IsHidden(request["p"]) ? ToolAnswer.NotFound() : Linked(request, records);

        void Sent(string stream, Func<SimulatedRecord, string> members, Func<SimulatedRecord, string>? id = null) => tool.Keeps(new SimulatedStream(stream, r => Json($$"""
            { {{members(r)}},"user":{"id":5,"username":"ann","name":"Ann"},"project":{"id":1,"path_with_namespace":"acme/shop","web_url":"{{Web}}","default_branch":"main"} }
            """)) { IdOf = id ?? (r => $"{r.Number + 1_000}"), Changes = false, Webhook = r => WebhookDelivery.Json(r.Json()) });

        // Notes belong to the newest merge request, which is no older than a read looks back.
        void Noted()
        {
            if (merges.Records is not [.., var newest] || tool.Now - newest.UpdatedAt > TimeSpan.FromDays(20))
            {
                merges.Create();
                approvals.Create();
            }
        }
    }

    private static string Ann => """{"id":5,"username":"ann","name":"Ann","state":"active","web_url":"https://gitlab.example/ann"}""";

    private static string Changed(SimulatedRecord r, string kind, string members) =>
        $$""" "object_kind":"{{kind}}","object_attributes":{"id":{{r.Id}},"project_id":1,{{members}},"created_at":"{{r.CreatedAt.Utc()}}","updated_at":"{{r.UpdatedAt.Utc()}}"} """;

    private static SimulatedStream Of(string stream, Func<SimulatedRecord, string> members, Func<SimulatedRecord, string>? id = null, Action? added = null, bool own = true, bool whole = false, bool changes = true, bool deletes = true, TimeSpan? changesFor = null) =>
        new(stream, r => Json($$"""{"id":{{(id is null ? r.Id : $"\"{r.Id}\"")}},"project_id":{{r.Container ?? "1"}},"created_at":"{{r.CreatedAt.Utc()}}","updated_at":"{{r.UpdatedAt.Utc()}}",{{members(r)}} }"""))
        {
            IdOf = id,
            Containers = own ? Projects : [],
            Added = (_, cancellationToken) => Task.Run(added ?? (static () => { }), cancellationToken),
            Rendered = !own,
            ReadsWhole = whole || !own,
            Changes = changes,
            ChangesFor = changesFor,
            Deletes = deletes,
            Most = own ? 1_000 : 2,
        };

    // The Link header leads to the next page.
    private static ToolAnswer Linked(ToolRequest request, IEnumerable<SimulatedRecord> records)
    {
        var (all, page) = (records.ToList(), request.Number("page", 1));
        return Answer(request.Page(all, "page", "per_page")).WithNextLink(request, "page", page * request.Number("per_page", 100) < all.Count ? page + 1 : null);
    }
}
