namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>PagerDuty: incidents with their log entries, as Apache DevLake read them, one a line under <c>data</c>.</summary>
public sealed class PagerDutyPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "pagerduty";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("incident.jsonl", "pagerduty/incident", "data") with
        {
            Records = 2,
            About = "incident 2",
            Mentions = "person 2, service 1",
        },
    ];
}
