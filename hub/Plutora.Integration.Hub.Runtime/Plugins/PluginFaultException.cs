namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>Carries a refusal from where it is found to the host, which turns it into a result.</summary>
internal sealed class PluginFaultException(PluginFaultKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public PluginFaultKind Kind { get; } = kind;
}
