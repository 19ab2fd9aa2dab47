using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Hub.Runtime.Plugins.Loading;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>
/// A connector in memory with its own container. Once removed it lets go of everything: whoever still holds it keeps the plugin's
/// assemblies alive no longer, and gets an <see cref="ObjectDisposedException"/> that names the connector.
/// </summary>
public sealed class LoadedPlugin
{
    private IConnector? _connector;
    private ServiceProvider? _services;
    private IPluginAssembly? _assembly;

    internal LoadedPlugin(IConnector connector, ConnectorDescriptor descriptor, ServiceProvider services, IPluginAssembly assembly)
    {
        _connector = connector;
        _services = services;
        _assembly = assembly;
        Descriptor = descriptor;
    }

    /// <summary>The connector.</summary>
    /// <exception cref="ObjectDisposedException">The plugin was removed or replaced.</exception>
    public IConnector Connector => _connector ?? throw Gone();

    /// <summary>What the connector is and can do.</summary>
    public ConnectorDescriptor Descriptor { get; }

    /// <summary>The plugin's own container.</summary>
    /// <exception cref="ObjectDisposedException">The plugin was removed or replaced.</exception>
    public IServiceProvider Services => _services ?? throw Gone();

    /// <summary>Folder that the plugin was loaded from.</summary>
    public required string Folder { get; init; }

    /// <summary>SHA-256 over the names and bytes of all files of the folder, hexadecimal lower case; equal for equal content anywhere.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Full version of the SDK that the plugin was built against.</summary>
    public required string SdkVersion { get; init; }

    /// <summary>Full paths of the base mappings (<c>mappings/*.yaml</c>), sorted.</summary>
    public required IReadOnlyList<string> MappingFiles { get; init; }

    /// <summary>False once the plugin was removed or replaced.</summary>
    public bool IsLoaded => _connector is not null;

    internal ValueTask DisposeServicesAsync() => Interlocked.Exchange(ref _services, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal WeakReference Release()
    {
        _connector = null;
        return Interlocked.Exchange(ref _assembly, null)?.Unload() ?? new WeakReference(null);
    }

    private ObjectDisposedException Gone() =>
        new(Descriptor.Id, $"Connector '{Descriptor.Id}' {Descriptor.Version} was removed or replaced; ask the plugin host for the one that is loaded now.");
}
