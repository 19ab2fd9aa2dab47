using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using RestSharp;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Adds a comment, with the mark of the action by which it is found again.</summary>
internal sealed class CommentAction(IssueAccess issues) : IssueAction
{
    // The newest comments among which a mark is looked for, and how many of the account's own are asked one by one.
    private const int Newest = 100;
    private const int Own = 20;

    public static ActionDescriptor Offer { get; } = ActionDescriptor.Common<AddComment, CommentResult>("Adds a comment to an issue.", "work-item") with { CanPreview = true, CanSettle = true };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (issue, asked) = (Target(request), request.Arguments.Read(ActionJson.Default.AddComment));
        var body = new JsonObject { ["body"] = issues.Text(asked.Text), ["properties"] = IssueAccess.Marked(request) };
        var answer = await issues.Api.ChangeAsync(Method.Post, issues.Path(issue, "/comment"), body, cancellationToken).ConfigureAwait(false);
        return await ResultAsync(issue, IdOf(answer), cancellationToken).ConfigureAwait(false);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Arguments.Read(ActionJson.Default.AddComment);
        using var issue = await issues.LookAsync(Target(request), "summary", cancellationToken).ConfigureAwait(false);
        return new($"A comment would be added to {issue.RootElement.Text("key")}.", [new("comment", null, asked.Text)]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var issue = Target(request);
        using var account = await issues.Api.GetAsync(issues.Api.Platform("myself"), cancellationToken).ConfigureAwait(false);
        using var comments = await issues.Api.GetAsync(
            issues.Path(issue, "/comment"), [("orderBy", "-created"), ("maxResults", Newest.ToString(CultureInfo.InvariantCulture))], cancellationToken).ConfigureAwait(false);
        var me = RecordMaker.UserId(account.RootElement);
        var own = comments.RootElement.List("comments").Where(c => me is null || c.Object("author") is not { } author || RecordMaker.UserId(author) == me).Select(c => c.Id()).OfType<string>().ToList();
        foreach (var comment in own.Take(Own))
        {
            if (await issues.HasMarkAsync($"comment/{comment}", request, cancellationToken).ConfigureAwait(false))
            {
                return new(SettlementOutcome.Done, await ResultAsync(issue, comment, cancellationToken).ConfigureAwait(false));
            }
        }

        // Only of a list that was seen whole it can be said that the comment is not there.
        var whole = own.Count <= Own && comments.RootElement.Member("total") is { } total && total.TryGetInt32(out var count) && count <= comments.RootElement.List("comments").Count();
        return whole ? new(SettlementOutcome.NotDone) : ActionSettlement.Unknown;
    }

    private static string? IdOf(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var comment = JsonDocument.Parse(answer);
            return comment.RootElement.Id();
        }
        catch (JsonException)
        {
            // It was added: an answer that says it in other words must not look like a refusal.
            return null;
        }
    }

    private Task<ActionResult> ResultAsync(string issue, string? comment, CancellationToken cancellationToken) => issues.ResultAsync(
        issue,
        "summary",
        found => new CommentResult { Id = comment, Url = found is { } there && IssueAccess.Url(there) is { } url ? comment is null ? url : $"{url}?focusedCommentId={comment}" : null },
        ActionJson.Default.CommentResult,
        cancellationToken);
}
