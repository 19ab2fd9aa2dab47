using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Merges a pull request at the head that was looked at; one that is merged already is left as it is.</summary>
internal sealed class MergeAction(RepositoryAccess access) : RepositoryAction
{
    public static ActionDescriptor Offer { get; } = ActionDescriptor.Common<Merge, MergeResult>("Merges a pull request, at the head that is asked for or that it has.") with
    {
        Idempotent = true,
        CanPreview = true,
        CanSettle = true,
    };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.AskedMerge);
        using var pull = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        var head = Head(request, pull.RootElement, asked);
        if (IsMerged(pull.RootElement))
        {
            return Result(pull.RootElement);
        }

        var body = new JsonObject { ["sha"] = head, ["merge_method"] = await MethodAsync(request, asked, cancellationToken).ConfigureAwait(false) };
        if (asked.Title is { Length: > 0 } title)
        {
            body["commit_title"] = title;
        }

        if (asked.Message is { Length: > 0 } message)
        {
            body["commit_message"] = message;
        }

        using var merged = await access.ChangeAsync(HttpMethod.Put, access.At(RepositoryAccess.Repository(request), $"/pulls/{RepositoryAccess.Number(request)}/merge"), body, cancellationToken).ConfigureAwait(false);
        var commit = merged?.RootElement is { ValueKind: JsonValueKind.Object } answer ? answer.Text("sha") : null;
        return RepositoryAccess.Result(
            new MergeResult { Commit = commit, Url = pull.RootElement.Text("html_url") },
            ActionJson.Default.MergeResult,
            await access.VersionAsync(request, "pulls", GitHubStreams.PullRequest, cancellationToken).ConfigureAwait(false));
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.AskedMerge);
        using var pull = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        var (name, head) = ($"#{RepositoryAccess.Number(request)}", Head(request, pull.RootElement, asked));
        if (IsMerged(pull.RootElement))
        {
            return new($"{name} is merged already; nothing would change.", []);
        }

        var method = await MethodAsync(request, asked, cancellationToken).ConfigureAwait(false);
        var hindered = pull.RootElement.TryGetProperty("mergeable", out var mergeable) && mergeable.ValueKind == JsonValueKind.False ? " GitHub says that it cannot be merged as it stands." : "";
        return new($"{name} would be merged into {PageReader.At(pull.RootElement, "base.ref")} at {head} by {method}.{hindered}", [new("state", "open", "closed"), new("merged", "false", "true")]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        using var pull = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        return IsMerged(pull.RootElement) ? new(SettlementOutcome.Done, Result(pull.RootElement)) : new(SettlementOutcome.NotDone);
    }

    private Task<JsonDocument> LookAsync(ActionRequest request, CancellationToken cancellationToken) => access.LookAsync(request, "pulls", cancellationToken);

    // What was not looked at is not merged: where the caller names no head, it is the one of now.
    private static string Head(ActionRequest request, JsonElement pull, AskedMerge asked)
    {
        var (name, head) = ($"#{RepositoryAccess.Number(request)}", PageReader.At(pull, "head.sha") ?? throw ConnectorException.Permanent("GitHub does not say what the head of the pull request is."));
        if (asked.Head is { Length: > 0 } wanted && !string.Equals(wanted, head, StringComparison.OrdinalIgnoreCase))
        {
            throw ConnectorException.Conflict($"The head of {name} is {head} by now, not {wanted}. Look at what was added, and ask with that head.");
        }

        return IsMerged(pull) || pull.Text("state") != "closed" ? head : throw ConnectorException.Conflict($"{name} was closed without being merged. Reopen it first.");
    }

    // GitHub takes a merge commit where nothing is said, also where the repository allows none.
    private async Task<string> MethodAsync(ActionRequest request, AskedMerge asked, CancellationToken cancellationToken)
    {
        if (asked.Method is { Length: > 0 } method)
        {
            return method;
        }

        using var repository = await access.LookAsync(access.At(RepositoryAccess.Repository(request), ""), cancellationToken).ConfigureAwait(false);
        return Forbids(repository.RootElement, "allow_merge_commit") ? Forbids(repository.RootElement, "allow_squash_merge") ? "rebase" : "squash" : "merge";
    }

    private static bool Forbids(JsonElement repository, string member) => repository.TryGetProperty(member, out var allowed) && allowed.ValueKind == JsonValueKind.False;

    private static bool IsMerged(JsonElement pull) => pull.IsTrue("merged") || pull.Instant("merged_at") is not null;

    private static ActionResult Result(JsonElement pull) => RepositoryAccess.Result(
        new MergeResult { Commit = pull.Text("merge_commit_sha"), Url = pull.Text("html_url") }, ActionJson.Default.MergeResult, RepositoryAccess.VersionOf(pull, GitHubStreams.PullRequest));
}
