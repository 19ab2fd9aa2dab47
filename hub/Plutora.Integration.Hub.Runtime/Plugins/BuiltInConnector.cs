using System.Reflection;
using Plutora.Integration.Hub.Runtime.Plugins.Loading;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>A connector that is part of the process and not a plugin: the hub's own, or one that the acceptance kit runs.</summary>
/// <param name="Connector">The connector.</param>
/// <param name="Folder">Folder with its <c>mappings/*.yaml</c>.</param>
public sealed record BuiltInConnector(IConnector Connector, string Folder);

/// <summary>The process's own assembly: never unloaded.</summary>
internal sealed class OwnAssembly(Assembly main) : IPluginAssembly
{
    public Assembly Main => main;

    public WeakReference Unload() => new(null);
}
