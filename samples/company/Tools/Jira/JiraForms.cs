using System.Globalization;
using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.Jira;

/// <summary>Writes what the company has as Jira Cloud writes it.</summary>
internal sealed class JiraForms(CompanyWorld world, IIssueBook issues)
{
    /// <summary>Address of the site, for people.</summary>
    public const string Site = "https://acme.atlassian.example";

    public const string Points = "customfield_10016";
    public const string SprintField = "customfield_10020";

    /// <summary>The account of the hub.</summary>
    public const string HubLogin = "plutora";

    private const string HubAccount = "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077";

    // Times are written in the time zone of the account.
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly string[] AllFields =
    [
        "summary", "description", "issuetype", "project", "status", "statuscategorychangedate", "resolution", "resolutiondate", "priority", "creator", "reporter", "assignee", "labels", "components",
        "parent", "subtasks", "issuelinks", "fixVersions", "versions", "created", "updated", "duedate", "timeoriginalestimate", "timeestimate", "timespent", "comment", Points, SprintField,
    ];

    /// <summary>Time zone of the account.</summary>
    public static TimeZoneInfo Zone => Berlin;

    public static string Text(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Berlin);
        return string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-dd'T'HH:mm:ss.fff}{(local.Offset < TimeSpan.Zero ? '-' : '+')}{local.Offset:hhmm}");
    }

    public JsonObject Issue(WorkItem item, IReadOnlyList<string>? fields)
    {
        var wanted = fields is null or [] || fields.Contains("*all") ? AllFields : fields.Where(AllFields.Contains);
        return new()
        {
            ["expand"] = "operations,versionedRepresentations,editmeta,changelog,renderedFields",
            ["id"] = Ids.Issue(item.Id),
            ["self"] = $"{Site}/rest/api/3/issue/{Ids.Issue(item.Id)}",
            ["key"] = item.Key,
            ["fields"] = new JsonObject(wanted.Where(f => f != "parent" || item.ParentId is not null).Distinct(StringComparer.Ordinal).Select(f => KeyValuePair.Create(f, Field(f, item)))),
        };
    }

    public JsonObject Change(WorkItem item, int index)
    {
        var change = item.History[index];
        return new()
        {
            ["id"] = Ids.Text((item.Id * 1_000) + index),
            ["author"] = User(change.By),
            ["created"] = Text(change.At),
            ["items"] = new JsonArray(StatusItem(change.From, change.To)),
        };
    }

    /// <summary>What the history of an issue says of a link that was added.</summary>
    public static JsonObject LinkChange(RemoteLink link) => new()
    {
        ["id"] = Ids.Text(500_000_000 + link.Id),
        ["created"] = Text(link.CreatedAt),
        ["items"] = new JsonArray(new JsonObject { ["field"] = "RemoteWorkItemLink", ["fieldtype"] = "jira", ["to"] = Ids.Text(link.Id), ["toString"] = $"This issue links to \"{link.Title} (Web Link)\"" }),
    };

    public static JsonObject StatusItem(WorkState from, WorkState to) => new()
    {
        ["field"] = "status",
        ["fieldtype"] = "jira",
        ["fieldId"] = "status",
        ["from"] = Vocabulary.StatusId(from),
        ["fromString"] = Vocabulary.NameOf(from),
        ["to"] = Vocabulary.StatusId(to),
        ["toString"] = Vocabulary.NameOf(to),
    };

    public JsonObject? User(string? login) => login is null ? null : login == HubLogin ? Account(HubAccount, "Plutora", null) : world.All<Person>().FirstOrDefault(p => p.Login == login) is { } person ? User(person) : null;

    public static JsonObject User(Person person) => Account(Ids.Account(person.Id), person.Name, person.Email);

    public static JsonObject Project(Team team) => new()
    {
        ["expand"] = "description,lead,issueTypes,url,projectKeys,permissions,insight",
        ["self"] = $"{Site}/rest/api/3/project/{Ids.Project(team.Id)}",
        ["id"] = Ids.Project(team.Id),
        ["key"] = team.Key,
        ["name"] = team.Name,
        ["description"] = $"What the team {team.Name} does.",
        ["projectTypeKey"] = "software",
        ["simplified"] = false,
        ["style"] = "classic",
        ["isPrivate"] = false,
    };

    public static JsonObject Version(ProductVersion version) => new()
    {
        ["self"] = $"{Site}/rest/api/3/version/{Ids.Version(version.Id)}",
        ["id"] = Ids.Version(version.Id),
        ["name"] = version.Name,
        ["archived"] = false,
        ["released"] = version.Released,
        ["releaseDate"] = version.ReleaseAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["projectId"] = long.Parse(Ids.Project(version.TeamId), CultureInfo.InvariantCulture),
    };

    public static JsonObject Board(Team team) => new()
    {
        ["id"] = team.Id,
        ["self"] = $"{Site}/rest/agile/1.0/board/{team.Id}",
        ["name"] = $"{team.Key} board",
        ["type"] = "scrum",
        ["location"] = new JsonObject { ["projectId"] = long.Parse(Ids.Project(team.Id), CultureInfo.InvariantCulture), ["projectKey"] = team.Key, ["projectName"] = team.Name, ["displayName"] = $"{team.Name} ({team.Key})", ["projectTypeKey"] = "software" },
    };

    public static JsonObject Sprint(Sprint sprint)
    {
        var written = new JsonObject
        {
            ["id"] = sprint.Id,
            ["self"] = $"{Site}/rest/agile/1.0/sprint/{sprint.Id}",
            ["state"] = sprint.State.ToString().ToLowerInvariant(),
            ["name"] = sprint.Name,
            ["startDate"] = Text(sprint.StartAt),
            ["endDate"] = Text(sprint.EndAt),
        };
        if (sprint.CompletedAt is { } completed)
        {
            written["completeDate"] = Text(completed);
        }

        written["originBoardId"] = sprint.TeamId;
        written["goal"] = sprint.Goal;
        return written;
    }

    public JsonObject Worklog(Worklog worklog) => new()
    {
        ["self"] = $"{Site}/rest/api/3/issue/{Ids.Issue(worklog.WorkItemId)}/worklog/{worklog.Id}",
        ["author"] = User(worklog.Author),
        ["updateAuthor"] = User(worklog.Author),
        ["created"] = Text(worklog.CreatedAt),
        ["updated"] = Text(worklog.UpdatedAt),
        ["started"] = Text(worklog.StartedAt),
        ["timeSpent"] = $"{worklog.Seconds / 60}m",
        ["timeSpentSeconds"] = worklog.Seconds,
        ["id"] = Ids.Text(worklog.Id),
        ["issueId"] = Ids.Issue(worklog.WorkItemId),
    };

    public JsonObject Comment(Comment comment) => new()
    {
        ["self"] = $"{Site}/rest/api/3/issue/{Ids.Issue(comment.WorkItemId)}/comment/{comment.Id}",
        ["id"] = Ids.Text(comment.Id),
        ["author"] = User(comment.Author),
        ["body"] = RichText.Of(comment.Text),
        ["updateAuthor"] = User(comment.Author),
        ["created"] = Text(comment.CreatedAt),
        ["updated"] = Text(comment.UpdatedAt),
        ["jsdPublic"] = true,
    };

    public static JsonObject RemoteLink(RemoteLink link) => new()
    {
        ["id"] = link.Id,
        ["self"] = $"{Site}/rest/api/3/issue/{Ids.Issue(link.WorkItemId)}/remotelink/{link.Id}",
        ["object"] = new JsonObject { ["url"] = link.Url, ["title"] = link.Title, ["icon"] = new JsonObject(), ["status"] = new JsonObject { ["icon"] = new JsonObject() } },
    };

    private static JsonObject Account(string id, string name, string? email)
    {
        var account = new JsonObject { ["self"] = $"{Site}/rest/api/3/user?accountId={Uri.EscapeDataString(id)}", ["accountId"] = id, ["accountType"] = "atlassian" };
        if (email is not null)
        {
            account["emailAddress"] = email;
        }

        account["displayName"] = name;
        account["active"] = true;
        account["timeZone"] = Berlin.Id;
        return account;
    }

    private JsonNode? Field(string field, WorkItem item) => field switch
    {
        "summary" => item.Title,
        "description" => item.Description.Length == 0 ? null : RichText.Of(item.Description),
        "issuetype" => Vocabulary.Kind(item.Kind, Site),
        "project" => world.Find<Team>(item.TeamId) is { } team ? new JsonObject { ["self"] = $"{Site}/rest/api/3/project/{Ids.Project(team.Id)}", ["id"] = Ids.Project(team.Id), ["key"] = team.Key, ["name"] = team.Name, ["projectTypeKey"] = "software", ["simplified"] = false } : null,
        "status" => Vocabulary.Status(item.State, Site),
        "statuscategorychangedate" => Text(item.History.Count == 0 ? item.CreatedAt : item.History[^1].At),
        "resolution" => item.Resolution is { } resolution ? Vocabulary.Resolution(resolution, Site) : null,
        "resolutiondate" => item.ResolvedAt is { } resolved ? Text(resolved) : null,
        "priority" => Vocabulary.Priority(item.Priority, Site),
        "creator" or "reporter" => User(item.Reporter),
        "assignee" => User(item.Assignee),
        "labels" => new JsonArray([.. item.Labels.Select(l => (JsonNode)l)]),
        "components" or "subtasks" or "versions" => new JsonArray(),
        "parent" => item.ParentId is { } parent && issues.Find(parent) is { } above ? Brief(above) : null,
        "issuelinks" => item.Links == 0 ? new JsonArray() : Links(item),
        "fixVersions" => new JsonArray([.. item.FixVersionIds.Select(world.Find<ProductVersion>).OfType<ProductVersion>().Select(Version)]),
        "created" => Text(item.CreatedAt),
        "updated" => Text(item.UpdatedAt),
        "timespent" => world.All<Worklog>().Where(w => w.WorkItemId == item.Id).Sum(w => (long?)w.Seconds) is > 0 and var spent ? spent : null,
        "comment" => new JsonObject { ["comments"] = new JsonArray(), ["self"] = $"{Site}/rest/api/3/issue/{Ids.Issue(item.Id)}/comment", ["maxResults"] = 0, ["total"] = item.Comments, ["startAt"] = 0 },
        Points => item.Points,
        SprintField => item.SprintId is { } sprint && world.Find<Sprint>(sprint) is { } planned ? new JsonArray(Sprint(planned)) : null,
        _ => null,
    };

    private JsonArray Links(WorkItem item) => [.. world.All<WorkLink>().Where(l => l.FromId == item.Id || l.ToId == item.Id).Select(l => Link(l, item)).OfType<JsonNode>()];

    private JsonObject? Link(WorkLink link, WorkItem seenFrom)
    {
        var kind = Vocabulary.Links.First(k => k.Relation == link.Relation);
        var outward = link.FromId == seenFrom.Id;
        return issues.Find(outward ? link.ToId : link.FromId) is { } other
            ? new()
            {
                ["id"] = Ids.Text(link.Id),
                ["self"] = $"{Site}/rest/api/3/issueLink/{link.Id}",
                ["type"] = LinkType(kind),
                [outward ? "outwardIssue" : "inwardIssue"] = Brief(other),
            }
            : null;
    }

    public static JsonObject LinkType((Relation Relation, string Name, string Inward, string Outward) kind) => new()
    {
        ["id"] = Ids.Text(10_000 + (int)kind.Relation),
        ["name"] = kind.Name,
        ["inward"] = kind.Inward,
        ["outward"] = kind.Outward,
        ["self"] = $"{Site}/rest/api/3/issueLinkType/{10_000 + (int)kind.Relation}",
    };

    private static JsonObject Brief(WorkItem item) => new()
    {
        ["id"] = Ids.Issue(item.Id),
        ["key"] = item.Key,
        ["self"] = $"{Site}/rest/api/3/issue/{Ids.Issue(item.Id)}",
        ["fields"] = new JsonObject
        {
            ["summary"] = item.Title,
            ["status"] = Vocabulary.Status(item.State, Site),
            ["priority"] = Vocabulary.Priority(item.Priority, Site),
            ["issuetype"] = Vocabulary.Kind(item.Kind, Site),
        },
    };
}
