namespace Plutora.Integration.TestPlugins;

public sealed class ThrowingDescriptorConnector : PluginBase
{
    protected override string Id => throw new InvalidOperationException("no name for me");
}
