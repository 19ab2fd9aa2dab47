using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.Jira;

/// <summary>The paths by which Jira is read.</summary>
internal sealed class JiraReading(CompanyWorld world, IIssueBook issues, JiraForms forms)
{
    private const int WorklogsAtOnce = 1_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        var platform = routes.MapGroup("/rest/api/3");
        platform.MapGet("/myself", () => JiraAnswers.Ok(forms.User(JiraForms.HubLogin)!));
        platform.MapGet("/field", () => JiraAnswers.Ok(Fields()));
        platform.MapGet("/status", () => JiraAnswers.Ok(new JsonArray([.. Enum.GetValues<WorkState>().Select(s => Vocabulary.Status(s, JiraForms.Site))])));
        platform.MapGet("/project/search", (HttpRequest r) => JiraAnswers.Page(r, "values", [.. world.All<Team>().OrderBy(t => t.Key, StringComparer.Ordinal)], JiraForms.Project));
        platform.MapGet("/project/{project}", (string project) => TeamOf(project) is { } team ? JiraAnswers.Ok(JiraForms.Project(team)) : NoProject(project));
        platform.MapGet("/project/{project}/versions", (string project) => TeamOf(project) is { } team
            ? JiraAnswers.Ok(new JsonArray([.. world.All<ProductVersion>().Where(v => v.TeamId == team.Id).Select(JiraForms.Version)]))
            : NoProject(project));
        platform.MapGet("/version/{id}", (string id) => Ids.OfVersion(id) is { } number && world.Find<ProductVersion>(number) is { } version ? JiraAnswers.Ok(JiraForms.Version(version)) : JiraAnswers.Fault(404, $"Could not find version for id '{id}'"));
        platform.MapGet("/users/search", (HttpRequest r) => JiraAnswers.Ok(new JsonArray([.. world.All<Person>().Skip(JiraAnswers.Number(r, "startAt", 0)).Take(JiraAnswers.Number(r, "maxResults", 50)).Select(JiraForms.User)])));
        platform.MapGet("/user/search", (string query) => JiraAnswers.Ok(new JsonArray([.. world.All<Person>().Where(p => p.Email.StartsWith(query, StringComparison.OrdinalIgnoreCase) || p.Name.StartsWith(query, StringComparison.OrdinalIgnoreCase)).Select(JiraForms.User)])));
        platform.MapPost("/search/jql", SearchAsync);
        platform.MapPost("/changelog/bulkfetch", ChangesAsync);
        platform.MapGet("/issue/{issue}", (string issue, string? fields) => Find(issue) is { } found ? JiraAnswers.Ok(forms.Issue(found, fields?.Split(','))) : JiraAnswers.NoIssue);
        platform.MapGet("/issue/{issue}/remotelink", (string issue) => Find(issue) is { } found ? JiraAnswers.Ok(new JsonArray([.. issues.RemoteLinks(new HashSet<long> { found.Id })[found.Id].Select(JiraForms.RemoteLink)])) : JiraAnswers.NoIssue);
        platform.MapGet("/issue/{issue}/properties/{key}", (string issue, string key) => Property(Find(issue)?.Properties, key));
        platform.MapGet("/comment/{comment}/properties/{key}", (long comment, string key) => Property(world.Find<Comment>(comment)?.Properties, key));
        platform.MapGet("/issue/{issue}/comment", Comments);
        platform.MapGet("/worklog/updated", (long since) => JiraAnswers.Ok(Worklogs(since)));
        platform.MapGet("/worklog/deleted", (long since) => JiraAnswers.Ok(WorklogPage([], since, true)));
        platform.MapPost("/worklog/list", async (HttpRequest r, CancellationToken ct) => JiraAnswers.Ok(new JsonArray([.. ((await JiraAnswers.ReadAsync(r, ct))?["ids"]?.AsArray() ?? []).Select(id => world.Find<Worklog>(id!.GetValue<long>())).OfType<Worklog>().Select(forms.Worklog)])));

        var agile = routes.MapGroup("/rest/agile/1.0");
        agile.MapGet("/board", (HttpRequest r) => JiraAnswers.Page(r, "values", [.. world.All<Team>().Where(t => r.Query["projectKeyOrId"].ToString() is var asked && (asked.Length == 0 || asked == t.Key || asked == Ids.Project(t.Id)))], JiraForms.Board));
        agile.MapGet("/board/{board}/sprint", (long board, HttpRequest r) => world.Find<Team>(board) is null ? JiraAnswers.Fault(404, "The requested board cannot be viewed because it either does not exist or you do not have permission to view it.") : JiraAnswers.Page(r, "values", [.. world.All<Sprint>().Where(s => s.TeamId == board)], JiraForms.Sprint));
        agile.MapGet("/sprint/{sprint}", (long sprint) => world.Find<Sprint>(sprint) is { } found ? JiraAnswers.Ok(JiraForms.Sprint(found)) : JiraAnswers.Fault(404, "Sprint does not exist."));
    }

    private WorkItem? Find(string keyOrId) => Ids.OfIssue(keyOrId) is { } number ? issues.Find(number) : issues.Find(keyOrId);

    private Team? TeamOf(string keyOrId) => world.All<Team>().FirstOrDefault(t => t.Key == keyOrId || Ids.Project(t.Id) == keyOrId);

    private static IResult NoProject(string project) => JiraAnswers.Fault(404, $"No project could be found with key '{project}'.");

    private static IResult Property(IReadOnlyDictionary<string, string>? properties, string key) => properties?.GetValueOrDefault(key) is { } value
        ? JiraAnswers.Ok(new JsonObject { ["key"] = key, ["value"] = JsonNode.Parse(value) })
        : JiraAnswers.Fault(404, $"The property {key} does not exist.");

    private static JsonArray Fields() =>
    [
        new JsonObject { ["id"] = "summary", ["key"] = "summary", ["name"] = "Summary", ["custom"] = false, ["orderable"] = true, ["navigable"] = true, ["searchable"] = true },
        new JsonObject { ["id"] = JiraForms.Points, ["key"] = JiraForms.Points, ["name"] = "Story point estimate", ["custom"] = true, ["schema"] = new JsonObject { ["type"] = "number", ["custom"] = "com.pyxis.greenhopper.jira:jsw-story-points", ["customId"] = 10016 } },
        new JsonObject { ["id"] = JiraForms.SprintField, ["key"] = JiraForms.SprintField, ["name"] = "Sprint", ["custom"] = true, ["schema"] = new JsonObject { ["type"] = "array", ["items"] = "json", ["custom"] = "com.pyxis.greenhopper.jira:gh-sprint", ["customId"] = 10020 } },
    ];

    private async Task<IResult> SearchAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await JiraAnswers.ReadAsync(request, cancellationToken) is not { } body)
        {
            return JiraAnswers.Fault(400, "Invalid request payload. Refer to the REST API documentation and try again.");
        }

        Jql jql;
        int start;
        try
        {
            jql = Jql.Read(body["jql"]?.ToString() ?? "", world);
            start = body["nextPageToken"] is { } token ? Place(token.ToString()) : 0;
        }
        catch (FormatException fault)
        {
            return JiraAnswers.Fault(400, fault.Message);
        }

        var found = issues.Newest(jql.Updated, jql.Projects, jql.ByCreation);
        if (jql.Own || jql.Created is not null)
        {
            found = [.. found.Where(i => (!jql.Own || i.Reporter == JiraForms.HubLogin) && (jql.Created is null || i.CreatedAt >= jql.Created))];
        }

        // Without a list of fields a search gives ids alone.
        var size = Math.Clamp(body["maxResults"]?.GetValue<int>() ?? 50, 1, 100);
        var fields = body["fields"]?.AsArray().Select(f => f!.ToString()).ToList() ?? [];
        var page = new JsonArray();
        for (var at = start; at < Math.Min(start + size, found.Count); at++)
        {
            page.Add(Shown(found[at], fields, body["properties"]?.AsArray()));
        }

        var answer = new JsonObject { ["issues"] = page, ["isLast"] = start + size >= found.Count };
        if (start + size < found.Count)
        {
            answer["nextPageToken"] = Token(start + size);
        }

        return JiraAnswers.Ok(answer);
    }

    private JsonObject Shown(WorkItem item, List<string> fields, JsonArray? properties)
    {
        var shown = fields.Count == 0 ? new JsonObject { ["id"] = Ids.Issue(item.Id) } : forms.Issue(item, fields);
        if (properties is not null)
        {
            shown["properties"] = new JsonObject(properties.Select(p => p!.ToString()).Where(item.Properties.ContainsKey).Select(p => KeyValuePair.Create(p, JsonNode.Parse(item.Properties[p]))));
        }

        return shown;
    }

    private async Task<IResult> ChangesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await JiraAnswers.ReadAsync(request, cancellationToken) is not { } body || body["issueIdsOrKeys"] is not JsonArray { Count: > 0 and <= 1_000 } asked)
        {
            return JiraAnswers.Fault(400, "issueIdsOrKeys must hold 1 to 1000 issues.");
        }

        var items = asked.Select(i => Find(i!.ToString())).OfType<WorkItem>().ToList();
        var links = issues.RemoteLinks(items.Select(i => i.Id).ToHashSet());
        var changes = items.SelectMany(i => Enumerable.Range(0, i.History.Count).Select(n => (i.Id, i.History[n].At, Form: (Func<JsonObject>)(() => forms.Change(i, n))))
            .Concat(links[i.Id].Select(l => (i.Id, At: l.CreatedAt, Form: (Func<JsonObject>)(() => JiraForms.LinkChange(l))))).OrderBy(c => c.At)).ToList();
        var start = body["nextPageToken"] is { } token ? Place(token.ToString()) : 0;
        var size = Math.Clamp(body["maxResults"]?.GetValue<int>() ?? 1_000, 1, 10_000);
        var answer = new JsonObject
        {
            ["issueChangeLogs"] = new JsonArray([.. changes.Skip(start).Take(size).GroupBy(c => c.Id).Select(g => (JsonNode)new JsonObject
            {
                ["issueId"] = Ids.Issue(g.Key),
                ["changeHistories"] = new JsonArray([.. g.Select(c => c.Form())]),
            })]),
        };
        if (start + size < changes.Count)
        {
            answer["nextPageToken"] = Token(start + size);
        }

        return JiraAnswers.Ok(answer);
    }

    private IResult Comments(string issue, HttpRequest request)
    {
        if (Find(issue) is not { } found)
        {
            return JiraAnswers.NoIssue;
        }

        var all = world.All<Comment>().Where(c => c.WorkItemId == found.Id);
        return JiraAnswers.Page(request, "comments", [.. request.Query["orderBy"] == "-created" ? all.Reverse() : all], forms.Comment, 100);
    }

    // Whole milliseconds: a page ends where the next one begins.
    private JsonObject Worklogs(long since)
    {
        var changed = world.All<Worklog>().Where(w => w.UpdatedAt.ToUnixTimeMilliseconds() >= since).OrderBy(w => w.UpdatedAt).ThenBy(w => w.Id).ToList();
        var page = changed.Take(WorklogsAtOnce).ToList();
        page.AddRange(changed.Skip(page.Count).TakeWhile(w => w.UpdatedAt.ToUnixTimeMilliseconds() == page[^1].UpdatedAt.ToUnixTimeMilliseconds()));
        return WorklogPage(page, since, page.Count == changed.Count);
    }

    private static JsonObject WorklogPage(List<Worklog> page, long since, bool last) => new()
    {
        ["values"] = new JsonArray([.. page.Select(w => (JsonNode)new JsonObject { ["worklogId"] = w.Id, ["updatedTime"] = w.UpdatedAt.ToUnixTimeMilliseconds(), ["properties"] = new JsonArray() })]),
        ["since"] = since,
        ["until"] = page.Count == 0 ? since : page[^1].UpdatedAt.ToUnixTimeMilliseconds() + (last ? 0 : 1),
        ["lastPage"] = last,
    };

    private static string Token(int start) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"page:{start}")));

    private static int Place(string token)
    {
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(token)) is ['p', 'a', 'g', 'e', ':', .. var start] && int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("The provided next page token is invalid or expired.");
        }
        catch (FormatException)
        {
            throw new FormatException("The provided next page token is invalid or expired.");
        }
    }
}
