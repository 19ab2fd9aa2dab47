namespace Plutora.Integration.TestPlugins;

/// <summary>Ends the process in a read, as a stack overflow would.</summary>
public sealed class FailFastConnector : PluginBase
{
    public override string Tell(PluginOptions options)
    {
        Environment.FailFast("the plugin ends the process");
        return "";
    }
}
