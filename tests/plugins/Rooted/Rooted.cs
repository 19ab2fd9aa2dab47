namespace Plutora.Integration.TestPlugins;

/// <summary>Roots itself: a timer of the process calls back into it for ever.</summary>
public sealed class RootedConnector : PluginBase
{
    private readonly EventHandler _handler;

    public RootedConnector()
    {
        _handler = (_, _) => GC.KeepAlive(this);
        AppDomain.CurrentDomain.ProcessExit += _handler;
    }
}
