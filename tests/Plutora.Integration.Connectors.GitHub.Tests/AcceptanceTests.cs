using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.GitHub.Tests;

/// <summary>The acceptance kit on GitHub's REST API and its webhooks.</summary>
public sealed class AcceptanceTests
{
    private const string Web = "https://github.example/acme/shop";
    private const string Ann = """{"id":5,"login":"ann","type":"User"}""";
    private static readonly string[] Repositories = ["1", "2"];
    private static readonly TimeSpan RunsChange = TimeSpan.FromHours(60);

    private static readonly AcceptanceKit Kit = new(Describe)
    {
        ReportFolder = Environment.GetEnvironmentVariable("PLUTORA_KIT_REPORTS") is { Length: > 0 } folder ? Path.Combine(folder, "GitHub") : null,
    };

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task GitHub_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);

    private static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool
        {
            Admits = r => r.Headers.GetValueOrDefault("Authorization")?.EndsWith(" ghp_s3cret", StringComparison.Ordinal) == true,
            Signs = (delivery, secret) => ("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), delivery.Body.Span))),
        };
        var repositories = tool.Keeps(new SimulatedStream("repository", r => Repository(r.Id)) { Seed = 2, Fixed = true });
        var branches = tool.Keeps(Of("branch", r => $$""" "name":"b{{r.Number}}","commit":{"sha":"{{Head(r)}}","url":"{{Web}}/commits/{{Head(r)}}"},"protected":false """) with { Named = r => $"{r.Container}/b{r.Number}", Rendered = true, Whole = true });
        var tags = tool.Keeps(Of("tag", r => $$""" "name":"v{{r.Number}}","commit":{"sha":"{{Head(r)}}","url":"{{Web}}/commits/{{Head(r)}}"} """) with { Named = r => $"{r.Container}/v{r.Number}", Rendered = true, Whole = true });
        var commits = tool.Keeps(Of("commit", r => $$""" "sha":"{{r.Id}}","html_url":"{{Web}}/commit/{{r.Id}}","commit":{"message":"Commit {{r.Number}}","author":{"name":"Ann","email":"ann@example.com","date":"{{At(r.CreatedAt)}}"},"committer":{"name":"Ann","email":"ann@example.com","date":"{{At(r.CreatedAt)}}"} },"author":{{Ann}},"parents":[] """) with { Named = r => r.Number.ToString("x40", CultureInfo.InvariantCulture), Changes = false });
        var pulls = tool.Keeps(Of("pull-request", r => $$""" "number":{{r.Number}},"title":"Add {{r.Number}}, revision {{r.Revision}}","state":"open","html_url":"{{Web}}/pull/{{r.Number}}","user":{{Ann}},"assignees":[{{Ann}}],"requested_reviewers":[{{Ann}}],"labels":[{"name":"bug"}],"milestone":{"id":1,"title":"1.0"},"merged_at":null,"closed_at":null,"merge_commit_sha":null,"head":{"ref":"topic","sha":"head{{r.Number}}","repo":{"id":{{r.Container}} } },"base":{"ref":"main","repo":{"id":{{r.Container}} } } """) with { Event = "pull_request" });
        var reviews = tool.Keeps(Of("review", r => $$""" "state":"APPROVED","body":"Revision {{r.Revision}}","submitted_at":"{{At(r.CreatedAt)}}","html_url":"{{Web}}/pull/1#r{{r.Number}}","pull_request_url":"{{Web}}/pulls/1","user":{{Ann}} """) with { Touches = Reviewed, Deletes = true });
        var issues = tool.Keeps(Of("issue", r => $$""" "number":{{r.Number}},"title":"Issue {{r.Number}}, revision {{r.Revision}}","state":"open","html_url":"{{Web}}/issues/{{r.Number}}","user":{{Ann}},"labels":[],"assignees":[],"repository_url":"{{Web}}" """) with { Deletes = true, Event = "issues", Member = "issue" });
        var events = tool.Keeps(Of("issue-event", r => $$""" "event":"labeled","actor":{{Ann}},"issue":{"id":{{r.Number + 5_000}},"number":{{r.Number + 5_000}},"title":"Labelled","state":"open","created_at":"{{At(r.CreatedAt)}}","updated_at":"{{At(r.CreatedAt)}}","user":{{Ann}} } """) with { Changes = false });
        var milestones = tool.Keeps(Of("milestone", r => $$""" "number":{{r.Number}},"title":"{{r.Number}}.0","description":"Revision {{r.Revision}}","state":"open","html_url":"{{Web}}/milestone/{{r.Number}}","creator":{{Ann}} """) with { Whole = true, Deletes = true, Event = "milestone" });
        var workflows = tool.Keeps(Of("workflow", r => $$""" "name":"ci {{r.Number}}, revision {{r.Revision}}","path":".github/workflows/ci{{r.Number}}.yml","state":"active","url":"{{Web}}/actions/workflows/{{r.Number}}","html_url":"{{Web}}/blob/main/.github/workflows/ci{{r.Number}}.yml" """) with { Whole = true });
        var runs = tool.Keeps(Of("workflow-run", r => $$""" "name":"ci","display_title":"Run {{r.Number}}, revision {{r.Revision}}","run_number":{{r.Number}},"run_attempt":1,"workflow_id":9,"event":"push","status":"completed","conclusion":"success","head_branch":"main","head_sha":"abc","path":".github/workflows/ci.yml","html_url":"{{Web}}/actions/runs/{{r.Number}}","actor":{{Ann}},"repository":{{Repository(r.Container!).ToJsonString()}} """) with { ChangesFor = RunsChange, Event = "workflow_run" });
        var jobs = tool.Keeps(Of("workflow-job", r => $$""" "run_id":1,"name":"unit","status":"completed","conclusion":"success","started_at":"{{At(r.CreatedAt)}}","completed_at":"{{At(r.UpdatedAt)}}","html_url":"{{Web}}/job/{{r.Number}}","steps":[] """) with { Own = false, Touches = _ => Young(runs), ChangesFor = RunsChange });
        var checks = tool.Keeps(Of("check-run", r => $$""" "name":"lint {{r.Number}}","head_sha":"abc","status":"completed","conclusion":"success","started_at":"{{At(r.CreatedAt)}}","completed_at":"{{At(r.UpdatedAt)}}","html_url":"{{Web}}/runs/{{r.Number}}","app":{"name":"lint"},"output":{"title":"Fine"} """) with { Own = false, Whole = true });
        var statuses = tool.Keeps(Of("status", r => $$""" "context":"ci/{{r.Number}}","state":"success","description":"Revision {{r.Revision}}","target_url":"{{Web}}/s/{{r.Number}}","url":"{{Web}}/statuses/abc","creator":{{Ann}} """) with { Own = false, Whole = true });
        var deployed = tool.Keeps(Of("deployment-status", r => $$""" "state":"success","description":"Revision {{r.Revision}}","environment":"production","deployment_url":"{{Web}}/deployments/{{r.Number}}","creator":{{Ann}} """) with { Own = false, Touches = _ => Young(Deployments()), ChangesFor = RunsChange });
        var deployments = tool.Keeps(Of("deployment", r => $$""" "sha":"abc","ref":"main","task":"deploy","environment":"production","description":"Deployment {{r.Number}}","creator":{{Ann}} """) with { Changes = false, Deletes = true, Event = "deployment" });
        var releases = tool.Keeps(Of("release", r => $$""" "tag_name":"v{{r.Number}}","name":"Release {{r.Number}}, revision {{r.Revision}}","draft":false,"prerelease":false,"published_at":"{{At(r.CreatedAt)}}","html_url":"{{Web}}/releases/v{{r.Number}}","author":{{Ann}},"assets":[] """) with { Whole = true, Deletes = true, Event = "release" });
        var scans = tool.Keeps(Of("code-scanning-alert", r => $$""" "number":{{r.Number}},"state":"open","html_url":"{{Web}}/a/{{r.Number}}","rule":{"id":"cs/sql","description":"SQL injection {{r.Revision}}","severity":"error","security_severity_level":"high"},"tool":{"name":"CodeQL"},"most_recent_instance":{"ref":"refs/heads/main","commit_sha":"abc"} """) with { Named = r => $"{r.Container}/{r.Number}", Rendered = true, Deletes = true });
        var vulnerable = tool.Keeps(Of("dependabot-alert", r => $$""" "number":{{r.Number}},"state":"open","html_url":"{{Web}}/d/{{r.Number}}","security_advisory":{"ghsa_id":"GHSA-1","summary":"Prototype pollution {{r.Revision}}","severity":"high"},"dependency":{"package":{"ecosystem":"npm","name":"lodash"} } """) with { Named = r => $"{r.Container}/{r.Number}", Rendered = true, Deletes = true });
        tool.Keeps(new SimulatedStream("push-commit", r => Json($$"""{"id":"{{r.Id}}","message":"Pushed {{r.Number}}","timestamp":"{{At(r.CreatedAt)}}","url":"{{Web}}/commit/{{r.Id}}","author":{"name":"Ann","email":"ann@example.com"},"committer":{"name":"Ann","email":"ann@example.com"},"added":[],"modified":[],"removed":[]}"""))
        {
            IdOf = r => $"ff{r.Number:x38}",
            Changes = false,
            Webhook = r => WebhookDelivery.Json(new JsonObject { ["ref"] = "refs/heads/pushed", ["before"] = new string('0', 40), ["after"] = r.Id, ["created"] = true, ["deleted"] = false, ["repository"] = Repository("1"), ["commits"] = new JsonArray(r.Json()), ["head_commit"] = r.Json() }, ("X-GitHub-Event", "push")),
        });

        tool.Get("/user", _ => ToolAnswer.Json(Ann));
        tool.Get("/repos/acme/{name}", r => One(r, repositories.Records, id: r["name"] == "shop" ? "1" : "2"));
        tool.Get("/repositories/{r}", r => One(r, repositories.Records, id: r["r"]));
        Lists("branches", branches);
        Lists("tags", tags);
        Lists("commits", commits, since: true, by: c => c.CreatedAt);
        Lists("pulls", pulls, by: p => p.UpdatedAt, one: "pulls/{id}");
        Lists("issues", issues, since: true, by: i => i.UpdatedAt, one: "issues/{id}");
        Lists("issues/events", events, by: e => e.CreatedAt);
        Lists("milestones", milestones, one: "milestones/{id}");
        Lists("actions/workflows", workflows, one: "actions/workflows/{id}", member: "workflows");
        Lists("actions/runs", runs, by: p => p.CreatedAt, one: "actions/runs/{id}", member: "workflow_runs");
        Lists("deployments", deployments, by: d => d.CreatedAt, one: "deployments/{id}");
        Lists("releases", releases, one: "releases/{id}");
        Lists("code-scanning/alerts", scans, by: a => a.UpdatedAt, one: "code-scanning/alerts/{id}");
        Lists("dependabot/alerts", vulnerable, by: a => a.UpdatedAt, one: "dependabot/alerts/{id}");
        Parts("pulls/{of}/reviews", r => reviews.In(Of(r)).Where(v => v.Id == r["of"]));
        Parts("actions/runs/{of}/jobs", r => r["of"] == runs.Records[^1].Id ? jobs.Records : [], "jobs");
        Parts("commits/{of}/check-runs", r => r["of"] == Head(branches.In("1")[0]) ? checks.Records : [], "check_runs");
        Parts("commits/{of}/statuses", r => r["of"] == Head(branches.In("1")[0]) ? statuses.Records : []);
        Parts("deployments/{of}/statuses", r => r["of"] == deployments.Records[^1].Id ? deployed.Records : []);
        tool.Get("/repositories/{r}/actions/jobs/{id}", r => One(r, jobs.Records));
        tool.Get("/repositories/{r}/check-runs/{id}", r => One(r, checks.Records));
        Acts(tool);
        return new()
        {
            Connector = new GitHubConnector(),
            Tool = tool,
            Options = address => new() { ["baseAddress"] = address.AbsoluteUri, ["token"] = "ghp_s3cret", ["repositories"] = new JsonArray("acme/shop", "acme/web"), ["pageSize"] = 50, ["actionInput"] = "plutora_action" },
            Actions =
            [
                new("create-ticket") { Container = "acme/shop", Arguments = new() { ["title"] = "Asked by the kit", ["description"] = "In two\nlines", ["labels"] = new JsonArray("kit") } },
                new("comment") { TargetStream = "issue", Arguments = new() { ["text"] = "Said by the kit" } },
                new("transition") { TargetStream = "issue", Arguments = new() { ["state"] = "closed" } },
                new("close-ticket") { TargetStream = "issue", Arguments = new() { ["resolution"] = "not_planned" } },
                new("merge") { TargetStream = "pull-request", Arguments = new() { ["title"] = "Merged by the kit" } },
                new("trigger-build") { TargetStream = "workflow", Arguments = new() { ["parameters"] = new JsonObject { ["level"] = "debug" } } },
                new("deploy") { TargetStream = "repository", Arguments = new() { ["environment"] = "staging", ["version"] = "v1" } },
                new("set-deployment-status") { TargetStream = "deployment", Arguments = new() { ["state"] = "in_progress", ["description"] = "Told by the kit" } },
                new("create-release") { TargetStream = "repository", Arguments = new() { ["tag"] = "v9.9", ["notes"] = "Made by the kit" } },
            ],
        };

        SimulatedStream Deployments() => tool.Streams.First(s => s.Id == "deployment");

        // A review moves its pull request to the top of the list.
        void Reviewed(SimulatedRecord review)
        {
            while (pulls.Find(review.Id) is null)
            {
                pulls.Create();
            }

            pulls.Find(review.Id)!.Set("touched", review.Revision);
        }

        // Parts belong to what is the newest, and no older than a read looks back.
        void Young(SimulatedStream whole) => _ = whole.Records is [.., var newest] && tool.Now - newest.CreatedAt < RunsChange ? newest : whole.Create();

        void Lists(string path, SimulatedStream stream, bool since = false, Func<SimulatedRecord, DateTimeOffset>? by = null, string? one = null, string? member = null)
        {
            Parts(path, r => since && r.Instant("since") is { } bound ? Ordered(r).Where(i => by!(i) >= bound) : Ordered(r), member);
            if (one is not null)
            {
                tool.Get($"/repositories/{{r}}/{one}", r => One(r, stream.In(r["r"])));
            }

            IEnumerable<SimulatedRecord> Ordered(ToolRequest request) => by is null ? stream.In(Of(request)) : stream.In(Of(request)).OrderByDescending(by);
        }

        void Parts(string path, Func<ToolRequest, IEnumerable<SimulatedRecord>> records, string? member = null) => tool.Get($"/repos/acme/{{name}}/{path}", request =>
        {
            if (tool.IsHidden(Of(request)))
            {
                return ToolAnswer.Text(404, """{"message":"Not Found"}""");
            }

            var (all, page) = (records(request).ToList(), request.Number("page", 1));
            var shown = new JsonArray([.. request.Page(all, "page", "per_page").Select(i => i.Json())]);
            return ToolAnswer.Json(member is null ? shown : new JsonObject { ["total_count"] = all.Count, [member] = shown })
                .WithNextLink(request, "page", page * request.Number("per_page", 100) < all.Count ? page + 1 : null);
        });

        ToolAnswer One(ToolRequest request, IEnumerable<SimulatedRecord> records, string? id = null) =>
            records.FirstOrDefault(r => id is null ? r.Number.ToString(CultureInfo.InvariantCulture) == request["id"] : r.Id == id && !tool.IsHidden(id)) is { } found ? ToolAnswer.Json(found.Json()) : ToolAnswer.Text(404, """{"message":"Not Found"}""");
    }

    // What the routes of reading do not show: changes, and looks at what they left.
    private static void Acts(SimulatedTool tool)
    {
        const string Issue = "/repositories/{r}/issues/{id}";
        SimulatedStream Kept(string id) => tool.Streams.First(s => s.Id == id);

        tool.Get("/repositories/{r}/issues", r => ToolAnswer.List(Kept("issue").In(r["r"]).Reverse().Select(i => i.Json())));
        tool.Post("/repositories/{r}/issues", r => Made(Kept("issue").Create(r["r"]), r, "title", "body", "labels"));
        tool.Route("PATCH", Issue, r => Numbered("issue", r) is { } issue ? Made(issue, r, "state", "state_reason") with { Status = 200 } : ToolAnswer.NotFound());
        tool.Get(Issue + "/comments", r => Numbered("issue", r) is { } issue && r.Number("page", 1) == 1 ? ToolAnswer.Json(issue.Json()["said"]?.DeepClone() ?? new JsonArray()) : ToolAnswer.Json("[]"));
        tool.Post(Issue + "/comments", r =>
        {
            var issue = Numbered("issue", r)!;
            var said = issue.Json()["said"]?.DeepClone().AsArray() ?? [];
            var comment = new JsonObject { ["id"] = issue.Number * 1_000 + said.Count, ["body"] = r.Json()!["body"]!.DeepClone(), ["html_url"] = $"{Web}/issues/{issue.Number}#c" };
            said.Add(comment.DeepClone());
            issue.Set("said", said);
            issue.Set("comments", said.Count);
            return ToolAnswer.Json(comment) with { Status = 201 };
        });
        tool.Route("PUT", "/repositories/{r}/pulls/{id}/merge", r =>
        {
            var pull = Numbered("pull-request", r)!;
            if (r.Json()!["sha"]!.ToString() != pull.Json()["head"]!["sha"]!.ToString())
            {
                return ToolAnswer.Text(409, """{"message":"Head branch was modified. Review and try the merge again."}""");
            }

            pull.Set("merged", true);
            pull.Set("state", "closed");
            pull.Set("merge_commit_sha", $"merged{pull.Number}");
            return ToolAnswer.Json(new JsonObject { ["sha"] = $"merged{pull.Number}", ["merged"] = true, ["message"] = "Pull Request successfully merged" });
        });
        tool.Get("/repositories/{r}/actions/workflows/{id}/runs", r => ToolAnswer.Json(new JsonObject { ["workflow_runs"] = new JsonArray([.. Kept("workflow-run").In(r["r"]).Select(i => i.Json())]) }));
        tool.Post("/repositories/{r}/actions/workflows/{id}/dispatches", r =>
        {
            var run = Kept("workflow-run").Create(r["r"]);
            run.Set("display_title", $"ci by {r.Json()!["inputs"]!["plutora_action"]}");
            return ToolAnswer.Json(new JsonObject { ["workflow_run_id"] = run.Number, ["html_url"] = $"{Web}/actions/runs/{run.Number}" });
        });
        tool.Get("/repositories/{r}/deployments", r => ToolAnswer.List(Kept("deployment").In(r["r"]).Reverse().Select(d => d.Json())));
        tool.Post("/repositories/{r}/deployments", r => Made(Kept("deployment").Create(r["r"]), r, "ref", "environment", "payload"));
        tool.Get("/repositories/{r}/deployments/{id}/statuses", r => ToolAnswer.List(Kept("deployment-status").Records.Where(s => s.Json()["of"]?.ToString() == r["id"]).Reverse().Select(s => s.Json())));
        tool.Post("/repositories/{r}/deployments/{id}/statuses", r =>
        {
            var status = Kept("deployment-status").Create();
            status.Set("of", r["id"]);
            return Made(status, r, "state", "description");
        });
        tool.Get("/repositories/{r}/releases/tags/{tag}", r => Kept("release").In(r["r"]).FirstOrDefault(i => i.Json()["tag_name"]!.ToString() == r["tag"]) is { } release ? ToolAnswer.Json(release.Json()) : ToolAnswer.NotFound());
        tool.Post("/repositories/{r}/releases", r => Made(Kept("release").Create(r["r"]), r, "tag_name", "body"));

        SimulatedRecord? Numbered(string stream, ToolRequest request) => Kept(stream).In(request["r"]).FirstOrDefault(i => i.Number.ToString(CultureInfo.InvariantCulture) == request["id"]);

        static ToolAnswer Made(SimulatedRecord record, ToolRequest request, params string[] members)
        {
            foreach (var member in members.Where(request.Json()!.AsObject().ContainsKey))
            {
                record.Set(member, request.Json()![member]!.DeepClone());
            }

            return ToolAnswer.Json(record.Json()) with { Status = 201 };
        }
    }

    private static Kept Of(string stream, Func<SimulatedRecord, string> members) => new(stream, members);

    private static string Of(ToolRequest request) => request["name"] == "shop" ? "1" : "2";

    private static JsonObject Repository(string id) => Json($$"""
        {"id":{{id}},"name":"{{(id == "1" ? "shop" : "web")}}","full_name":"acme/{{(id == "1" ? "shop" : "web")}}","html_url":"https://github.example/acme/{{id}}","private":true,"default_branch":"main","owner":{"id":3,"login":"acme","type":"Organization"},
         "created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","pushed_at":"2026-01-01T00:00:00Z"}
        """);

    private static string Head(SimulatedRecord branch) => $"{branch.Number:x20}{branch.Revision:x20}";

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static string At(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>What a simulated stream of GitHub's is made of.</summary>
    private sealed record Kept(string Stream, Func<SimulatedRecord, string> Members)
    {
        public Func<SimulatedRecord, string>? Named { get; init; }

        public bool Own { get; init; } = true;

        public bool Rendered { get; init; }

        public bool Whole { get; init; }

        public bool Changes { get; init; } = true;

        public bool Deletes { get; init; }

        public TimeSpan? ChangesFor { get; init; }

        public Action<SimulatedRecord>? Touches { get; init; }

        public string? Event { get; init; }

        public string? Member { get; init; }

        public static implicit operator SimulatedStream(Kept kept) => new(kept.Stream, r => Json($$"""{"id":{{r.Number}},"node_id":"N{{r.Number}}","created_at":"{{At(r.CreatedAt)}}","updated_at":"{{At(r.UpdatedAt)}}",{{kept.Members(r)}} }"""))
        {
            IdOf = kept.Named,
            Containers = kept.Own ? Repositories : [],
            Rendered = kept.Rendered,
            ReadsWhole = kept.Whole || !kept.Own,
            Changes = kept.Changes,
            ChangesFor = kept.ChangesFor,
            Deletes = kept.Deletes,
            Most = kept.Own ? 1_000 : 2,
            Added = (record, cancellationToken) => Task.Run(() => kept.Touches?.Invoke(record), cancellationToken),
            Changed = (record, cancellationToken) => Task.Run(() => kept.Touches?.Invoke(record), cancellationToken),
            Webhook = kept.Event is null ? null : r => WebhookDelivery.Json(new JsonObject { ["action"] = "edited", [kept.Member ?? kept.Event] = r.Json(), ["repository"] = Repository(r.Container!), ["sender"] = Json(Ann) }, ("X-GitHub-Event", kept.Event)),
        };
    }
}
