namespace Plutora.Integration.TestPlugins;

public sealed class ThrowingConnector : PluginBase
{
    public ThrowingConnector() => throw new InvalidOperationException("the licence is missing");
}
