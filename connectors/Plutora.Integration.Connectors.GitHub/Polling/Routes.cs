using Plutora.Integration.Connectors.GitHub.Records;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>How each stream is read. Some are read along two ways.</summary>
internal static class Routes
{
    // Runs and deployments are sorted by their making and go on changing; GitHub waits for an approval for thirty days at most.
    private static readonly TimeSpan RunsChange = TimeSpan.FromDays(3);
    private static readonly Route Pulls = new("pulls?state=all&sort=updated&direction=desc", Stamp: "updated_at");
    private static readonly Route Branches = new("branches");
    private static readonly Route Runs = new("actions/runs", "workflow_runs", "created_at") { Lookback = RunsChange };
    private static readonly Route Deployments = new("deployments", Stamp: "created_at") { Lookback = RunsChange };

    private static readonly Dictionary<string, IReadOnlyList<Route>> Ways = new(StringComparer.Ordinal)
    {
        [GitHubStreams.Branch] = [Branches],
        [GitHubStreams.Tag] = [new("tags")],
        [GitHubStreams.Commit] = [new("commits", Stamp: "committer") { Since = true }],
        [GitHubStreams.PullRequest] = [Pulls],
        [GitHubStreams.Review] = [Pulls with { Child = new("pulls/{number}/reviews") }],
        [GitHubStreams.Issue] = [new("issues?state=all&sort=updated&direction=desc", Stamp: "updated_at") { Since = true }],
        [GitHubStreams.IssueEvent] = [new("issues/events", Stamp: "created_at")],
        [GitHubStreams.Milestone] = [new("milestones?state=all")],
        [GitHubStreams.Workflow] = [new("actions/workflows", "workflows")],
        [GitHubStreams.WorkflowRun] = [Runs],
        [GitHubStreams.WorkflowJob] = [Runs with { Child = new("actions/runs/{id}/jobs?filter=all", "jobs") }],
        [GitHubStreams.CheckRun] = Heads("commits/{sha}/check-runs?filter=all", "check_runs"),
        [GitHubStreams.Status] = Heads("commits/{sha}/statuses", null),
        [GitHubStreams.Deployment] = [Deployments],
        [GitHubStreams.DeploymentStatus] = [Deployments with { Child = new("deployments/{id}/statuses") }],
        [GitHubStreams.Release] = [new("releases")],
        [GitHubStreams.CodeScanningAlert] = [new("code-scanning/alerts?sort=updated&direction=desc", Stamp: "updated_at")],
        [GitHubStreams.DependabotAlert] = [new("dependabot/alerts?sort=updated&direction=desc", Stamp: "updated_at")],
    };

    public static IReadOnlyList<Route> Of(string stream) => Ways[stream];

    // Checks end after the pull request last changed; a day covers those that run overnight.
    private static IReadOnlyList<Route> Heads(string path, string? items) =>
    [
        Pulls with { Lookback = TimeSpan.FromDays(1), Child = new(path.Replace("{sha}", "{head.sha}", StringComparison.Ordinal), items) },
        Branches with { Child = new(path.Replace("{sha}", "{commit.sha}", StringComparison.Ordinal), items) },
    ];
}
