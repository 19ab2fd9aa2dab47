using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Records;

/// <summary>The streams of the connector. Their order is the connector's: where versions tie, the earlier stream wins.</summary>
internal static class GitHubStreams
{
    public const string Repository = "repository";
    public const string Branch = "branch";
    public const string Tag = "tag";
    public const string Commit = "commit";
    public const string PushCommit = "push-commit";
    public const string PullRequest = "pull-request";
    public const string Review = "review";
    public const string Issue = "issue";
    public const string IssueEvent = "issue-event";
    public const string Milestone = "milestone";
    public const string Workflow = "workflow";
    public const string WorkflowRun = "workflow-run";
    public const string WorkflowJob = "workflow-job";
    public const string CheckRun = "check-run";
    public const string Status = "status";
    public const string DeploymentStatus = "deployment-status";
    public const string Deployment = "deployment";
    public const string Release = "release";
    public const string CodeScanningAlert = "code-scanning-alert";
    public const string DependabotAlert = "dependabot-alert";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        Read(Repository, "A repository as GET /repos/{owner}/{repo} and webhooks give it.", VersionOrder.Instant, Seldom),
        Read(Branch, "A branch: the object of GET /repos/{owner}/{repo}/branches, or what create, delete and push tell, beside its repository.", VersionOrder.None, Often) with { Partial = true },
        Read(Tag, "A tag: the object of GET /repos/{owner}/{repo}/tags, or what create, delete and push tell, beside its repository.", VersionOrder.None, Often) with { Partial = true },
        Read(Commit, "A commit of the default branch as GET /repos/{owner}/{repo}/commits gives it; webhook status carries the same object.", VersionOrder.Immutable, Often, scan: false),
        new() { Id = PushCommit, Description = "A commit in the shorter form of webhook push.", Versions = VersionOrder.Immutable, Partial = true, CanRead = false },
        // The list answer and the webhook share the object, but the webhook's and the single answer hold more members.
        Read(PullRequest, "A pull request as GET /repos/{owner}/{repo}/pulls and webhooks give it.", VersionOrder.Instant, Often) with { Partial = true },
        // A dismissal changes a review and leaves its only instant, submitted_at, as it was.
        Read(Review, "A review of a pull request.", VersionOrder.None, Often),
        Read(Issue, "An issue; a pull request in its form as issue comes too and yields nothing.", VersionOrder.Instant, Often),
        // What happened stays as it was told, but the issue that stands in it is the one of now.
        Read(IssueEvent, "What happened to an issue: that it was closed, reopened, labelled.", VersionOrder.Instant, Often, scan: false) with { Partial = true, Secondary = true },
        Read(Milestone, "A milestone.", VersionOrder.Instant, Seldom),
        Read(Workflow, "A GitHub Actions workflow.", VersionOrder.Instant, Seldom),
        Read(WorkflowRun, "A run of a GitHub Actions workflow.", VersionOrder.Instant, Often, scan: false),
        Read(WorkflowJob, "A job of a workflow run.", VersionOrder.Instant, Often, scan: false),
        Read(CheckRun, "A check run on the head of a branch or pull request.", VersionOrder.Instant, Often, scan: false),
        Read(Status, "A commit status on the head of a branch or pull request; the webhook's form names sha and repository besides.", VersionOrder.Instant, Often, scan: false),
        Read(DeploymentStatus, "A status of a deployment: what became of it and when.", VersionOrder.Instant, Often) with { Partial = true, Secondary = true },
        Read(Deployment, "A deployment as it was requested.", VersionOrder.Instant, Often),
        Read(Release, "A release.", VersionOrder.Instant, Seldom),
        Read(CodeScanningAlert, "A code scanning alert beside its repository.", VersionOrder.Instant, Seldom),
        Read(DependabotAlert, "A dependency alert beside its repository.", VersionOrder.Instant, Seldom),
    ];

    private static StreamDescriptor Read(string id, string description, VersionOrder versions, TimeSpan interval, bool scan = true) => new()
    {
        Id = id,
        Description = description,
        Versions = versions,
        DefaultInterval = interval,
        CanScan = scan,
        CanFetch = RecordFetcher.CanFetch(id),
        Overlap = versions == VersionOrder.None ? TimeSpan.Zero : TimeSpan.FromMinutes(2),
    };
}
