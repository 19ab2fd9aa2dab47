namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>CodeShip: answers of API version 2 and webhooks.</summary>
public sealed class CodeShipPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "codeship";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("api-v2-projects-list.json", "codeship/project", "projects") with
        {
            Records = 2,
            About = "pipeline 2",
        },
        PayloadPlan.None("api-v2-projects-create_pro_request.json", "A request that the connector sends."),
        PayloadPlan.Of("api-v2-projects-*.json", "codeship/project", "project") with
        {
            Records = 2,
            About = "pipeline 1",
        },
        PayloadPlan.Of("api-v2-builds-get.json", "codeship/build", "build") with
        {
            Records = 1,
            About = "pipeline-run 1",
            Mentions = "person 1",
        },
        PayloadPlan.Of("api-v2-builds-steps.json", "codeship/build-step", "steps") with
        {
            Records = 1,
            About = "task-run 1",
        },
        PayloadPlan.Of("webhook-*.json", "codeship/build-event", "$") with
        {
            Partial = true,
            Records = 3,
            About = "pipeline-run 1",
            Mentions = "person 1",
            Unmapped = ["state=some_other_status"],
        },
        PayloadPlan.None("api-v2-auth-*.json", "Answers to signing in."),
        PayloadPlan.None("api-v2-errors.json", "An error answer."),
        PayloadPlan.None("api-v2-not_found.json", "An error answer."),
    ];
}
