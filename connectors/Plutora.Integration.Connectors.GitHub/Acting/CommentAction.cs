using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Adds a comment to an issue or pull request.</summary>
internal sealed class CommentAction(RepositoryAccess access) : RepositoryAction
{
    private readonly Comments _comments = new(access);

    public static ActionDescriptor Offer { get; } =
        ActionDescriptor.Common<AddComment, CommentResult>("Adds a comment to an issue or pull request.", "work-item", "pull-request") with { CanPreview = true, CanSettle = true };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.AddComment);
        using (await access.LookAsync(request, Kind(request), cancellationToken).ConfigureAwait(false))
        {
            // Looked at so that nothing is said to what has taken the number of a thing that moved away.
        }

        using var made = await _comments.AddAsync(request, asked.Text, cancellationToken).ConfigureAwait(false);
        return await ResultAsync(request, made.RootElement, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.AddComment);
        using var item = await access.LookAsync(request, Kind(request), cancellationToken).ConfigureAwait(false);
        return new($"A comment would be added to #{RepositoryAccess.Number(request)}, {item.RootElement.Text("title")}.", [new("comment", null, asked.Text)]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        using var item = await access.LookAsync(request, Kind(request), cancellationToken).ConfigureAwait(false);

        // That it is not seen proves nothing: the request may still be under way.
        return await _comments.FindAsync(request, Comments.Count(item.RootElement), cancellationToken).ConfigureAwait(false) is { } comment
            ? new(SettlementOutcome.Done, await ResultAsync(request, comment, cancellationToken).ConfigureAwait(false))
            : ActionSettlement.Unknown;
    }

    // A comment moves the instant at which GitHub says that the issue changed.
    private async Task<ActionResult> ResultAsync(ActionRequest request, JsonElement comment, CancellationToken cancellationToken) => RepositoryAccess.Result(
        new CommentResult { Id = comment.RequiredId("id", "comment"), Url = comment.Text("html_url") },
        ActionJson.Default.CommentResult,
        await access.VersionAsync(request, Kind(request), Stream(request), cancellationToken).ConfigureAwait(false));

    private static string Kind(ActionRequest request) => request.TargetStream == GitHubStreams.PullRequest ? "pulls" : "issues";

    private static string Stream(ActionRequest request) => request.TargetStream == GitHubStreams.PullRequest ? GitHubStreams.PullRequest : GitHubStreams.Issue;
}
