namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Jira: what Apache DevLake read of it, one record a line under <c>data</c>.</summary>
public sealed class JiraPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "jira";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("sprint.jsonl", "jira/sprint", "data") with
        {
            Records = 11,
            About = "sprint 11",
        },
        PayloadPlan.None("*", "The documents of these streams are not written yet."),
    ];
}
