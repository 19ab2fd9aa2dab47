namespace Plutora.Integration.TestPlugins;

public sealed class HangingConnector : PluginBase
{
    public HangingConnector()
    {
        using var never = new ManualResetEventSlim();
        never.Wait();
    }
}
