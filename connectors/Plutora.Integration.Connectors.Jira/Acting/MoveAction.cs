using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using RestSharp;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Brings an issue into a state, or into one that means done: an issue that is there already is left as it is.</summary>
internal sealed class MoveAction : IssueAction
{
    private readonly IssueAccess _issues;
    private readonly Func<ActionRequest, Wish> _wish;

    private MoveAction(ActionDescriptor descriptor, IssueAccess issues, Func<ActionRequest, Wish> wish) => (Descriptor, _issues, _wish) = (descriptor, issues, wish);

    public static ActionDescriptor TransitionOffer { get; } = ActionDescriptor.Common<MoveIssue, TicketResult>("Brings an issue into another status, by the way that its workflow has there.", "work-item") with
    {
        Idempotent = true,
        CanPreview = true,
        CanSettle = true,
    };

    public static ActionDescriptor CloseOffer { get; } = ActionDescriptor.Common<CloseIssue, TicketResult>("Brings an issue into a status that means done, with a resolution where its workflow asks for one.", "work-item") with
    {
        Idempotent = true,
        CanPreview = true,
        CanSettle = true,
    };

    public override ActionDescriptor Descriptor { get; }

    public static MoveAction Transition(IssueAccess issues) => new(TransitionOffer, issues, request =>
        request.Arguments.Read(ActionJson.Default.MoveIssue) is var asked ? new(asked.State, asked.Resolution, asked.Comment, null) : default!);

    public static MoveAction Close(IssueAccess issues, IReadOnlyList<string> preferred) => new(CloseOffer, issues, request =>
        request.Arguments.Read(ActionJson.Default.CloseIssue) is var asked ? new(asked.State, asked.Resolution, asked.Comment, preferred) : default!);

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (issue, wish) = (Target(request), _wish(request));
        var plan = await PlanAsync(issue, wish, cancellationToken).ConfigureAwait(false);
        if (plan.Way is { } way)
        {
            await _issues.Api.ChangeAsync(Method.Post, _issues.Path(issue, "/transitions"), Body(way, wish), cancellationToken).ConfigureAwait(false);
        }

        return await ResultAsync(issue, plan, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var wish = _wish(request);
        var plan = await PlanAsync(Target(request), wish, cancellationToken).ConfigureAwait(false);
        if (plan.Way is not { } way)
        {
            return new($"{plan.Key} is in the status '{plan.State}' already; nothing would change.", []);
        }

        List<FieldChange> changes = [new("status", plan.State, way.State)];
        if (way.Resolution is { } resolution)
        {
            changes.Add(new("resolution", plan.Resolution, resolution));
        }

        if (wish.Comment is { Length: > 0 } comment)
        {
            changes.Add(new("comment", null, comment));
        }

        return new($"{plan.Key} would go from '{plan.State}' to '{way.State}' by the transition '{way.Name}'.", changes);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (issue, wish) = (Target(request), _wish(request));
        using var found = await _issues.LookAsync(issue, "status", cancellationToken).ConfigureAwait(false);
        var status = found.RootElement.Object("fields")?.Object("status");
        return status is { } now && wish.IsMetBy(now)
            ? new(SettlementOutcome.Done, await ResultAsync(issue, new(issue, now.Text("name"), null, null), cancellationToken).ConfigureAwait(false))
            : new(SettlementOutcome.NotDone);
    }

    private async Task<Plan> PlanAsync(string issue, Wish wish, CancellationToken cancellationToken)
    {
        using var found = await _issues.LookAsync(issue, "status,resolution", cancellationToken).ConfigureAwait(false);
        var fields = found.RootElement.RequiredObject("fields", $"issue {issue}");
        var status = fields.RequiredObject("status", $"issue {issue}.fields");
        var plan = new Plan(found.RootElement.Text("key") ?? issue, status.Text("name"), fields.Object("resolution")?.Text("name"), null);
        if (wish.IsMetBy(status))
        {
            return plan;
        }

        using var transitions = await _issues.Api.GetAsync(_issues.Path(issue, "/transitions"), [("expand", "transitions.fields")], cancellationToken).ConfigureAwait(false);
        return plan with { Way = Ways.Choose(plan.Key, [.. transitions.RootElement.List("transitions")], wish) };
    }

    private JsonObject Body(Way way, Wish wish)
    {
        var body = new JsonObject { ["transition"] = new JsonObject { ["id"] = way.Id } };
        if (way.Resolution is { } resolution)
        {
            body["fields"] = new JsonObject { ["resolution"] = new JsonObject { ["name"] = resolution } };
        }

        if (wish.Comment is { Length: > 0 } comment)
        {
            body["update"] = new JsonObject { ["comment"] = new JsonArray(new JsonObject { ["add"] = new JsonObject { ["body"] = _issues.Text(comment) } }) };
        }

        return body;
    }

    private Task<ActionResult> ResultAsync(string issue, Plan plan, CancellationToken cancellationToken) => _issues.ResultAsync(
        issue,
        "status",
        found => new TicketResult { State = found?.Object("fields")?.Object("status")?.Text("name") ?? plan.Way?.State ?? plan.State, Url = found is { } there ? IssueAccess.Url(there) : null },
        ActionJson.Default.TicketResult,
        cancellationToken);

    /// <summary>What is there, and the way that leads from it; no way where nothing is to be done.</summary>
    private sealed record Plan(string Key, string? State, string? Resolution, Way? Way);
}
