using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Closes or reopens an issue; one that is as it is to be is left as it is.</summary>
internal sealed class MoveIssueAction : RepositoryAction
{
    private static readonly string[] Reasons = ["completed", "not_planned", "duplicate"];
    private readonly RepositoryAccess _access;
    private readonly Comments _comments;
    private readonly Func<ActionRequest, Wish> _wish;

    private MoveIssueAction(ActionDescriptor descriptor, RepositoryAccess access, Func<ActionRequest, Wish> wish) =>
        (Descriptor, _access, _comments, _wish) = (descriptor, access, new(access), wish);

    public static ActionDescriptor TransitionOffer { get; } = ActionDescriptor.Common<Transition, TicketResult>("Closes or reopens an issue: its states are open and closed.", "work-item") with
    {
        Idempotent = true,
        CanPreview = true,
        CanSettle = true,
    };

    public static ActionDescriptor CloseOffer { get; } = ActionDescriptor.Common<CloseTicket, TicketResult>("Closes an issue as completed, not_planned or duplicate.", "work-item") with
    {
        Idempotent = true,
        CanPreview = true,
        CanSettle = true,
    };

    public override ActionDescriptor Descriptor { get; }

    public static MoveIssueAction Transition(RepositoryAccess access) => new(TransitionOffer, access, request =>
    {
        var asked = request.Read(ActionJson.Default.Transition);
        return asked.State.Trim().ToLowerInvariant() switch
        {
            "open" or "reopened" => new("open", null, asked.Comment),
            "closed" => new("closed", null, asked.Comment),
            _ => throw ConnectorException.Permanent($"'{asked.State}' is no state of an issue. There are: open, closed."),
        };
    });

    public static MoveIssueAction Close(RepositoryAccess access) => new(CloseOffer, access, request =>
    {
        var asked = request.Read(ActionJson.Default.CloseTicket);
        var reason = asked.Resolution is { Length: > 0 } given
            ? Array.Find(Reasons, r => r == given.Trim().ToLowerInvariant().Replace(' ', '_')) ?? throw ConnectorException.Permanent($"'{given}' is no reason for which GitHub closes an issue. There are: {string.Join(", ", Reasons)}.")
            : null;
        return new("closed", reason, asked.Comment);
    });

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var wish = _wish(request);
        using var issue = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        if (wish.IsMetBy(issue.RootElement))
        {
            return Result(issue.RootElement);
        }

        // Said before the change, so that a change that is seen says that all is done; said once, also where the answer to it was lost.
        if (wish.Comment is { Length: > 0 } comment && await _comments.FindAsync(request, Comments.Count(issue.RootElement), cancellationToken).ConfigureAwait(false) is null)
        {
            (await _comments.AddAsync(request, comment, cancellationToken).ConfigureAwait(false)).Dispose();
        }

        var body = new JsonObject { ["state"] = wish.State };
        if (wish.Reason is { } reason)
        {
            body["state_reason"] = reason;
        }

        using var moved = await _access.ChangeAsync(HttpMethod.Patch, _access.At(RepositoryAccess.Repository(request), $"/issues/{RepositoryAccess.Number(request)}"), body, cancellationToken).ConfigureAwait(false);
        return moved is null ? RepositoryAccess.Result(new TicketResult { State = wish.State, Url = issue.RootElement.Text("html_url") }, ActionJson.Default.TicketResult) : Result(moved.RootElement);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var wish = _wish(request);
        using var issue = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        var (name, state) = ($"#{RepositoryAccess.Number(request)}", issue.RootElement.Text("state"));
        if (wish.IsMetBy(issue.RootElement))
        {
            return new($"{name} is {state} already; nothing would change.", []);
        }

        List<FieldChange> changes = [new("state", state, wish.State)];
        if (wish.State == "closed")
        {
            changes.Add(new("state_reason", issue.RootElement.Text("state_reason"), wish.Reason ?? "completed"));
        }

        if (wish.Comment is { Length: > 0 } comment)
        {
            changes.Add(new("comment", null, comment));
        }

        return new($"{name} would go from {state} to {wish.State}.", changes);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        using var issue = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        return _wish(request).IsMetBy(issue.RootElement) ? new(SettlementOutcome.Done, Result(issue.RootElement)) : new(SettlementOutcome.NotDone);
    }

    private Task<JsonDocument> LookAsync(ActionRequest request, CancellationToken cancellationToken) => _access.LookAsync(request, "issues", cancellationToken);

    private static ActionResult Result(JsonElement issue) => RepositoryAccess.Result(
        new TicketResult { State = issue.Text("state"), Url = issue.Text("html_url") }, ActionJson.Default.TicketResult, RepositoryAccess.VersionOf(issue, GitHubStreams.Issue));

    /// <summary>What an issue is to be.</summary>
    private sealed record Wish(string State, string? Reason, string? Comment)
    {
        // One that is closed for another reason is closed for the one that was asked for.
        public bool IsMetBy(JsonElement issue) => issue.Text("state") == State && (Reason is null || issue.Text("state_reason") == Reason);
    }
}
