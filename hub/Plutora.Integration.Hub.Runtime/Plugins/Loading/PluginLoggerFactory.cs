using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Hub.Runtime.Plugins.Loading;

/// <summary>Hands the hub's logging to a plugin's container, which must not dispose it nor add to it.</summary>
internal sealed class PluginLoggerFactory(ILoggerFactory hub) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => hub.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("A plugin adds no logging providers: what it logs goes to the hub's.");

    public void Dispose()
    {
        // The hub's factory outlives every plugin.
    }
}
