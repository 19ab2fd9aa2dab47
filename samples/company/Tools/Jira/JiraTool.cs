using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.Tools.Http;
using Acme.Company.World;

namespace Acme.Company.Tools.Jira;

/// <summary>Jira Cloud: the platform's interface (version 3), that of boards and sprints, signed webhooks, a limit of requests.</summary>
public sealed class JiraTool : ITool
{
    private const string User = "plutora@acme.example";
    private const string Token = "simulated-jira-api-token";
    private const string Secret = "simulated-jira-webhook-secret";
    private static readonly Credentials Known = Credentials.Basic(User, Token);
    private readonly CompanyWorld _world;
    private readonly IIssueBook _issues;
    private readonly JiraForms _forms;
    private readonly RateLimit _limit;

    /// <summary>Makes one of a company.</summary>
    /// <param name="world">The company.</param>
    /// <param name="issues">Its issues; those of the company when left out.</param>
    /// <param name="limit">Limit of requests; 10,000 a minute when left out.</param>
    public JiraTool(CompanyWorld world, IIssueBook? issues = null, RateLimit? limit = null)
    {
        (_world, _issues) = (world, issues ?? new CompanyIssues(world));
        _forms = new(world, _issues);
        _limit = limit ?? new(10_000, TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => "jira";

    /// <inheritdoc/>
    public string Title => "Jira";

    /// <inheritdoc/>
    public HubInstance Instance(Uri address) => new("jira")
    {
        Options = new Dictionary<string, object> { ["baseAddress"] = address.AbsoluteUri, ["user"] = User },
        Secrets = new Dictionary<string, string> { ["token"] = Token },
        Verifier = "hmac",
        WebhookSecret = Secret,
        Intervals = new Dictionary<string, int> { ["issue"] = 60, ["issue-changelog"] = 60 },
    };

    /// <inheritdoc/>
    public IResult? Refuse(HttpContext http)
    {
        var (state, headers) = (_limit.Take(), http.Response.Headers);
        headers["X-RateLimit-Limit"] = state.Most.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = state.ResetsAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (!state.Admitted)
        {
            headers.RetryAfter = state.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Reason"] = "jira-burst-based";
            return JiraAnswers.Fault(429, "Rate limit exceeded.");
        }

        if (!Known.Admit(http.Request))
        {
            headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED";
            return JiraAnswers.Fault(401, "Client must be authenticated to access this resource.");
        }

        return null;
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        new JiraReading(_world, _issues, _forms).Map(routes);
        new JiraActing(_world, _issues, _forms).Map(routes);
        routes.MapFallback(() => JiraAnswers.Fault(404, "Not Found"));
    }

    /// <inheritdoc/>
    public IEnumerable<WebhookDelivery> Tell(Change change)
    {
        var happened = change.Kind switch { ChangeKind.Created => "created", ChangeKind.Updated => "updated", _ => "deleted" };
        return change.Now switch
        {
            WorkItem item => [Delivery(change, $"jira:issue_{happened}", IssueMembers(change, item))],
            Comment comment when _world.Find<WorkItem>(comment.WorkItemId) is { } item => [Delivery(change, $"comment_{happened}", [("comment", _forms.Comment(comment)), ("issue", _forms.Issue(item, ["summary", "issuetype", "project", "status", "priority", "assignee"]))])],
            WorkLink link => [Delivery(change, $"issuelink_{happened}", [("issueLink", new JsonObject { ["id"] = link.Id, ["sourceIssueId"] = long.Parse(Ids.Issue(link.FromId), CultureInfo.InvariantCulture), ["destinationIssueId"] = long.Parse(Ids.Issue(link.ToId), CultureInfo.InvariantCulture) })])],
            Worklog worklog => [Delivery(change, $"worklog_{happened}", [("worklog", _forms.Worklog(worklog))])],
            Sprint sprint => [Delivery(change, sprint.State switch { SprintState.Active when change.Before is Sprint { State: SprintState.Future } => "sprint_started", SprintState.Closed => "sprint_closed", _ => $"sprint_{happened}" }, [("sprint", JiraForms.Sprint(sprint))])],
            ProductVersion version => [Delivery(change, version.Released && change.Before is ProductVersion { Released: false } ? "jira:version_released" : $"jira:version_{happened}", [("version", JiraForms.Version(version))])],
            Person person => [Delivery(change, $"user_{happened}", [("user", JiraForms.User(person))])],
            Team team => [Delivery(change, $"project_{happened}", [("project", JiraForms.Project(team))])],
            _ => [],
        };
    }

    private IEnumerable<(string, JsonNode)> IssueMembers(Change change, WorkItem item)
    {
        yield return ("user", _forms.User(change.By) ?? new JsonObject());
        yield return ("issue", _forms.Issue(item, null));
        if (change.Before is WorkItem before && before.State != item.State)
        {
            yield return ("changelog", new JsonObject { ["id"] = Ids.Text(change.Revision), ["items"] = new JsonArray(JiraForms.StatusItem(before.State, item.State)) });
        }
    }

    private static WebhookDelivery Delivery(Change change, string name, IEnumerable<(string Name, JsonNode Value)> members)
    {
        var body = new JsonObject { ["timestamp"] = change.At.ToUnixTimeMilliseconds(), ["webhookEvent"] = name };
        foreach (var (member, value) in members)
        {
            body[member] = value;
        }

        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString(JsonSerializerOptions.Default));
        return new(
            new Dictionary<string, string>
            {
                ["X-Hub-Signature"] = "sha256=" + Signatures.Hex(Secret, bytes),
                ["X-Atlassian-Webhook-Identifier"] = string.Create(CultureInfo.InvariantCulture, $"{change.Revision}-{name}"),
                ["User-Agent"] = "Atlassian Webhook HTTP Client",
            },
            bytes);
    }
}
