using System.Text.Json;

namespace Plutora.Integration.Connectors.GitHub.Records;

/// <summary>What a stream takes id, version and time from, alike for an answer of the API and a webhook's object.</summary>
/// <param name="Id">The record id of an object; the second argument is its repository, the third the object's place for messages.</param>
/// <param name="Versions">Members with instants; the latest of them orders the versions. Empty where nothing does.</param>
/// <param name="Times">Members with instants; the first that is there is when it happened. Those of <paramref name="Versions"/> when empty.</param>
/// <param name="Envelope">Name under which the object stands beside its repository; null when the record is the object itself.</param>
internal sealed record RecordForm(
    Func<JsonElement, RepositoryRef, string, string> Id,
    IReadOnlyList<string> Versions,
    IReadOnlyList<string> Times,
    string? Envelope = null)
{
    private static readonly RecordForm Updated = new(NumericId, ["updated_at"], []);

    private static readonly Dictionary<string, RecordForm> Forms = new(StringComparer.Ordinal)
    {
        [GitHubStreams.Repository] = Updated,
        [GitHubStreams.Branch] = new((o, r, at) => $"{r.Id}/{o.RequiredText("name", at)}", [], [], "branch"),
        [GitHubStreams.Tag] = new((o, r, at) => $"{r.Id}/{o.RequiredText("name", at)}", [], [], "tag"),
        [GitHubStreams.Commit] = new((o, _, at) => o.RequiredText("sha", at), [], []),
        [GitHubStreams.PushCommit] = new((o, _, at) => o.RequiredText("id", at), [], ["timestamp"]),
        [GitHubStreams.PullRequest] = Updated,
        [GitHubStreams.Review] = new(NumericId, [], ["submitted_at"]),
        [GitHubStreams.Issue] = Updated,
        [GitHubStreams.IssueEvent] = new(NumericId, ["created_at"], []),
        [GitHubStreams.Milestone] = Updated,
        [GitHubStreams.Workflow] = Updated,
        [GitHubStreams.WorkflowRun] = Updated,
        [GitHubStreams.WorkflowJob] = new(NumericId, ["created_at", "started_at", "completed_at"], []),
        [GitHubStreams.CheckRun] = new(NumericId, ["started_at", "completed_at"], []),
        [GitHubStreams.Status] = Updated,
        [GitHubStreams.DeploymentStatus] = new(NumericId, ["updated_at"], ["created_at"]),
        // GitHub moves a deployment's updated_at with each of its statuses, which are records of their own; what it asked for stays.
        [GitHubStreams.Deployment] = new(NumericId, ["created_at"], []),
        // Releases written before GitHub gave them updated_at have the other two alone.
        [GitHubStreams.Release] = new(NumericId, ["updated_at", "published_at", "created_at"], []),
        [GitHubStreams.CodeScanningAlert] = new(NumberInRepository, ["updated_at", "fixed_at", "dismissed_at", "created_at"], [], "alert"),
        [GitHubStreams.DependabotAlert] = new(NumberInRepository, ["updated_at"], [], "alert"),
    };

    public static RecordForm Of(string stream) => Forms[stream];

    private static string NumericId(JsonElement o, RepositoryRef repository, string place) => o.RequiredId("id", place);

    private static string NumberInRepository(JsonElement o, RepositoryRef repository, string place) => $"{repository.Id}/{o.RequiredId("number", place)}";
}
