using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Company.Connector;

/// <summary>Says what the connector can do, and opens its instances.</summary>
public sealed class ToolNameConnector : Connector<ToolNameOptions>
{
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "tool-name",
        Version = "1.0.0",
        DisplayName = "ToolName",
        Description = "Tickets of ToolName.",
        Streams = [new() { Id = "ticket", Description = "A ticket, from GET /tickets.", Versions = VersionOrder.Instant, DefaultInterval = TimeSpan.FromMinutes(5) }],
    };

    protected override ConnectorInstance Open(ToolNameOptions options, ConnectorContext context, IServiceProvider services) => new ToolNameInstance(options, context);
}
