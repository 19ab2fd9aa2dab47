using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.Jira;

/// <summary>The paths by which Jira is changed; every change is done to the company.</summary>
internal sealed class JiraActing(CompanyWorld world, IIssueBook issues, JiraForms forms)
{
    private const string By = JiraForms.HubLogin;

    public void Map(IEndpointRouteBuilder routes)
    {
        var platform = routes.MapGroup("/rest/api/3");
        platform.MapGet("/issue/createmeta/{project}/issuetypes", (string project) => TeamOf(project) is null ? NoProject() : JiraAnswers.Ok(new JsonObject
        {
            ["issueTypes"] = new JsonArray([.. Enum.GetValues<WorkKind>().Select(k => Vocabulary.Kind(k, JiraForms.Site))]),
            ["startAt"] = 0,
            ["maxResults"] = 200,
            ["total"] = Enum.GetValues<WorkKind>().Length,
        }));
        platform.MapPost("/issue", CreateAsync);
        platform.MapPut("/issue/{issue}", EditAsync);
        platform.MapPost("/issue/{issue}/comment", CommentAsync);
        platform.MapGet("/issue/{issue}/transitions", (string issue) => Find(issue) is { } found ? JiraAnswers.Ok(Transitions(found)) : JiraAnswers.NoIssue);
        platform.MapPost("/issue/{issue}/transitions", MoveAsync);
        platform.MapGet("/issueLinkType", () => JiraAnswers.Ok(new JsonObject { ["issueLinkTypes"] = new JsonArray([.. Vocabulary.Links.Select(JiraForms.LinkType)]) }));
        platform.MapPost("/issueLink", LinkAsync);
    }

    private WorkItem? Find(string keyOrId) => Ids.OfIssue(keyOrId) is { } number ? issues.Find(number) : issues.Find(keyOrId);

    private WorkItem? Find(JsonNode? reference) => (reference?["id"] ?? reference?["key"])?.ToString() is { } named ? Find(named) : null;

    private Team? TeamOf(string keyOrId) => world.All<Team>().FirstOrDefault(t => t.Key == keyOrId || Ids.Project(t.Id) == keyOrId);

    private static IResult NoProject() => JiraAnswers.FieldFault("project", "valid project is required");

    private async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JiraAnswers.ReadAsync(request, cancellationToken);
        if (body?["fields"] is not { } fields || (fields["project"]?["id"] ?? fields["project"]?["key"])?.ToString() is not { } project || TeamOf(project) is not { } team)
        {
            return NoProject();
        }

        if (fields["summary"]?.ToString() is not { Length: > 0 and <= 255 } title)
        {
            return JiraAnswers.FieldFault("summary", "You must specify a summary of the issue.");
        }

        if (fields["issuetype"]?["id"]?.ToString() is not { } type || Vocabulary.KindOf(type) is not { } kind)
        {
            return JiraAnswers.FieldFault("issuetype", "Specify a valid issue type");
        }

        if (fields["parent"] is { } parent && Find(parent) is null)
        {
            return JiraAnswers.FieldFault("parent", "Could not find issue by id or key.");
        }

        var priority = fields["priority"]?["name"]?.ToString();
        if (priority is not null && !Vocabulary.Priorities.Contains(priority))
        {
            return JiraAnswers.FieldFault("priority", "Specify the Priority (name) in the string format");
        }

        Person? assignee = null;
        if (fields["assignee"]?["accountId"]?.ToString() is { } account && (assignee = Ids.OfAccount(account) is { } person ? world.Find<Person>(person) : null) is null)
        {
            return JiraAnswers.FieldFault("assignee", "Specify a valid value for assignee");
        }

        var created = world.Write(new WorkItem
        {
            Key = "",
            Kind = kind,
            Title = title,
            Description = RichText.Read(fields["description"]),
            TeamId = team.Id,
            ParentId = Find(fields["parent"])?.Id,
            Reporter = By,
            Assignee = assignee?.Login,
            Priority = priority is null ? 3 : Vocabulary.Priorities.ToList().IndexOf(priority) + 1,
            Labels = [.. (fields["labels"] as JsonArray ?? []).Select(l => l!.ToString())],
            Properties = Properties(body),
        }, By);
        return JiraAnswers.Ok(new JsonObject { ["id"] = Ids.Issue(created.Id), ["key"] = created.Key, ["self"] = $"{JiraForms.Site}/rest/api/3/issue/{Ids.Issue(created.Id)}" }, 201);
    }

    private static ImmutableSortedDictionary<string, string> Properties(JsonNode? body) => (body?["properties"] as JsonArray ?? [])
        .ToImmutableSortedDictionary(p => p!["key"]!.ToString(), p => p!["value"]?.ToJsonString(JsonSerializerOptions.Default) ?? "null", StringComparer.Ordinal);

    // Of what can be edited the versions alone, as one operation each.
    private async Task<IResult> EditAsync(string issue, HttpRequest request, CancellationToken cancellationToken)
    {
        if (Find(issue) is not { } found)
        {
            return JiraAnswers.NoIssue;
        }

        var body = await JiraAnswers.ReadAsync(request, cancellationToken);
        if (body?["update"]?["fixVersions"] is not JsonArray operations)
        {
            return JiraAnswers.FieldFault("fixVersions", "This Jira edits the versions of an issue alone.");
        }

        var versions = found.FixVersionIds;
        foreach (var operation in operations)
        {
            List<long?> named = operation!["set"] is JsonArray all ? [.. all.Select(v => VersionOf(found, v))] : [VersionOf(found, operation["add"])];
            if (named.Contains(null))
            {
                return JiraAnswers.FieldFault("fixVersions", "Version id is not valid.");
            }

            versions = (operation["set"] is null ? versions.AddRange(named.OfType<long>()) : [.. named.OfType<long>()]).Distinct().ToImmutableList();
        }

        world.Update<WorkItem>(found.Id, w => w.FixVersionIds.SequenceEqual(versions) ? w : w with { FixVersionIds = versions }, By);
        return JiraAnswers.Done;
    }

    private long? VersionOf(WorkItem item, JsonNode? version) =>
        version?["id"]?.ToString() is { } id && Ids.OfVersion(id) is { } number && world.Find<ProductVersion>(number) is { } found && found.TeamId == item.TeamId ? found.Id : null;

    private async Task<IResult> CommentAsync(string issue, HttpRequest request, CancellationToken cancellationToken)
    {
        if (Find(issue) is not { } found)
        {
            return JiraAnswers.NoIssue;
        }

        var body = await JiraAnswers.ReadAsync(request, cancellationToken);
        return RichText.Read(body?["body"]) is { Length: > 0 } text
            ? JiraAnswers.Ok(forms.Comment(world.Say(new Comment { WorkItemId = found.Id, Author = By, Text = text, Properties = Properties(body) })), 201)
            : JiraAnswers.FieldFault("comment", "Comment body can not be empty!");
    }

    // Each state can be reached from each other; the two at the end ask for a resolution.
    private static JsonObject Transitions(WorkItem item) => new()
    {
        ["expand"] = "transitions",
        ["transitions"] = new JsonArray([.. Enum.GetValues<WorkState>().Where(s => s != item.State).Select(s => (JsonNode)new JsonObject
        {
            ["id"] = Vocabulary.TransitionId(s),
            ["name"] = Vocabulary.NameOf(s),
            ["to"] = Vocabulary.Status(s, JiraForms.Site),
            ["hasScreen"] = s is WorkState.Done or WorkState.Rejected,
            ["isGlobal"] = true,
            ["isInitial"] = false,
            ["isAvailable"] = true,
            ["isConditional"] = false,
            ["fields"] = s is WorkState.Done or WorkState.Rejected ? new JsonObject { ["resolution"] = ResolutionField() } : new JsonObject(),
        })]),
    };

    private static JsonObject ResolutionField() => new()
    {
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "resolution", ["system"] = "resolution" },
        ["name"] = "Resolution",
        ["key"] = "resolution",
        ["operations"] = new JsonArray("set"),
        ["allowedValues"] = new JsonArray([.. Vocabulary.Resolutions.Select(r => Vocabulary.Resolution(r, JiraForms.Site))]),
    };

    private async Task<IResult> MoveAsync(string issue, HttpRequest request, CancellationToken cancellationToken)
    {
        if (Find(issue) is not { } found)
        {
            return JiraAnswers.NoIssue;
        }

        var body = await JiraAnswers.ReadAsync(request, cancellationToken);
        if (body?["transition"]?["id"]?.ToString() is not { } id || Vocabulary.StateOf(id) is not { } state)
        {
            return JiraAnswers.Fault(400, "It seems that you have tried to perform a workflow operation that is not valid for the current state of this issue.");
        }

        var resolution = body["fields"]?["resolution"]?["name"]?.ToString();
        if (state is WorkState.Done or WorkState.Rejected && (resolution is null || !Vocabulary.Resolutions.Contains(resolution)))
        {
            return JiraAnswers.FieldFault("resolution", "Please select a resolution.");
        }

        var comment = body["update"]?["comment"]?[0]?["add"]?["body"];
        world.Together(() =>
        {
            if (comment is not null)
            {
                world.Say(new Comment { WorkItemId = found.Id, Author = By, Text = RichText.Read(comment) });
            }

            return world.Move(found.Id, state, By, resolution);
        });
        return JiraAnswers.Done;
    }

    private async Task<IResult> LinkAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JiraAnswers.ReadAsync(request, cancellationToken);
        var kind = Vocabulary.Links.FirstOrDefault(k => k.Name == body?["type"]?["name"]?.ToString());
        if (kind.Name is null)
        {
            return JiraAnswers.Fault(404, $"No issue link type with name '{body?["type"]?["name"]}' found.");
        }

        // "inward issue <outward phrase> outward issue".
        if (Find(body?["inwardIssue"]) is not { } from || Find(body?["outwardIssue"]) is not { } to)
        {
            return JiraAnswers.NoIssue;
        }

        world.Relate(from.Id, to.Id, kind.Relation, By);
        if (RichText.Read(body?["comment"]?["body"]) is { Length: > 0 } text)
        {
            world.Say(new Comment { WorkItemId = from.Id, Author = By, Text = text });
        }

        return JiraAnswers.Ok(new JsonObject(), 201);
    }
}
