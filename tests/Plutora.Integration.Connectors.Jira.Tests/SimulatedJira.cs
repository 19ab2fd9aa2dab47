using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.Jira.Tests;

/// <summary>A Jira Cloud, or a Data Center, for the acceptance kit: two projects, an account in Sydney's time zone.</summary>
internal sealed partial class SimulatedJira
{
    private const string Token = "kit-s3cret-token";
    private const string User = "kit@example.com";
    private static readonly string[] ProjectIds = ["10000", "10001"];
    private static readonly TimeZoneInfo Sydney = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney");

    private readonly bool _cloud;
    private readonly string _platform;
    private readonly SimulatedTool _tool;
    private readonly SimulatedStream _projects;
    private readonly SimulatedStream _issues;
    private readonly SimulatedStream _changelogs;
    private readonly SimulatedStream _links;
    private readonly SimulatedStream _versions;
    private readonly SimulatedStream _boards;
    private readonly SimulatedStream _sprints;
    private readonly SimulatedStream _users;
    private readonly SimulatedStream _worklogs;

    private SimulatedJira(bool cloud)
    {
        (_cloud, _platform) = (cloud, cloud ? "/rest/api/3" : "/rest/api/2");
        var credentials = cloud ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Token}")) : $"Bearer {Token}";
        _tool = new() { Admits = r => r.Headers.GetValueOrDefault("Authorization") == credentials };
        _projects = _tool.Keeps(new("project", ProjectJson) { Fixed = true, Seed = 2, Containers = ProjectIds, IdOf = r => r.Container!, ReadsWhole = true });
        _issues = _tool.Keeps(new("issue", IssueJson) { Containers = ProjectIds, IdOf = r => (20_000 + r.Number).ToString(CultureInfo.InvariantCulture), Webhook = r => Delivery("jira:issue_updated", "issue", Sent(r), r) });

        // Each is the history, and the link, of an issue of its own.
        _changelogs = _tool.Keeps(new("issue-changelog", _ => []) { Rendered = true, Deletes = false, IdOf = r => (30_000 + r.Number).ToString(CultureInfo.InvariantCulture) });
        _links = _tool.Keeps(new("remote-link", LinkJson) { Deletes = false, IdOf = r => (60_000 + r.Number).ToString(CultureInfo.InvariantCulture) });
        _versions = _tool.Keeps(new("version", VersionJson) { Containers = ProjectIds, ReadsWhole = true, Webhook = r => Delivery("jira:version_updated", "version", r.Json(), r) });
        _boards = _tool.Keeps(new("board", BoardJson) { ReadsWhole = true, Most = 12 });
        _sprints = _tool.Keeps(new("sprint", SprintJson) { ReadsWhole = true, Webhook = r => Delivery("sprint_updated", "sprint", r.Json(), r) });
        _users = _tool.Keeps(new("user", UserJson) { IdOf = r => $"account-{r.Number}", ReadsWhole = true });
        _worklogs = _tool.Keeps(new("worklog", WorklogJson) { TellsDeletions = true, Deletes = false });
        Read();
        Act();
    }

    public static ConnectorSubject Describe(bool cloud)
    {
        var jira = new SimulatedJira(cloud);
        return new()
        {
            Connector = new JiraConnector(),
            Tool = jira._tool,
            Options = address => cloud
                ? new() { ["baseAddress"] = address.AbsoluteUri, ["user"] = User, ["token"] = Token }
                : new() { ["baseAddress"] = address.AbsoluteUri, ["deployment"] = "data-center", ["token"] = Token },
            Actions =
            [
                new("create-ticket") { Container = ProjectIds[0], Arguments = new() { ["title"] = "Asked by the kit", ["kind"] = "Task", ["labels"] = new JsonArray("kit") } },
                new("comment") { TargetStream = "issue", Arguments = new() { ["text"] = "Said by the kit\nin two lines" } },
                new("transition") { TargetStream = "issue", Arguments = new() { ["state"] = "In Progress" } },
                new("close-ticket") { TargetStream = "issue", Arguments = new() { ["resolution"] = "Done", ["comment"] = "Closed by the kit" } },
                new("link") { TargetStream = "issue", Arguments = new() { ["to"] = "20002", ["relation"] = "is blocked by" } },
                new("set-fix-version") { TargetStream = "issue", Arguments = new() { ["version"] = "v1.1" } },
            ],
        };
    }

    private void Read()
    {
        _tool.Get($"{_platform}/myself", _ => ToolAnswer.Json($$"""{"{{Person}}":"kit","displayName":"Kit","timeZone":"Australia/Sydney"}"""));
        _tool.Get($"{_platform}/field", _ => ToolAnswer.Json("""[{"id":"summary","name":"Summary","custom":false},{"id":"customfield_10016","name":"Story point estimate","custom":true,"schema":{"type":"number","custom":"com.pyxis.greenhopper.jira:jsw-story-points","customId":10016}}]"""));
        _tool.Get($"{_platform}/status", _ => ToolAnswer.Json("""[{"id":"1","name":"To Do","statusCategory":{"id":2,"key":"new"}},{"id":"3","name":"In Progress","statusCategory":{"id":4,"key":"indeterminate"}}]"""));
        _tool.Get($"{_platform}/project{(_cloud ? "/search" : "")}", r => _cloud ? Page(r, "values", _projects.Records) : ToolAnswer.List(_projects.Records.Select(p => p.Json())));
        _tool.Get($"{_platform}/project/{{id}}/versions", r => _tool.IsHidden(r["id"]) ? ToolAnswer.NotFound() : ToolAnswer.List(_versions.In(r["id"]).Select(v => v.Json())));
        _tool.Get($"{_platform}/version/{{id}}", r => One(_versions, r["id"]));
        _tool.Get("/rest/agile/1.0/board", r => Page(r, "values", _boards.Records));
        _tool.Get("/rest/agile/1.0/board/{id}/sprint", r => Page(r, "values", r["id"] == "1" ? _sprints.Records : []));
        _tool.Get("/rest/agile/1.0/sprint/{id}", r => One(_sprints, r["id"]));
        _tool.Get($"{_platform}/{(_cloud ? "users" : "user")}/search", r => ToolAnswer.List(_users.Records.Skip(r.Number("startAt", 0)).Take(r.Number("maxResults", 50)).Select(u => u.Json())));
        _tool.Post($"{_platform}/search{(_cloud ? "/jql" : "")}", r => Search(r.Json()!.AsObject()));
        if (_cloud)
        {
            _tool.Post($"{_platform}/changelog/bulkfetch", r => Changes(r.Json()!.AsObject()));
        }

        _tool.Get($"{_platform}/issue/{{id}}/properties/{{key}}", r => _issues.Find(r["id"])?.Json()["properties"]?[r["key"]] is { } mark ? ToolAnswer.Json(new JsonObject { ["key"] = r["key"], ["value"] = mark.DeepClone() }) : ToolAnswer.NotFound());
        _tool.Get($"{_platform}/issue/{{id}}", r => _issues.Find(r["id"]) is { } issue ? ToolAnswer.Json(Sent(issue)) : ToolAnswer.NotFound());
        _tool.Get($"{_platform}/issue/{{id}}/remotelink", r => ToolAnswer.List(_links.Records.Where(l => IssueOf(l) == r["id"]).Select(l => l.Json())));
        _tool.Get($"{_platform}/worklog/updated", r => Worklogs(r, [.. _worklogs.ChangedSince(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(r.Query["since"], CultureInfo.InvariantCulture)))]));
        _tool.Get($"{_platform}/worklog/deleted", r => Worklogs(r, []));
        _tool.Post($"{_platform}/worklog/list", r => ToolAnswer.List(r.Json()!["ids"]!.AsArray().Select(id => _worklogs.Find(id!.ToString())?.Json()).OfType<JsonObject>()));
    }

    private void Act()
    {
        _tool.Get($"{_platform}/issue/createmeta/{{project}}/issuetypes", _ => ToolAnswer.Json($$"""{"{{(_cloud ? "issueTypes" : "values")}}":[{"id":"10001","name":"Story","subtask":false},{"id":"10002","name":"Task","subtask":false}],"startAt":0,"maxResults":200,"total":2}"""));
        _tool.Post($"{_platform}/issue", r =>
        {
            var asked = r.Json()!.AsObject();
            var issue = _issues.Create(asked["fields"]!["project"]!["id"]!.ToString());
            issue.Set("fields", Merged(issue, f => f["summary"] = asked["fields"]!["summary"]!.DeepClone()));
            issue.Set("properties", new JsonObject(asked["properties"]!.AsArray().Select(p => KeyValuePair.Create(p!["key"]!.ToString(), p["value"]?.DeepClone()))));
            return Made(new JsonObject { ["id"] = issue.Id, ["key"] = issue.Json()["key"]!.DeepClone(), ["self"] = issue.Json()["self"]!.DeepClone() });
        });
        _tool.Get($"{_platform}/issue/{{id}}/comment", r => ToolAnswer.Json(new JsonObject { ["total"] = Comments(r["id"]).Count, ["comments"] = new JsonArray([.. Comments(r["id"]).Select(c => c!.DeepClone())]) }));
        _tool.Post($"{_platform}/issue/{{id}}/comment", r =>
        {
            var comment = r.Json()!.AsObject();
            comment["id"] = $"{r["id"]}-{Comments(r["id"]).Count + 1}";
            comment["author"] = new JsonObject { [Person] = "kit" };
            _issues.Find(r["id"])!.Set("comments", new JsonArray([.. Comments(r["id"]).Select(c => c!.DeepClone()), comment]));
            return Made(new JsonObject { ["id"] = comment["id"]!.DeepClone() });
        });
        _tool.Get($"{_platform}/comment/{{id}}/properties/{{key}}", r => Comments(r["id"].Split('-')[0]).FirstOrDefault(c => c!["id"]!.ToString() == r["id"])?["properties"]?.AsArray().FirstOrDefault(p => p!["key"]!.ToString() == r["key"]) is { } mark ? ToolAnswer.Json(mark.DeepClone()) : ToolAnswer.NotFound());
        _tool.Get($"{_platform}/issue/{{id}}/transitions", _ => ToolAnswer.Json("""
            {"transitions":[{"id":"21","name":"Start","to":{"id":"3","name":"In Progress","statusCategory":{"key":"indeterminate"}},"fields":{}},
            {"id":"31","name":"Finish","to":{"id":"5","name":"Done","statusCategory":{"key":"done"}},"fields":{"resolution":{"required":true,"name":"Resolution","allowedValues":[{"name":"Done"},{"name":"Won't Do"}]}}}]}
            """));
        _tool.Post($"{_platform}/issue/{{id}}/transitions", r =>
        {
            var (issue, done) = (_issues.Find(r["id"])!, r.Json()!["transition"]!["id"]!.ToString() == "31");
            issue.Set("fields", Merged(issue, f => f["status"] = new JsonObject { ["id"] = done ? "5" : "3", ["name"] = done ? "Done" : "In Progress", ["statusCategory"] = new JsonObject { ["key"] = done ? "done" : "indeterminate" } }));
            return new(204, default);
        });
        _tool.Get($"{_platform}/issueLinkType", _ => ToolAnswer.Json("""{"issueLinkTypes":[{"id":"1","name":"Blocks","inward":"is blocked by","outward":"blocks"}]}"""));
        _tool.Post($"{_platform}/issueLink", r =>
        {
            var (asked, issue) = (r.Json()!, _issues.Find(r.Json()!["outwardIssue"]!["id"]!.ToString())!);
            issue.Set("fields", Merged(issue, f => f["issuelinks"] = new JsonArray(new JsonObject { ["id"] = "1", ["type"] = asked["type"]!.DeepClone(), ["inwardIssue"] = asked["inwardIssue"]!.DeepClone() })));
            return new(201, default);
        });
        _tool.Route("PUT", $"{_platform}/issue/{{id}}", r =>
        {
            var issue = _issues.Find(r["id"])!;
            issue.Set("fields", Merged(issue, f => f["fixVersions"] = new JsonArray([.. r.Json()!["update"]!["fixVersions"]![0]!["set"]!.AsArray().Select(v => _versions.Find(v!["id"]!.ToString())!.Json())])));
            return new(204, default);
        });
    }

    private JsonArray Comments(string issue) => _issues.Find(issue)?.Json()["comments"]?.AsArray() ?? [];

    private static JsonObject Merged(SimulatedRecord issue, Action<JsonObject> change)
    {
        var fields = issue.Json()["fields"]!.DeepClone().AsObject();
        change(fields);
        return fields;
    }

    private static ToolAnswer Made(JsonObject body) => ToolAnswer.Json(body) with { Status = 201 };

    private static ToolAnswer One(SimulatedStream stream, string id) => stream.Find(id) is { } found ? ToolAnswer.Json(found.Json()) : ToolAnswer.NotFound();

    private static ToolAnswer Page(ToolRequest request, string name, IReadOnlyList<SimulatedRecord> records)
    {
        var (start, size) = (request.Number("startAt", 0), request.Number("maxResults", 50));
        return ToolAnswer.Json(new JsonObject
        {
            ["startAt"] = start,
            ["maxResults"] = size,
            ["total"] = records.Count,
            ["isLast"] = start + size >= records.Count,
            [name] = new JsonArray([.. records.Skip(start).Take(size).Select(r => r.Json())]),
        });
    }

    // Jira's own search: minutes in the account's zone, the newest first, pages by a token that keeps the place in the list.
    private ToolAnswer Search(JsonObject body)
    {
        var jql = body["jql"]!.ToString();
        var fields = body["fields"]!.AsArray().Select(f => f!.ToString()).ToHashSet();
        if (jql.Contains("currentUser()", StringComparison.Ordinal))
        {
            return ToolAnswer.Json(new JsonObject { ["isLast"] = true, ["total"] = 0, ["issues"] = new JsonArray([.. _issues.In(Project().Match(jql).Groups[1].Value).Where(i => i.Json().ContainsKey("properties")).Select(Sent)]) });
        }

        var found = _issues.Records.Concat(_changelogs.Records).Concat(_links.Records);
        if (Updated().Match(jql) is { Success: true } updated)
        {
            var local = DateTime.ParseExact(updated.Groups[1].Value, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            var from = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, Sydney), TimeSpan.Zero);
            found = found.Where(i => i.UpdatedAt >= from).OrderByDescending(i => i.UpdatedAt).ThenByDescending(IssueOf, StringComparer.Ordinal);
        }
        else if (Project().Match(jql) is { Success: true } project)
        {
            found = _issues.In(project.Groups[1].Value).OrderByDescending(i => i.CreatedAt).ThenByDescending(IssueOf, StringComparer.Ordinal);
        }
        else
        {
            return ToolAnswer.Text(400, """{"errorMessages":["Unbounded JQL queries are not allowed here."],"errors":{}}""");
        }

        // Searches of other streams ask for less, and here find the issues that stand for them.
        var wanted = fields.Contains("summary") ? found.Where(i => _issues.Find(i.Id) == i).ToList() : fields.Contains("project") ? [.. found.Where(i => _links.Find(i.Id) == i)] : found.Where(i => _changelogs.Find(i.Id) == i).ToList();
        var start = body["startAt"]?.GetValue<int>() ?? (body["nextPageToken"] is { } token ? int.Parse(token.ToString()[1..], CultureInfo.InvariantCulture) : 0);
        var size = body["maxResults"]!.GetValue<int>();
        if (!_cloud)
        {
            var withChanges = body["expand"] is not null;
            return ToolAnswer.Json(new JsonObject { ["startAt"] = start, ["maxResults"] = size, ["total"] = wanted.Count, ["issues"] = new JsonArray([.. wanted.Skip(start).Take(size).Select(i => _issues.Find(i.Id) == i ? Sent(i) : withChanges ? Changed(i) : Bare(i))]) });
        }

        var answer = new JsonObject { ["issues"] = new JsonArray([.. wanted.Skip(start).Take(size).Select(i => _issues.Find(i.Id) == i ? Sent(i) : Bare(i))]), ["isLast"] = start + size >= wanted.Count };
        if (start + size < wanted.Count)
        {
            answer["nextPageToken"] = $"T{start + size}";
        }

        return ToolAnswer.Json(answer);
    }

    // Two changes a page, whatever was asked for, so that an issue's history is cut over pages.
    private ToolAnswer Changes(JsonObject body)
    {
        var changes = body["issueIdsOrKeys"]!.AsArray().Select(i => _changelogs.Find(i!.ToString()) ?? _links.Find($"6{i.ToString()[1..]}")).OfType<SimulatedRecord>().SelectMany(i => Enumerable.Range(1, i.Revision).Select(n => (Issue: i, Number: n))).ToList();
        var start = body["nextPageToken"] is { } token ? int.Parse(token.ToString()[1..], CultureInfo.InvariantCulture) : 0;
        var answer = new JsonObject
        {
            ["issueChangeLogs"] = new JsonArray([.. changes.Skip(start).Take(7).GroupBy(c => c.Issue).Select(g => new JsonObject { ["issueId"] = IssueOf(g.Key), ["changeHistories"] = new JsonArray([.. g.Select(c => Change(c.Issue, c.Number))]) })]),
        };
        if (start + 7 < changes.Count)
        {
            answer["nextPageToken"] = $"C{start + 7}";
        }

        return ToolAnswer.Json(answer);
    }

    private static ToolAnswer Worklogs(ToolRequest request, IReadOnlyList<SimulatedRecord> entries)
    {
        var since = long.Parse(request.Query["since"], CultureInfo.InvariantCulture);
        var page = entries.Take(5).ToList();
        return ToolAnswer.Json(new JsonObject
        {
            ["values"] = new JsonArray([.. page.Select(w => new JsonObject { ["worklogId"] = w.Number, ["updatedTime"] = w.UpdatedAt.ToUnixTimeMilliseconds(), ["properties"] = new JsonArray() })]),
            ["since"] = since,
            ["until"] = page.Count == 0 ? since : page[^1].UpdatedAt.ToUnixTimeMilliseconds(),
            ["lastPage"] = page.Count == entries.Count,
        });
    }

    private static WebhookDelivery Delivery(string name, string member, JsonObject about, SimulatedRecord record) =>
        WebhookDelivery.Json(new JsonObject { ["timestamp"] = record.UpdatedAt.ToUnixTimeMilliseconds(), ["webhookEvent"] = name, [member] = about });

    // As searches and webhooks send it, without the names that the connector adds.
    private static JsonObject Sent(SimulatedRecord issue)
    {
        var json = issue.Json();
        json.Remove("names");
        return json;
    }

    private static JsonObject Bare(SimulatedRecord other) => new()
    {
        ["id"] = IssueOf(other),
        ["key"] = $"KIT-{IssueOf(other)}",
        ["fields"] = new JsonObject { ["updated"] = Text(other.UpdatedAt), ["project"] = new JsonObject { ["id"] = ProjectIds[0] } },
    };

    // As a Data Center sends it with expand=changelog: with its whole history.
    private static JsonObject Changed(SimulatedRecord other)
    {
        var issue = Bare(other);
        issue["changelog"] = new JsonObject { ["startAt"] = 0, ["maxResults"] = other.Revision, ["total"] = other.Revision, ["histories"] = new JsonArray([.. Enumerable.Range(1, other.Revision).Select(n => Change(other, n))]) };
        return issue;
    }

    // The issue that a history or a link is of.
    private static string IssueOf(SimulatedRecord record) => record.Id.StartsWith('6') ? $"5{record.Id[1..]}" : record.Id;

    private static JsonObject IssueJson(SimulatedRecord r) => new()
    {
        ["id"] = r.Id,
        ["key"] = $"P{r.Container}-{r.Number}",
        ["self"] = $"https://kit.atlassian.net/rest/api/3/issue/{r.Id}",
        ["fields"] = new JsonObject
        {
            ["summary"] = $"Issue {r.Number}, revision {r.Revision}",
            ["issuetype"] = new JsonObject { ["id"] = "10001", ["name"] = "Story" },
            ["project"] = new JsonObject { ["id"] = r.Container, ["key"] = $"P{r.Container}" },
            ["status"] = new JsonObject { ["id"] = "1", ["name"] = "To Do", ["statusCategory"] = new JsonObject { ["key"] = "new" } },
            ["resolution"] = null,
            ["assignee"] = new JsonObject { ["accountId"] = "account-1", ["displayName"] = "One" },
            // Empty, since its name comes with reads alone: a webhook and the read behind it then tell the same.
            ["customfield_10016"] = null,
            ["created"] = Text(r.CreatedAt),
            ["updated"] = Text(r.UpdatedAt),
        },
        ["names"] = new JsonObject { ["customfield_10016"] = "Story point estimate" },
    };

    private static JsonObject Change(SimulatedRecord r, int number) => new()
    {
        ["id"] = $"{r.Number}{number:000}",
        ["created"] = Text(number == r.Revision ? r.UpdatedAt : r.CreatedAt),
        ["items"] = new JsonArray(IssueOf(r) != r.Id ? new JsonObject { ["field"] = "RemoteWorkItemLink", ["to"] = r.Id, ["toString"] = "This issue links to \"Change\"" } : new JsonObject { ["field"] = "status", ["fieldId"] = "status", ["from"] = number % 2 == 1 ? "1" : "3", ["fromString"] = number % 2 == 1 ? "To Do" : "In Progress", ["to"] = number % 2 == 1 ? "3" : "1", ["toString"] = number % 2 == 1 ? "In Progress" : "To Do" }),
    };

    private static JsonObject LinkJson(SimulatedRecord r) => new()
    {
        ["id"] = 60_000 + r.Number,
        ["self"] = $"https://kit.atlassian.net/rest/api/3/issue/{50_000 + r.Number}/remotelink/{60_000 + r.Number}",
        ["object"] = new JsonObject { ["url"] = $"https://git.example.com/o/r/pull/{r.Number}", ["title"] = $"Change {r.Revision}" },
    };

    private static JsonObject ProjectJson(SimulatedRecord r) => new() { ["id"] = r.Container, ["key"] = $"P{r.Container}", ["name"] = $"Project {r.Number}", ["self"] = $"https://kit.atlassian.net/rest/api/3/project/{r.Container}" };

    private static JsonObject VersionJson(SimulatedRecord r) => new()
    {
        ["id"] = r.Id,
        ["self"] = $"https://kit.atlassian.net/rest/api/3/version/{r.Id}",
        ["name"] = $"v{r.Number}.{r.Revision}",
        ["archived"] = false,
        ["released"] = r.Revision > 1,
        ["projectId"] = int.Parse(r.Container!, CultureInfo.InvariantCulture),
    };

    private static JsonObject BoardJson(SimulatedRecord r) => new() { ["id"] = r.Number, ["self"] = $"https://kit.atlassian.net/rest/agile/1.0/board/{r.Number}", ["name"] = $"Board {r.Number}, revision {r.Revision}", ["type"] = r.Number == 2 ? "kanban" : "scrum" };

    private static JsonObject SprintJson(SimulatedRecord r) => new() { ["id"] = r.Number, ["self"] = $"https://kit.atlassian.net/rest/agile/1.0/sprint/{r.Number}", ["state"] = "active", ["name"] = $"Sprint {r.Number}, revision {r.Revision}", ["originBoardId"] = 1 };

    // What a person is known by.
    private string Person => _cloud ? "accountId" : "key";

    private JsonObject UserJson(SimulatedRecord r) => new() { [Person] = $"account-{r.Number}", ["accountType"] = "atlassian", ["displayName"] = $"User {r.Number}, revision {r.Revision}", ["active"] = true, ["self"] = $"https://kit.atlassian.net/rest/api/3/user?accountId=account-{r.Number}" };

    private static JsonObject WorklogJson(SimulatedRecord r) => new()
    {
        ["id"] = r.Id,
        ["issueId"] = "20001",
        ["self"] = $"https://kit.atlassian.net/rest/api/3/issue/20001/worklog/{r.Id}",
        ["timeSpentSeconds"] = 60 * r.Revision,
        ["author"] = new JsonObject { ["accountId"] = "account-1", ["displayName"] = "One" },
        ["created"] = Text(r.CreatedAt),
        ["updated"] = Text(r.UpdatedAt),
    };

    private static string Text(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(11)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+1100'", CultureInfo.InvariantCulture);

    [GeneratedRegex("updated >= \"([^\"]+)\"")]
    private static partial Regex Updated();

    [GeneratedRegex("project = \"?([0-9]+)")]
    private static partial Regex Project();
}
