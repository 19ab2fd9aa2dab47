namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Puppet: reports as agents send them to PuppetDB and as Puppet writes them in YAML, a catalog, and answers to queries.</summary>
public sealed class PuppetPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "puppet";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("report-*.json", "puppet/report", "$") with
        {
            Records = 8,
            About = "deployment 8",
            Mentions = "configuration-item 6, environment 1",
        },
        PayloadPlan.Of("yaml-*.yaml", "puppet/report", "$") with
        {
            Records = 6,
            About = "deployment 6",
            Mentions = "configuration-item 5, environment 1",
        },
        PayloadPlan.Of("catalog-*.json", "puppet/catalog", "$") with
        {
            Partial = true,
            Records = 1,
            About = "configuration-item 1",
            Mentions = "environment 1",
            Links = "depends-on 1",
        },
        PayloadPlan.Of("query-nodes-pql.json", "puppet/node", "$") with
        {
            Records = 1,
            About = "configuration-item 1",
            Mentions = "environment 1",
        },
        PayloadPlan.Of("query-resources-pql.json", "puppet/fact", "$") with
        {
            Partial = true,
            Records = 6,
            About = "configuration-item 1",
            Mentions = "environment 1",
        },
        PayloadPlan.None("query-node-single.json", "A query that the connector sends."),
        PayloadPlan.None("query-events.json", "Events are told by the report that they are of."),
        PayloadPlan.None("query-*event-counts.json", "Sums over events, which are of no node."),
        PayloadPlan.None("query-edges.json", "Relations of resources within a catalog."),
        PayloadPlan.None("status-v1.json", "The health of PuppetDB."),
    ];
}
