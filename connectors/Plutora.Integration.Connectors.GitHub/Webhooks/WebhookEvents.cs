using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.GitHub.Webhooks;

/// <summary>Which objects of which event are records of which stream.</summary>
internal static class WebhookEvents
{
    private const string Deleted = "deleted";

    /// <summary>Events whose objects are records as they stand. The first object is the one that <c>action: deleted</c> is about.</summary>
    private static readonly Dictionary<string, IReadOnlyList<Part>> Parts = new(StringComparer.Ordinal)
    {
        ["repository"] = [new("repository", GitHubStreams.Repository)],
        ["pull_request"] = [new("pull_request", GitHubStreams.PullRequest)],
        ["pull_request_review"] = [new("review", GitHubStreams.Review), new("pull_request", GitHubStreams.PullRequest)],
        ["milestone"] = [new("milestone", GitHubStreams.Milestone)],
        ["workflow_run"] = [new("workflow_run", GitHubStreams.WorkflowRun)],
        ["workflow_job"] = [new("workflow_job", GitHubStreams.WorkflowJob)],
        ["check_run"] = [new("check_run", GitHubStreams.CheckRun)],
        ["deployment"] = [new("deployment", GitHubStreams.Deployment)],
        ["deployment_status"] = [new("deployment_status", GitHubStreams.DeploymentStatus), new("deployment", GitHubStreams.Deployment)],
        ["release"] = [new("release", GitHubStreams.Release)],
        ["code_scanning_alert"] = [new("alert", GitHubStreams.CodeScanningAlert)],
        ["dependabot_alert"] = [new("alert", GitHubStreams.DependabotAlert)],
    };

    /// <summary>Events about the talk on a pull request; they carry it as it is now. Their deletion is not the pull request's.</summary>
    private static readonly HashSet<string> PullRequestTalk = ["pull_request_review_comment", "pull_request_review_thread"];

    public static ReceiveResult Read(string name, JsonElement payload) => name switch
    {
        "repository" when IsDeletion(payload) =>
            ReceiveResult.Of([.. OfParts(payload, Parts[name])]) with { RemovedContainers = [Repository(payload).Id] },
        _ when Parts.TryGetValue(name, out var parts) => ReceiveResult.Of([.. OfParts(payload, parts)]),
        _ when PullRequestTalk.Contains(name) =>
            ReceiveResult.Of(RecordMaker.Make(GitHubStreams.PullRequest, payload.RequiredObject("pull_request", "$"), Repository(payload), "$.pull_request")),
        "issues" => IssueEvents.Read(payload, IssueEvents.Changed),
        "issue_comment" => IssueEvents.Read(payload, IssueEvents.Commented),
        "push" => ReceiveResult.Of([.. RefEvents.Pushed(payload)]),
        "create" => ReceiveResult.Of(RefEvents.Made(payload, deleted: false)),
        "delete" => ReceiveResult.Of(RefEvents.Made(payload, deleted: true)),
        "status" => ReceiveResult.Of([.. Status(payload)]),
        _ => ReceiveResult.Ignore(IgnoredEvents.Reason(name)),
    };

    /// <summary>The repository that a delivery is about.</summary>
    public static RepositoryRef Repository(JsonElement payload) =>
        RepositoryRef.From(payload.RequiredObject("repository", "$"), "$.repository");

    /// <summary>True when the delivery's action says that its object is gone.</summary>
    public static bool IsDeletion(JsonElement payload) => payload.Text("action") == Deleted;

    private static IEnumerable<SourceRecord> OfParts(JsonElement payload, IReadOnlyList<Part> parts)
    {
        var repository = Repository(payload);
        var deleted = IsDeletion(payload);
        foreach (var part in parts)
        {
            var place = "$." + part.Member;
            var source = payload.RequiredObject(part.Member, "$");
            yield return deleted && part == parts[0]
                ? RecordMaker.Deletion(part.Stream, source, repository, place)
                : RecordMaker.Make(part.Stream, source, repository, place);
        }
    }

    // The payload is the status itself; the commit inside it has the form of the API.
    private static IEnumerable<SourceRecord> Status(JsonElement payload)
    {
        var repository = Repository(payload);
        yield return RecordMaker.Make(GitHubStreams.Status, payload, repository, "$");
        if (payload.TryObject("commit", out var commit))
        {
            yield return RecordMaker.Make(GitHubStreams.Commit, commit, repository, "$.commit");
        }
    }

    private sealed record Part(string Member, string Stream);
}
