using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.TestPlugins;

public sealed class BadDescriptorConnector : PluginBase
{
    protected override string Id => "Not An Id";

    protected override ConnectorDescriptor Describe() => base.Describe() with
    {
        Streams = [new StreamDescriptor { Id = "thing", Description = "One." }, new StreamDescriptor { Id = "thing", Description = "Twice." }],
    };
}
