namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>AWS: answers of CodePipeline, CodeBuild and CodeDeploy, their events by EventBridge, and notifications.</summary>
public sealed class AwsPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "aws";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("*codepipeline-get-pipeline-state.json", "aws/pipeline-state", "$") with
        {
            Records = 2,
            About = "task-run 4",
            Mentions = "pipeline 2",
        },
        PayloadPlan.Of("api-codepipeline-list-executions-*.json", "aws/pipeline-execution", "pipelineExecutionSummaries") with
        {
            Records = 3,
            About = "pipeline-run 2",
            Mentions = "person 1",
        },
        PayloadPlan.Of("cli-codepipeline-list-pipeline-executions.json", "aws/pipeline-execution", "pipelineExecutionSummaries") with
        {
            Records = 3,
            About = "pipeline-run 3",
        },
        PayloadPlan.Of("cli-codepipeline-list-action-executions.json", "aws/action-execution", "actionExecutionDetails") with
        {
            Records = 2,
            About = "task-run 2",
            Links = "triggers 1",
        },
        PayloadPlan.Of("captured-codepipeline-notifications-*.json", "aws/codepipeline-event", "$") with
        {
            Partial = true,
            Records = 26,
            About = "pipeline-run 2, task-run 12",
            Mentions = "pipeline 1, pipeline-run 2",
            Links = "triggers 5",
        },
        PayloadPlan.Of("guide-*.json", "aws/codepipeline-event", "$") with
        {
            Partial = true,
            Records = 6,
            About = "pipeline-run 1, task-run 2",
            Mentions = "pipeline 1, pipeline-run 1",
            Links = "triggers 1",
        },
        PayloadPlan.None("event-codepipeline-lambda-job.json", "A job for a function, with credentials; CodePipeline tells its run by the action that it is of."),
        PayloadPlan.Of("event-codepipeline-*.json", "aws/codepipeline-event", "$") with
        {
            Partial = true,
            Records = 3,
            About = "pipeline-run 1, task-run 1",
            Mentions = "pipeline 1, pipeline-run 1",
        },
        PayloadPlan.Of("event-codebuild-*.json", "aws/codebuild-event", "$") with
        {
            Partial = true,
            Records = 2,
            About = "artifact 1, pipeline-run 1, task-run 10",
            Mentions = "pipeline 1",
        },
        PayloadPlan.Of("event-codedeploy-*.json", "aws/codedeploy-event", "$") with
        {
            Partial = true,
            Records = 1,
            About = "task-run 1",
            Mentions = "configuration-item 1, environment 1",
            Links = "belongs-to 1, changes 1",
        },
        PayloadPlan.Of("cli-codebuild-batch-get-build-batches.json", "aws/build", "buildBatches") with
        {
            Records = 1,
            About = "pipeline-run 1, task-run 4",
            Mentions = "person 1, pipeline 1",
        },
        PayloadPlan.Of("cli-codebuild-batch-get-reports.json", "aws/report", "reports") with
        {
            Records = 2,
            About = "test-run 2",
        },
        PayloadPlan.Of("cli-codebuild-describe-test-cases.json", "aws/test-case", "testCases") with
        {
            Records = 2,
            About = "test-case-result 2",
        },
        PayloadPlan.Of("cli-codedeploy-batch-get-deployments.json", "aws/deployment", "deploymentsInfo") with
        {
            Records = 2,
            About = "deployment 2",
        },
        PayloadPlan.Of("cli-codedeploy-get-deployment.json", "aws/deployment", "deploymentInfo") with
        {
            Records = 1,
            About = "deployment 1",
        },
        PayloadPlan.Of("cli-codedeploy-batch-get-deployment-targets.json", "aws/deployment-target", "deploymentTargets") with
        {
            Records = 1,
            About = "task-run 1",
            Mentions = "configuration-item 1",
            Links = "belongs-to 1, changes 1",
        },
        PayloadPlan.Of("cli-codedeploy-get-deployment-target.json", "aws/deployment-target", "deploymentTarget") with
        {
            Records = 1,
            About = "task-run 1",
            Mentions = "configuration-item 1",
            Links = "belongs-to 1, changes 1",
        },
        PayloadPlan.Of("cli-codedeploy-get-deployment-instance.json", "aws/deployment-target", "instanceSummary") with
        {
            Records = 1,
            About = "task-run 1",
            Mentions = "configuration-item 1",
            Links = "belongs-to 1, changes 1",
        },
        PayloadPlan.None("recorded-codedeploy-get-deployment-group-error.json", "An error answer."),
        PayloadPlan.Of("recorded-codedeploy-get-deployment-group.json", "aws/deployment-group", "data.deploymentGroupInfo") with
        {
            Records = 1,
            About = "environment 1",
        },
    ];
}
