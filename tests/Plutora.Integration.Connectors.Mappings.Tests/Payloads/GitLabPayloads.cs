namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>GitLab: answers of the API and webhooks.</summary>
public sealed class GitLabPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "gitlab";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("api-pipeline*.json", "gitlab/pipeline", "$") with
        {
            Records = 14,
            About = "pipeline-run 14",
            Mentions = "person 3, pipeline 1",
        },
        PayloadPlan.Of("*merge-request-*.json", "gitlab/merge-request-event", "$") with
        {
            Partial = true,
            Records = 2,
            About = "pull-request 1, review 1",
            Mentions = "person 1, repository 1",
        },
        PayloadPlan.Of("webhook-merge-request.json", "gitlab/merge-request-event", "$") with
        {
            Partial = true,
            Records = 1,
            About = "pull-request 1",
            Mentions = "person 2, repository 1",
        },
        PayloadPlan.Of("webhook-comment-*.json", "gitlab/note-event", "$") with
        {
            Partial = true,
            Records = 1,
            About = "pull-request 1, review 1",
        },
        PayloadPlan.Of("*push*.json", "gitlab/push-event", "$") with
        {
            Partial = true,
            Records = 2,
            About = "branch 2, commit 4",
            Mentions = "person 5, repository 2",
        },
        PayloadPlan.Of("*pipeline*.json", "gitlab/pipeline-event", "$") with
        {
            Partial = true,
            Records = 2,
            About = "pipeline-run 1, task-run 5",
            Mentions = "person 1, pipeline 1, repository 1",
        },
        PayloadPlan.Of("webhook-build.json", "gitlab/job-event", "$") with
        {
            Partial = true,
            Records = 1,
            About = "task-run 1",
            Mentions = "person 1",
        },
        PayloadPlan.Of("webhook-job.json", "gitlab/job-event", "$") with
        {
            Partial = true,
            Records = 1,
            About = "task-run 1",
            Mentions = "person 1",
        },
        PayloadPlan.Of("webhook-deployment.json", "gitlab/deployment-event", "$") with
        {
            Partial = true,
            Records = 1,
            About = "deployment 1",
            Mentions = "person 1, repository 1",
        },
    ];
}
