using Plutora.Integration.Hub.Runtime.Plugins.Loading;

namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>Changes while the hub runs: the new version stands beside the old one until it is proven to start.</summary>
public sealed partial class PluginHost
{
    private async Task<PluginLoadResult> ChangeAsync(string source, Func<LoadedPlugin, LoadedPlugin, Task> replace, CancellationToken cancellationToken, string? connectorId = null)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await GuardAsync(source, () => ReplaceAsync(source, replace, connectorId, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<PluginLoadResult> ReplaceAsync(string source, Func<LoadedPlugin, LoadedPlugin, Task> replace, string? connectorId, CancellationToken cancellationToken)
    {
        var folder = await UnpackAsync(source, cancellationToken).ConfigureAwait(false);
        if (_plugins.FirstOrDefault(p => p.Folder == folder) is { } same)
        {
            return connectorId is null || connectorId == same.Descriptor.Id ? PluginLoadResult.Loaded(same) : throw Another(source, connectorId, same);
        }

        LoadedPlugin plugin;
        try
        {
            plugin = await LoadFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Delete(folder);
            throw;
        }

        if (connectorId is not null && connectorId != plugin.Descriptor.Id)
        {
            await ReleaseAsync(plugin).ConfigureAwait(false);
            Delete(folder);
            throw Another(source, connectorId, plugin);
        }

        var old = Find(plugin.Descriptor.Id);
        var before = _installed.Read().GetValueOrDefault(plugin.Descriptor.Id);
        try
        {
            await KeepAsync(plugin, cancellationToken).ConfigureAwait(false);
            _installed.Set(plugin.Descriptor.Id, folder);
            if (old is not null)
            {
                await replace(old, plugin).ConfigureAwait(false);
            }
        }
        catch
        {
            await UndoAsync(plugin, old, before).ConfigureAwait(false);
            throw;
        }

        if (old is null)
        {
            return Add(plugin);
        }

        _plugins = _plugins.Remove(old);
        var added = Add(plugin);
        return added with { Replaced = await UnloadAsync(old, CancellationToken.None).ConfigureAwait(false) };
    }

    private async Task UndoAsync(LoadedPlugin plugin, LoadedPlugin? old, string? before)
    {
        if (before is null)
        {
            _installed.Remove(plugin.Descriptor.Id);
            await (_packages?.ForgetAsync(plugin.Descriptor.Id, CancellationToken.None) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        else
        {
            _installed.Set(plugin.Descriptor.Id, before);
            await (old is null ? Task.CompletedTask : KeepAsync(old, CancellationToken.None)).ConfigureAwait(false);
        }

        await ReleaseAsync(plugin).ConfigureAwait(false);
        Delete(plugin.Folder);
    }

    private async Task<string> UnpackAsync(string source, CancellationToken cancellationToken)
    {
        var staging = _installed.Stage();
        try
        {
            await _package.UnpackAsync(source, staging, cancellationToken).ConfigureAwait(false);
            var (_, name, sha256) = await InspectAsync(staging, source, cancellationToken).ConfigureAwait(false);
            return _installed.Commit(staging, name, sha256);
        }
        catch
        {
            Delete(staging);
            throw;
        }
    }

    private static PluginFaultException Another(string source, string meant, LoadedPlugin plugin) => new(
        PluginFaultKind.InvalidPackage,
        $"Package '{Path.GetFileName(source)}' holds connector '{plugin.Descriptor.Id}' and not '{meant}': choose a package of '{meant}', or upgrade '{plugin.Descriptor.Id}' with it.");

    private static Task RefuseUpgradeAsync(LoadedPlugin old, LoadedPlugin plugin) => throw new PluginFaultException(
        PluginFaultKind.Duplicate,
        $"Connector '{old.Descriptor.Id}' {old.Descriptor.Version} is loaded already: upgrade it to {plugin.Descriptor.Version}, or remove it first.");

    private static async Task SwitchAsync(LoadedPlugin old, LoadedPlugin plugin, Func<LoadedPlugin, LoadedPlugin, CancellationToken, Task>? switchOver, CancellationToken cancellationToken)
    {
        try
        {
            await (switchOver?.Invoke(old, plugin, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new PluginFaultException(
                PluginFaultKind.StartFailed,
                $"The upgrade of connector '{old.Descriptor.Id}' from {old.Descriptor.Version} to {plugin.Descriptor.Version} was undone, since its instances could not be moved: {fault.Message}",
                fault);
        }
    }

    private async Task<UnloadReport> UnloadAsync(LoadedPlugin plugin, CancellationToken cancellationToken)
    {
        var context = await ReleaseAsync(plugin).ConfigureAwait(false);
        var gone = await UnloadMeter.IsGoneAsync(context, _options.UnloadTimeout, _time, cancellationToken).ConfigureAwait(false);
        var (id, version) = (plugin.Descriptor.Id, plugin.Descriptor.Version);
        if (_installed.Owns(plugin.Folder))
        {
            Delete(plugin.Folder);
        }

        var report = new UnloadReport(id, version, gone, gone
            ? $"Connector '{id}' {version} was taken out and left memory."
            : $"Connector '{id}' {version} was taken out but is still in memory after {_options.UnloadTimeout.TotalSeconds:0.#} s: a timer, a thread, a static event or an open instance holds it; the memory comes back when the hub restarts.");
        if (gone)
        {
            _log.Unloaded(report.Message);
        }
        else
        {
            _log.Leaked(report.Message);
        }

        return report;
    }

    private async Task<WeakReference> ReleaseAsync(LoadedPlugin plugin)
    {
        try
        {
            await Task.Run(() => plugin.DisposeServicesAsync().AsTask()).WaitAsync(_options.CloseTimeout, _time).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A plugin's Dispose may throw anything, or hang; the plugin goes all the same.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _log.DisposeFailed(fault, plugin.Descriptor.Id);
        }

        return plugin.Release();
    }

    private void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.NotDeleted(fault, folder);
        }
    }

    private async Task<PluginLoadResult> GuardAsync(string folder, Func<Task<PluginLoadResult>> load)
    {
        try
        {
            return await load().ConfigureAwait(false);
        }
        catch (PluginFaultException fault)
        {
            _log.Refused(folder, fault.Kind, fault.Message);
            return PluginLoadResult.Refused(folder, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.Refused(folder, PluginFaultKind.FilesUnusable, fault.Message);
            return new(folder, null, $"The files of plugin '{Path.GetFileName(folder)}' cannot be used: {fault.Message}", PluginFaultKind.FilesUnusable);
        }
    }
}
