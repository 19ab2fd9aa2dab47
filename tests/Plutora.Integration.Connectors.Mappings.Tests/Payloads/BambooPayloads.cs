namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Bamboo: what Apache DevLake read of it, one record a line under <c>data</c>.</summary>
public sealed class BambooPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "bamboo";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("plan-build.jsonl", "bamboo/plan-result", "data") with
        {
            Records = 9,
            About = "pipeline-run 8",
            Mentions = "person 1, pipeline 2",
        },
        PayloadPlan.Of("deploy-build.jsonl", "bamboo/deployment-result", "data") with
        {
            Records = 8,
            About = "deployment 8",
            Mentions = "artifact 2, person 1",
        },
    ];
}
