using System.Reflection;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Plugins.Loading;

/// <summary>What runs connectors that are documents.</summary>
/// <param name="Engine">The entry point.</param>
/// <param name="Assembly">Its assembly and the context around it.</param>
/// <param name="SdkVersion">Full version of the SDK that it was built against.</param>
internal sealed record ConnectorEngine(IConnectorEngine Engine, IPluginAssembly Assembly, string SdkVersion);

/// <summary>The engine's assembly as a document's connector has it: what unloads is the connector, and the engine serves on.</summary>
internal sealed class DocumentAssembly(Assembly main, WeakReference connector) : IPluginAssembly
{
    public Assembly Main => main;

    public WeakReference Unload() => connector;
}
