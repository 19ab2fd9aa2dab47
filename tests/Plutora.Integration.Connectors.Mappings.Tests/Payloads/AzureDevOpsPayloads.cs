namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Azure DevOps: answers of the API and service hooks.</summary>
public sealed class AzureDevOpsPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "azuredevops";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("api-pull-requests.json", "azure-devops/pull-request", "$") with
        {
            Records = 1,
            About = "pull-request 1",
            Mentions = "person 1, repository 1",
        },
        PayloadPlan.Of("api-timeline-records.json", "azure-devops/timeline-record", "$") with
        {
            Records = 5,
            About = "task-run 5",
        },
        PayloadPlan.Of("servicehook-build-complete.json", "azure-devops/build-event", "$") with
        {
            Partial = true,
            Records = 1,
            About = "pipeline-run 1",
            Mentions = "person 1, pipeline 1",
        },
        PayloadPlan.Of("*.json", "azure-devops/pull-request-event", "$") with
        {
            Partial = true,
            Records = 7,
            About = "pull-request 1, review 1",
            Mentions = "person 1, repository 1, team 1",
        },
    ];
}
