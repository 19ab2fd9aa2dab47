namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>The connectors that are loaded.</summary>
public interface IConnectorCatalog
{
    /// <summary>All of them.</summary>
    IReadOnlyList<LoadedPlugin> Plugins { get; }

    /// <summary>One by its connector id, or null.</summary>
    LoadedPlugin? Find(string connectorId);
}
