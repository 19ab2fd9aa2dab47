using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Instances;

namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>Takes what people ask of connectors, over the API and in the console, and says why not.</summary>
/// <param name="plugins">Loaded connectors.</param>
/// <param name="instances">Instances at work.</param>
/// <param name="store">Configured instances.</param>
public sealed class ConnectorDesk(PluginHost plugins, InstanceManager instances, InstanceStore store)
{
    /// <summary>Installs a connector from a package or folder on the hub's machine.</summary>
    public async Task<(LoadedPlugin? Plugin, Refusal? Refusal)> InstallAsync(string source, CancellationToken cancellationToken) => Told(await plugins.InstallAsync(source, cancellationToken).ConfigureAwait(false));

    /// <summary>Replaces a connector; its instances stand still meanwhile.</summary>
    public async Task<(LoadedPlugin? Plugin, Refusal? Refusal)> UpgradeAsync(string id, string source, CancellationToken cancellationToken) => plugins.Find(id) is null
        ? (null, Refusal.NotFound($"There is no connector '{id}'; install it first."))
        : Told(await instances.WithoutInstancesAsync(id, () => plugins.UpgradeConnectorAsync(id, source, cancellationToken), cancellationToken).ConfigureAwait(false));

    /// <summary>Removes a connector that no instance uses.</summary>
    /// <returns>A sentence on what became of it, or why it stays.</returns>
    public async Task<(string? Said, Refusal? Refusal)> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        if (store.All.Where(i => i.Connector == id).Select(i => i.Id).ToArray() is { Length: > 0 } users)
        {
            return (null, Refusal.Conflict($"Connector '{id}' is used by {string.Join(", ", users)}. Remove these instances first."));
        }

        return await plugins.RemoveAsync(id, cancellationToken).ConfigureAwait(false) is { } report ? (report.Message, null) : (null, Refusal.NotFound($"There is no connector '{id}'."));
    }

    private static (LoadedPlugin? Plugin, Refusal? Refusal) Told(PluginLoadResult result) => result.Plugin is { } plugin ? (plugin, null) : (null, new(RefusalReason.Invalid, result.Fault!));
}
