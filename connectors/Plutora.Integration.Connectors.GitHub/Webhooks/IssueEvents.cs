using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.GitHub.Webhooks;

/// <summary>Issues: changed, moved between repositories, commented.</summary>
internal static class IssueEvents
{
    /// <summary>
    /// What an event about an issue says. Of a pull request it holds the form as issue, which does not name the pull request's id: then
    /// pull requests are read soon.
    /// </summary>
    public static ReceiveResult Read(JsonElement payload, Func<JsonElement, IEnumerable<SourceRecord>> records) =>
        payload.RequiredObject("issue", "$").TryObject("pull_request", out _)
            ? new() { ReadStreams = [GitHubStreams.PullRequest] }
            : ReceiveResult.Of([.. records(payload)]);

    /// <summary>The issue; where it moved to another repository it has another id there, so the old one is gone and the new one told.</summary>
    public static IEnumerable<SourceRecord> Changed(JsonElement payload)
    {
        var repository = WebhookEvents.Repository(payload);
        var issue = payload.RequiredObject("issue", "$");
        var moved = payload.Text("action") == "transferred";
        yield return moved || WebhookEvents.IsDeletion(payload)
            ? RecordMaker.Deletion(GitHubStreams.Issue, issue, repository, "$.issue")
            : RecordMaker.Make(GitHubStreams.Issue, issue, repository, "$.issue");

        if (!payload.TryObject("changes", out var changes))
        {
            yield break;
        }

        if (moved && Other(changes, "new") is { } arrived)
        {
            yield return RecordMaker.Make(GitHubStreams.Issue, arrived.Issue, arrived.Repository, "$.changes.new_issue");
        }

        if (Other(changes, "old") is { } left)
        {
            yield return RecordMaker.Deletion(GitHubStreams.Issue, left.Issue, left.Repository, "$.changes.old_issue");
        }
    }

    /// <summary>A comment brings its issue as it is now.</summary>
    public static IEnumerable<SourceRecord> Commented(JsonElement payload)
    {
        yield return RecordMaker.Make(GitHubStreams.Issue, payload.RequiredObject("issue", "$"), WebhookEvents.Repository(payload), "$.issue");
    }

    private static (JsonElement Issue, RepositoryRef Repository)? Other(JsonElement changes, string which) =>
        changes.TryObject(which + "_issue", out var issue) && changes.TryObject(which + "_repository", out var repository)
            ? (issue, RepositoryRef.From(repository, $"$.changes.{which}_repository"))
            : null;
}
