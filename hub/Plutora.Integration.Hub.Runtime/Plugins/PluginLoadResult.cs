namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>What became of one plugin: loaded, or refused with one sentence.</summary>
/// <param name="Folder">The folder or package that was tried.</param>
/// <param name="Plugin">The plugin; null when it was refused.</param>
/// <param name="Fault">One sentence that names the plugin, what is wrong and what mends it; null when it was loaded.</param>
/// <param name="Kind">Why it was refused; <see cref="PluginFaultKind.None"/> when it was loaded.</param>
public sealed record PluginLoadResult(string Folder, LoadedPlugin? Plugin, string? Fault, PluginFaultKind Kind)
{
    /// <summary>True when the plugin is loaded.</summary>
    public bool Succeeded => Plugin is not null;

    /// <summary>For an upgrade or a replaced installation: what became of the version before; null otherwise.</summary>
    public UnloadReport? Replaced { get; init; }

    internal static PluginLoadResult Loaded(LoadedPlugin plugin) => new(plugin.Folder, plugin, null, PluginFaultKind.None);

    internal static PluginLoadResult Refused(string folder, PluginFaultException fault) => new(folder, null, fault.Message, fault.Kind);
}

/// <summary>What became of a plugin that was taken out.</summary>
/// <param name="ConnectorId">Id of the connector.</param>
/// <param name="Version">Its version.</param>
/// <param name="Unloaded">True when its assemblies left memory: measured, not assumed.</param>
/// <param name="Message">One sentence for administrators.</param>
public sealed record UnloadReport(string ConnectorId, string Version, bool Unloaded, string Message);
