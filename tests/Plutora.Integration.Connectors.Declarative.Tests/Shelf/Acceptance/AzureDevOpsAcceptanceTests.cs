using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed partial class AzureDevOpsAcceptanceTests : ShelfAcceptance<AzureDevOpsAcceptanceTests>, IShelfSubject
{
    private static readonly string[] Projects = ["p1", "p2"];
    private static readonly string[] Repositories = ["r1", "r2"];

    public static ConnectorSubject Describe()
    {
        // Who is not known is sent to a page to sign in.
        var tool = new SimulatedTool { Admits = r => r.HasBasic("pat", "ado-s3cret"), Refuses = _ => ToolAnswer.Text(203, "<html>Sign in</html>") };
        var repositories = tool.Keeps(Of("repository", r => $$""" "name":"shop-{{r.Number}}","defaultBranch":"refs/heads/main","size":{{r.Revision}},"project":{"id":"{{r.Container}}","name":"Web"},"webUrl":"https://ado.example/acme/Web/_git/shop-{{r.Number}}" """, Projects, id: "r", whole: true, seed: 2));
        var pulls = tool.Keeps(Of("pull-request", r => $$""" "pullRequestId":{{r.Number}},"title":"Add {{r.Number}}, revision {{r.Revision}}","status":"active","creationDate":"{{r.CreatedAt.Utc()}}","sourceRefName":"refs/heads/topic","targetRefName":"refs/heads/main","repository":{"id":"{{r.Container}}"} """, Repositories, changesFor: TimeSpan.FromDays(25)));
        var commits = tool.Keeps(Of("commit", r => $$""" "commitId":"{{r.Id}}","comment":"Commit {{r.Number}}","author":{"name":"Ann","email":"ann@example.com","date":"{{r.CreatedAt.Utc()}}"},"committer":{"name":"Ann","email":"ann@example.com","date":"{{r.CreatedAt.Utc()}}"} """, Repositories, id: "c", changes: false));
        var definitions = tool.Keeps(Of("build-definition", r => $$""" "name":"ci-{{r.Number}}","type":"build","revision":{{r.Revision}},"queueStatus":"enabled","repository":{"type":"TfsGit","id":"r1","defaultBranch":"refs/heads/main"} """, Projects, whole: true, deletes: true));
        var builds = tool.Keeps(Of("build", r => $$""" "buildNumber":"{{r.Number}}","status":"completed","result":"succeeded","reason":"manual","queueTime":"{{r.CreatedAt.Utc()}}","startTime":"{{r.CreatedAt.Utc()}}","finishTime":"{{r.UpdatedAt.Utc()}}","lastChangedDate":"{{r.UpdatedAt.Utc()}}","definition":{"id":1,"name":"ci"},"project":{"id":"{{r.Container}}"} """, Projects, changesFor: TimeSpan.FromHours(20)));
        var steps = tool.Keeps(new SimulatedStream("timeline-record", r => Json($$"""
            {"id":"{{r.Id.Split('/')[1]}}","type":"Task","name":"Test {{r.Number}}, revision {{r.Revision}}","state":"completed","result":"succeeded","startTime":"{{r.CreatedAt.Utc()}}","finishTime":"{{r.UpdatedAt.Utc()}}"}
            """)) { IdOf = r => $"{Young().Id}/t{r.Number}", Rendered = true, ReadsWhole = true, Deletes = false, Most = 2, ChangesFor = TimeSpan.FromHours(20) });
        var releases = tool.Keeps(Of("release", r => $$""" "name":"Release-{{r.Number}}","status":"active","description":"Revision {{r.Revision}}","createdOn":"{{r.CreatedAt.Utc()}}","modifiedOn":"{{r.UpdatedAt.Utc()}}" """, Projects, changesFor: TimeSpan.FromDays(6)));
        var deployments = tool.Keeps(Of("release-deployment", r => $$""" "release":{"id":1,"name":"Release-1"},"releaseDefinition":{"id":1},"definitionEnvironmentId":{{r.Revision}},"releaseEnvironment":{"id":1,"name":"Production"},"deploymentStatus":"succeeded","operationStatus":"Approved","queuedOn":"{{r.CreatedAt.Utc()}}","lastModifiedOn":"{{r.UpdatedAt.Utc()}}" """, Projects));
        var items = tool.Keeps(Of("work-item", r => $$""" "rev":{{r.Revision}},"fields":{"System.Title":"Story {{r.Number}}","System.WorkItemType":"User Story","System.State":"Active","System.TeamProject":"Web","System.CreatedDate":"{{r.CreatedAt.Utc()}}","System.ChangedDate":"{{r.UpdatedAt.Utc()}}"} """, Projects));
        var iterations = tool.Keeps(Of("iteration", r => $$""" "name":"Sprint {{r.Number}}","path":"Web\\Sprint {{r.Number}}","attributes":{"timeFrame":"current","startDate":"{{r.CreatedAt.Utc()}}","finishDate":"{{r.UpdatedAt.Utc()}}"} """, Projects, id: "i", whole: true, deletes: true));
        Sent("pull-request-event", "git.pullrequest.created", r => $$""" "pullRequestId":{{r.Id}},"title":"Sent","status":"active","creationDate":"{{r.CreatedAt.Utc()}}","repository":{"id":"r1"} """);
        Sent("push-event", "git.push", r => $$""" "pushId":{{r.Number}},"repository":{"id":"r1","name":"shop","defaultBranch":"refs/heads/main","project":{"name":"Web"} },"refUpdates":[{"name":"refs/heads/sent","oldObjectId":"0","newObjectId":"abc"}],"commits":[] """, r => $"r1/{r.Number}");
        Sent("build-event", "build.complete", r => $$""" "id":{{r.Id}},"buildNumber":"Sent","status":"completed","result":"succeeded","definition":{"id":1,"name":"ci"},"startTime":"{{r.CreatedAt.Utc()}}","finishTime":"{{r.UpdatedAt.Utc()}}" """);
        Sent("work-item-event", "workitem.created", r => $$""" "id":{{r.Id}},"rev":1,"fields":{"System.Title":"Sent","System.WorkItemType":"Bug","System.State":"New","System.CreatedDate":"{{r.CreatedAt.Utc()}}","System.ChangedDate":"{{r.UpdatedAt.Utc()}}"} """);

        tool.Get("/acme/_apis/projects", r => Value(r.Slice(Projects.Where(p => !tool.IsHidden(p)).Select(p => Json($$"""{"id":"{{p}}","name":"Web {{p}}"}""")), "$skip", "$top")));
        tool.Get("/acme/{p}/_apis/git/repositories", r => In(r["p"], () => Value(repositories.In(r["p"]).Where(x => !tool.IsHidden(x.Id)).Select(x => x.Json()))));
        tool.Get("/acme/{p}/_apis/git/repositories/{r}/pullrequests", r => In(r["r"], () => Value(r.Slice(pulls.In(r["r"]).OrderByDescending(p => p.CreatedAt), "$skip", "$top").Select(p => p.Json()))));
        tool.Get("/acme/{p}/_apis/git/repositories/{r}/commits", r => In(r["r"], () => Value(r.Slice(Since(r, commits.In(r["r"]), "searchCriteria.fromDate").Reverse(), "searchCriteria.$skip", "searchCriteria.$top").Select(c => c.Json()))));
        tool.Get("/acme/_apis/git/pullrequests/{id}", r => One(pulls.Find(r["id"])));
        tool.Get("/acme/{p}/_apis/build/definitions", r => In(r["p"], () => Continued(r, definitions.In(r["p"]))));
        tool.Get("/acme/{p}/_apis/build/definitions/{id}", r => One(definitions.Find(r["id"])));
        tool.Get("/acme/{p}/_apis/build/builds", r => In(r["p"], () => Continued(r, Since(r, builds.In(r["p"]), "minTime"))));
        tool.Get("/acme/{p}/_apis/build/builds/{id}", r => One(builds.Find(r["id"])));
        tool.Get("/acme/{p}/_apis/build/builds/{id}/timeline", r => ToolAnswer.Json(new JsonObject { ["records"] = List(steps.Records.Where(s => s.Id.Split('/')[0] == r["id"])) }));
        tool.Get("/acme/{p}/_apis/release/releases", r => In(r["p"], () => Continued(r, Since(r, releases.In(r["p"]), "minCreatedTime"))));
        tool.Get("/acme/{p}/_apis/release/deployments", r => In(r["p"], () => Continued(r, deployments.ChangedSince(r.Instant("minModifiedTime")).Where(d => d.Container == r["p"]))));
        tool.Get("/acme/{p}/_apis/work/teamsettings/iterations", r => In(r["p"], () => Value(iterations.In(r["p"]).Select(i => i.Json()))));
        tool.Post("/acme/{p}/_apis/wit/wiql", r => In(r["p"], () => ToolAnswer.Json(new JsonObject { ["workItems"] = new JsonArray([.. items.ChangedSince(Bound(r)).Where(i => i.Container == r["p"]).Select(i => Json($$"""{"id":{{i.Id}}}"""))]) })));
        tool.Post("/acme/{p}/_apis/wit/workitemsbatch", r => Value(r.Json()!["ids"]!.AsArray().Select(id => items.Find(id!.ToString())).OfType<SimulatedRecord>().Select(i => i.Json())));
        tool.Get("/acme/_apis/wit/workitems/{id}", r => One(items.Find(r["id"])));
        tool.Post("/acme/{p}/_apis/build/builds", r => One(builds.Create(r["p"])));
        tool.Route("PATCH", "/acme/{p}/_apis/build/builds/{id}", r =>
        {
            builds.Find(r["id"])?.Set("status", "cancelling");
            return One(builds.Find(r["id"]));
        });
        return Subject("azure-devops", tool, address => new() { ["address"] = address.AbsoluteUri.TrimEnd('/'), ["organization"] = "acme", ["token"] = "ado-s3cret" }) with
        {
            Actions = [new("trigger-build") { TargetStream = "build-definition", Arguments = new() { ["ref"] = "main" } }, new("cancel-build") { TargetStream = "build" }],
        };

        ToolAnswer In(string container, Func<ToolAnswer> answer) => tool.IsHidden(container) ? ToolAnswer.NotFound() : answer();

        // Steps belong to the build that is the newest when they are made, and no older than a read looks back.
        SimulatedRecord Young() => builds.Records is [.., var newest] && tool.Now - newest.CreatedAt < TimeSpan.FromHours(3) ? newest : builds.Create();

        void Sent(string stream, string type, Func<SimulatedRecord, string> resource, Func<SimulatedRecord, string>? id = null) =>
            tool.Keeps(new SimulatedStream(stream, r => Json($$"""{"id":"h{{r.Number}}","eventType":"{{type}}","createdDate":"{{r.UpdatedAt.Utc()}}","resource":{ {{resource(r)}} } }""")) { IdOf = id ?? (r => $"{r.Number + 1_000}"), Changes = false, Webhook = r => WebhookDelivery.Json(r.Json()) });
    }

    private static SimulatedStream Of(string stream, Func<SimulatedRecord, string> members, string[] containers, string? id = null, bool whole = false, bool changes = true, bool deletes = false, TimeSpan? changesFor = null, int seed = 0) =>
        new(stream, r => Json($$"""{"id":{{(id is null ? r.Id : $"\"{r.Id}\"")}},"url":"https://ado.example/acme/_apis/{{stream}}/{{r.Id}}",{{members(r)}} }"""))
        {
            IdOf = id is null ? null : r => $"{id}{r.Number}",
            Containers = containers,
            ReadsWhole = whole,
            Changes = changes,
            ChangesFor = changesFor,
            Deletes = deletes || whole,
            Seed = seed,
            Most = seed == 0 ? 1_000 : seed,
        };

    private static ToolAnswer Value(IEnumerable<JsonObject> values) => ToolAnswer.Json(new JsonObject { ["value"] = new JsonArray([.. values]) });

    private static IEnumerable<SimulatedRecord> Since(ToolRequest request, IEnumerable<SimulatedRecord> records, string parameter) => records.Where(r => request.Instant(parameter) is not { } since || r.CreatedAt >= since);

    // The token of the next page stands in a header.
    private static ToolAnswer Continued(ToolRequest request, IEnumerable<SimulatedRecord> records)
    {
        var (all, from) = (records.ToList(), request.Number("continuationToken", 0));
        var answer = Value(request.Slice(all, "continuationToken", "$top").Select(r => r.Json()));
        return from + 100 < all.Count ? answer.With("x-ms-continuationtoken", (from + 100).ToString(CultureInfo.InvariantCulture)) : answer;
    }

    private static DateTimeOffset? Bound(ToolRequest wiql) =>
        ChangedDate().Match(wiql.Json()!["query"]!.ToString()) is { Success: true } bound ? DateTimeOffset.Parse(bound.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"ChangedDate\] >= '([^']+)'")]
    private static partial Regex ChangedDate();
}
