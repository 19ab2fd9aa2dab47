using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using RestSharp;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Creates an issue, with the mark of the action by which it is found again.</summary>
internal sealed partial class CreateTicketAction(IssueAccess issues) : IssueAction
{
    // The account's newest issues among which a mark is looked for.
    private const int Newest = 20;

    public static ActionDescriptor Offer { get; } =
        ActionDescriptor.Common<CreateIssue, CreatedResult>("Creates an issue in a project, which is named by its key or id.") with { CanPreview = true, CanSettle = true };

    private readonly CreateFields _further = new(issues, (named, cancellationToken) => AssigneeAsync(issues, named, cancellationToken));

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (project, asked) = (Project(request), request.Arguments.Read(ActionJson.Default.CreateIssue));
        var kind = await KindAsync(project, asked.Kind, cancellationToken).ConfigureAwait(false);
        var body = new JsonObject { ["fields"] = await FieldsAsync(project, kind.Id, asked, cancellationToken).ConfigureAwait(false), ["properties"] = IssueAccess.Marked(request) };
        var answer = await issues.Api.ChangeAsync(Method.Post, issues.Api.Platform("issue"), body, cancellationToken).ConfigureAwait(false);
        return await ResultAsync(IdOf(answer), cancellationToken).ConfigureAwait(false);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (project, asked) = (Project(request), request.Arguments.Read(ActionJson.Default.CreateIssue));
        var kind = await KindAsync(project, asked.Kind, cancellationToken).ConfigureAwait(false);
        var assignee = asked.Assignee is { Length: > 0 } person ? await AssigneeAsync(issues, person, cancellationToken).ConfigureAwait(false) : null;
        var further = await _further.ReadAsync(project, kind.Id, asked.Fields, cancellationToken).ConfigureAwait(false);
        (string Field, string? Value)[] fields =
        [
            ("summary", asked.Title), ("issuetype", kind.Name), ("description", asked.Description), ("priority", asked.Priority), ("assignee", assignee), ("parent", asked.Parent),
            ("labels", asked.Labels is { Count: > 0 } labels ? string.Join(", ", labels) : null),
            .. further.Select(f => (f.Name, (string?)Said(asked.Fields!, f))),
        ];
        return new($"An issue of kind '{kind.Name}' would be created in project {project}.", [.. fields.Where(f => f.Value is { Length: > 0 }).Select(f => new FieldChange(f.Field, null, f.Value))]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        foreach (var (issue, mark) in await OwnAsync(Project(request), cancellationToken).ConfigureAwait(false))
        {
            if (issues.Api.IsCloud ? IssueAccess.IsMarked(mark, request) : await issues.HasMarkAsync($"issue/{issue}", request, cancellationToken).ConfigureAwait(false))
            {
                return new(SettlementOutcome.Done, await ResultAsync(issue, cancellationToken).ConfigureAwait(false));
            }
        }

        // A search shows a new issue late: that it is not found yet does not say that it is not there.
        return ActionSettlement.Unknown;
    }

    private static string Project(ActionRequest request) => request.Container is { } container && ProjectName().IsMatch(container)
        ? container
        : throw ConnectorException.Permanent($"The action '{request.Action}' needs a project as its container, by key or id, such as SHOP{(request.Container is { } other ? $"; '{other}' is none" : "")}.");

    private async Task<IReadOnlyList<(string Id, JsonElement? Mark)>> OwnAsync(string project, CancellationToken cancellationToken)
    {
        var search = new JsonObject
        {
            ["jql"] = $"project = \"{project}\" AND creator = currentUser() AND created >= -1d ORDER BY created DESC",
            ["fields"] = new JsonArray("created"),
            ["maxResults"] = Newest,
        };
        if (issues.Api.IsCloud)
        {
            search["properties"] = new JsonArray(IssueAccess.Mark);
        }

        var answer = await issues.Api.AskAsync(issues.Api.Platform(issues.Api.IsCloud ? "search/jql" : "search"), search, cancellationToken).ConfigureAwait(false);
        using var found = ToolJson.Parse(answer.Body, "POST search");
        return [.. found.RootElement.RequiredList("issues", "POST search").Select(i => (i.RequiredId("issues[]"), i.Object("properties")?.Object(IssueAccess.Mark)?.Clone()))];
    }

    // The kind asked for, or the project's first that is no part of another issue, a task before all others.
    private async Task<(string Id, string Name)> KindAsync(string project, string? asked, CancellationToken cancellationToken)
    {
        using var meta = await issues.Api.GetAsync(issues.Api.Platform($"issue/createmeta/{project}/issuetypes"), [("maxResults", "200")], cancellationToken).ConfigureAwait(false);
        var kinds = meta.RootElement.List("issueTypes").Concat(meta.RootElement.List("values")).Select(k => (Id: k.RequiredId("issueTypes[]"), Name: k.Text("name") ?? "", Whole: k.Member("subtask") is not { ValueKind: JsonValueKind.True })).ToList();
        if (asked is { Length: > 0 })
        {
            return kinds.Where(k => Wish.Same(k.Name, asked) || k.Id == asked).Select(k => ((string, string)?)(k.Id, k.Name)).FirstOrDefault()
                ?? throw ConnectorException.Permanent($"Project {project} has no kind '{asked}' that the account may create. There are: {string.Join(", ", kinds.Select(k => k.Name))}.");
        }

        return kinds.Where(k => k.Whole).OrderByDescending(k => Wish.Same(k.Name, "Task")).Select(k => ((string, string)?)(k.Id, k.Name)).FirstOrDefault()
            ?? throw ConnectorException.Permanent($"The account may create nothing in project {project}: give it the permission 'Create issues'.");
    }

    private async Task<JsonObject> FieldsAsync(string project, string kind, CreateIssue asked, CancellationToken cancellationToken)
    {
        var fields = new JsonObject { ["project"] = IssueAccess.Reference(project), ["summary"] = asked.Title, ["issuetype"] = new JsonObject { ["id"] = kind } };
        if (asked.Description is { Length: > 0 } description)
        {
            fields["description"] = issues.Text(description);
        }

        if (asked.Priority is { Length: > 0 } priority)
        {
            fields["priority"] = new JsonObject { ["name"] = priority };
        }

        if (asked.Assignee is { Length: > 0 } assignee)
        {
            fields["assignee"] = new JsonObject { [issues.Api.IsCloud ? "accountId" : "name"] = await AssigneeAsync(issues, assignee, cancellationToken).ConfigureAwait(false) };
        }

        if (asked.Parent is { Length: > 0 } parent)
        {
            fields["parent"] = IssueAccess.Reference(parent);
        }

        if (asked.Labels is { Count: > 0 } labels)
        {
            fields["labels"] = new JsonArray([.. labels.Select(l => (JsonNode)l)]);
        }

        foreach (var (id, _, value) in await _further.ReadAsync(project, kind, asked.Fields, cancellationToken).ConfigureAwait(false))
        {
            fields[id] = value;
        }

        return fields;
    }

    // Cloud knows people by account id alone; an e-mail address or a name is looked up, and must mean one.
    private static async Task<string> AssigneeAsync(IssueAccess issues, string asked, CancellationToken cancellationToken)
    {
        if (!issues.Api.IsCloud || !(asked.Contains('@', StringComparison.Ordinal) || asked.Contains(' ', StringComparison.Ordinal)))
        {
            return asked;
        }

        using var found = await issues.Api.GetAsync(issues.Api.Platform("user/search"), [("query", asked), ("maxResults", "10")], cancellationToken).ConfigureAwait(false);
        var people = found.RootElement.ValueKind == JsonValueKind.Array ? found.RootElement.EnumerateArray().Select(p => p.Text("accountId")).OfType<string>().Distinct(StringComparer.Ordinal).ToList() : [];
        return people is [var one]
            ? one
            : throw ConnectorException.Permanent($"Jira knows {(people.Count == 0 ? "nobody" : "several people")} by the name or address that was given. Name an account id.");
    }

    // As it was asked for: what Jira takes may be ids alone.
    private static string Said(IReadOnlyDictionary<string, JsonElement> asked, (string Id, string Name, JsonNode Value) field) =>
        asked.Where(a => a.Key == field.Id || Wish.Same(a.Key, field.Name)).Select(a => a.Value.ValueKind == JsonValueKind.String ? a.Value.GetString()! : a.Value.GetRawText()).First();

    private static string IdOf(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var created = JsonDocument.Parse(answer);
            return created.RootElement.RequiredId("POST issue");
        }
        catch (Exception fault) when (fault is JsonException or ConnectorException)
        {
            // It was created: an answer that does not name it must not look like a refusal.
            throw ConnectorException.Ambiguous("Jira took the new issue, and its answer does not name it.", fault);
        }
    }

    private Task<ActionResult> ResultAsync(string issue, CancellationToken cancellationToken) => issues.ResultAsync(
        issue,
        "summary",
        found => new CreatedResult { Id = issue, Key = found?.Text("key"), Url = found is { } there ? IssueAccess.Url(there) : null },
        ActionJson.Default.CreatedResult,
        cancellationToken);

    [GeneratedRegex("^[A-Za-z0-9_]{1,255}$")]
    private static partial Regex ProjectName();
}
