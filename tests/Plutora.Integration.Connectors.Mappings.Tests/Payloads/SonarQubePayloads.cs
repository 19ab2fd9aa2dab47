namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>SonarQube: what Apache DevLake read of it, one record a line under <c>data</c>.</summary>
public sealed class SonarQubePayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "sonarqube";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("issue.jsonl", "sonarqube/issue", "data") with
        {
            Records = 4,
            About = "finding 4",
        },
        PayloadPlan.Of("hotspot.jsonl", "sonarqube/hotspot", "data") with
        {
            Records = 1,
            About = "finding 1",
        },
    ];
}
