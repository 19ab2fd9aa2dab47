using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Creates an issue.</summary>
internal sealed class CreateIssueAction(RepositoryAccess access) : RepositoryAction
{
    // The newest issues among which a mark is looked for.
    private const int Newest = 100;

    public static ActionDescriptor Offer { get; } =
        ActionDescriptor.Common<CreateTicket, CreatedResult>("Creates an issue in a repository, which is named by its id or as owner/name.") with { CanPreview = true, CanSettle = true };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var body = Body(request);
        using var repository = await access.RepositoryAsync(request.Action, request.Container, cancellationToken).ConfigureAwait(false);
        body["body"] = Mark.On(body["body"]?.GetValue<string>(), request);
        using var made = await access.CreateAsync(Issues(repository.RootElement), body, cancellationToken).ConfigureAwait(false);
        return Result(repository.RootElement, made.RootElement);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var body = Body(request);
        using var repository = await access.RepositoryAsync(request.Action, request.Container, cancellationToken).ConfigureAwait(false);
        return new(
            $"An issue would be created in {repository.RootElement.Text("full_name")}.",
            [.. body.Select(m => new FieldChange(m.Key, null, m.Value is JsonArray list ? string.Join(", ", list.Select(i => i!.GetValue<string>())) : m.Value!.GetValue<string>()))]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        using var repository = await access.RepositoryAsync(request.Action, request.Container, cancellationToken).ConfigureAwait(false);
        var uri = new Uri(Issues(repository.RootElement).AbsoluteUri + string.Create(CultureInfo.InvariantCulture, $"?state=all&sort=created&direction=desc&per_page={Newest}"));
        using var found = await access.LookAsync(uri, cancellationToken).ConfigureAwait(false);
        foreach (var issue in PageReader.Items(found.RootElement, null, uri))
        {
            if (Mark.IsOn(issue, request))
            {
                return new(SettlementOutcome.Done, Result(repository.RootElement, issue));
            }
        }

        // That it is not seen proves nothing: the request may still be under way.
        return ActionSettlement.Unknown;
    }

    private Uri Issues(JsonElement repository) => access.At(repository.RequiredId("id", "repository"), "/issues");

    private static JsonObject Body(ActionRequest request)
    {
        var asked = request.Read(ActionJson.Default.CreateTicket);
        if (asked.Priority is { Length: > 0 })
        {
            throw ConnectorException.Permanent("Issues of GitHub's have no priority: leave 'priority' out, or say it by a label.");
        }

        if (asked.Parent is { Length: > 0 })
        {
            throw ConnectorException.Permanent("An issue is put under another once it is there: leave 'parent' out.");
        }

        var body = new JsonObject { ["title"] = asked.Title };
        if (asked.Description is { Length: > 0 } description)
        {
            body["body"] = description;
        }

        if (asked.Kind is { Length: > 0 } kind)
        {
            body["type"] = kind;
        }

        if (asked.Assignee is { Length: > 0 } assignee)
        {
            body["assignees"] = new JsonArray(assignee);
        }

        if (asked.Labels is { Count: > 0 } labels)
        {
            body["labels"] = new JsonArray([.. labels.Select(l => (JsonNode)l)]);
        }

        return body;
    }

    private static ActionResult Result(JsonElement repository, JsonElement issue) => RepositoryAccess.Result(
        new CreatedResult
        {
            Id = issue.RequiredId("id", "issue"),
            Key = issue.TryGetProperty("number", out var number) && repository.Text("full_name") is { } name ? $"{name}#{number.GetRawText()}" : null,
            Url = issue.Text("html_url"),
        },
        ActionJson.Default.CreatedResult);
}
