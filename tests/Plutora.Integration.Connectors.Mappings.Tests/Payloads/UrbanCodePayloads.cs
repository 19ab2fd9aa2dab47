namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>UrbanCode Deploy: answers of its REST interface and of its command line.</summary>
public sealed class UrbanCodePayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "urbancode";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("collector-application.json", "urbancode/application", "$") with
        {
            Records = 2,
            About = "application 2",
        },
        PayloadPlan.Of("docs-application-info-get.json", "urbancode/application", "$") with
        {
            Records = 1,
            About = "application 1",
        },
        PayloadPlan.Of("docs-application-componentsinapplication-get.json", "urbancode/component", "$") with
        {
            Records = 3,
            About = "configuration-item 3",
        },
        PayloadPlan.Of("docs-component-get.json", "urbancode/component", "$") with
        {
            Records = 3,
            About = "configuration-item 3",
        },
        PayloadPlan.Of("docs-component-versions-get.json", "urbancode/version", "$") with
        {
            Records = 2,
            About = "artifact 2",
        },
        PayloadPlan.Of("docs-version-createversion-post.json", "urbancode/version", "$") with
        {
            Records = 1,
            About = "artifact 1",
        },
        PayloadPlan.Of("collector-environments.json", "urbancode/environment", "$") with
        {
            Records = 6,
            About = "environment 6",
        },
        PayloadPlan.Of("docs-application-environmentsinapplication-get.json", "urbancode/environment", "$") with
        {
            Records = 1,
            About = "environment 1",
        },
        PayloadPlan.Of("docs-applicationprocess-info-get.json", "urbancode/application-process", "$") with
        {
            Records = 1,
            About = "pipeline 1",
        },
        PayloadPlan.Of("docs-applicationprocessrequest-get.json", "urbancode/application-process-request", "$") with
        {
            Records = 2,
            About = "deployment 2",
            Mentions = "application 2, environment 2, pipeline 2",
            Links = "triggers 2",
        },
        PayloadPlan.Of("docs-applicationprocessrequest-request-get.json", "urbancode/process-trace", "$") with
        {
            Records = 1,
            About = "task-run 4",
        },
        PayloadPlan.Of("docs-*snapshot*.json", "urbancode/snapshot", "$") with
        {
            Records = 3,
            About = "release 3",
        },
        PayloadPlan.Of("docs-agentcli-info-get.json", "urbancode/agent", "$") with
        {
            Records = 1,
            About = "configuration-item 1",
        },
        PayloadPlan.Of("collector-component1.json", "urbancode/resource", "$") with
        {
            Records = 1,
            About = "configuration-item 1",
            Mentions = "artifact 1, configuration-item 1",
            Links = "contains 1",
        },
        PayloadPlan.Of("collector-resources.json", "urbancode/resource", "$") with
        {
            Records = 2,
            About = "configuration-item 2",
            Mentions = "configuration-item 2",
        },
        PayloadPlan.Of("collector-noncompliance.json", "urbancode/resource", "$") with
        {
            Records = 1,
            About = "configuration-item 1",
            Mentions = "artifact 1",
            Links = "relates-to 1",
        },
        PayloadPlan.Of("docs-resource-withversion-get.json", "urbancode/resource", "$") with
        {
            Records = 1,
            About = "configuration-item 1",
        },
        PayloadPlan.Of("collector-inventory.json", "urbancode/inventory", "$") with
        {
            Records = 2,
            About = "configuration-item 2",
            Mentions = "artifact 2, configuration-item 2, environment 1",
            Links = "changes 2",
        },
        PayloadPlan.Of("docs-team-info-get.json", "urbancode/team", "$") with
        {
            Records = 1,
            About = "team 1",
            Mentions = "person 3",
        },
        PayloadPlan.None("docs-applicationprocessrequest-*.json", "Counts, and answers that name no request or nothing else of it."),
        PayloadPlan.None("docs-status-getstatuses-get.json", "Names of states."),
        PayloadPlan.None("docs-*properties-get.json", "Properties, some of which are secret."),
        PayloadPlan.None("docs-systemconfiguration-get.json", "The settings of the server."),
    ];
}
