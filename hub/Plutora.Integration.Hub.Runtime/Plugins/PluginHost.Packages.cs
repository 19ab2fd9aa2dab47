using Plutora.Integration.Hub.Runtime.Plugins.Inspection;
using Plutora.Integration.Hub.Runtime.Plugins.Packages;

namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>Packages in the log: the install folder is brought to what they say before anything is loaded from it.</summary>
public sealed partial class PluginHost
{
    /// <summary>Connectors that another hub installed, upgraded or removed, and that are not so here yet.</summary>
    internal async Task<IReadOnlyList<string>> ChangedElsewhereAsync(CancellationToken cancellationToken)
    {
        if (_packages is null)
        {
            return [];
        }

        var kept = await _packages.ListAsync(cancellationToken).ConfigureAwait(false);
        var gone = _installed.Read().Keys.Except(kept.Select(p => p.Connector), StringComparer.Ordinal);
        return [.. kept.Where(p => Find(p.Connector)?.Sha256 != p.Sha256).Select(p => p.Connector), .. gone];
    }

    /// <summary>Brings a connector to what the log says. Its instances must be closed before.</summary>
    internal async Task<PluginLoadResult> FollowAsync(string connector, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await GuardAsync(connector, () => BringAsync(connector, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<PluginLoadResult> BringAsync(string connector, CancellationToken cancellationToken)
    {
        var old = Find(connector);
        var package = (await _packages!.ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(p => p.Connector == connector);
        if (package is not null && old?.Sha256 == package.Sha256)
        {
            return PluginLoadResult.Loaded(old);
        }

        LoadedPlugin? plugin = null;
        if (package is not null)
        {
            await FetchAsync(package, cancellationToken).ConfigureAwait(false);
            plugin = await LoadFolderAsync(_installed.Read()[connector], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _installed.Remove(connector);
            old = old is not null && _installed.Owns(old.Folder) ? old : null;
        }

        _plugins = old is null ? _plugins : _plugins.Remove(old);
        var result = plugin is null ? new(connector, null, null, PluginFaultKind.None) : Add(plugin);
        return old is null ? result : result with { Replaced = await UnloadAsync(old, CancellationToken.None).ConfigureAwait(false) };
    }

    private Task KeepAsync(LoadedPlugin plugin, CancellationToken cancellationToken) =>
        _packages?.KeepAsync(plugin.Descriptor.Id, plugin.Descriptor.Version, plugin.Sha256, plugin.Folder, cancellationToken) ?? Task.CompletedTask;

    private async Task<IReadOnlyList<PluginLoadResult>> FetchAsync(CancellationToken cancellationToken)
    {
        if (_packages is null)
        {
            return [];
        }

        var results = new List<PluginLoadResult>();
        var kept = await _packages.ListAsync(cancellationToken).ConfigureAwait(false);
        var read = await GuardAsync(_options.InstallFolder, () =>
        {
            // Taken out at another hub, or before the log was restored from a backup.
            foreach (var gone in _installed.Read().Keys.Except(kept.Select(p => p.Connector), StringComparer.Ordinal))
            {
                _installed.Remove(gone);
            }

            return Task.FromResult<PluginLoadResult>(new(_options.InstallFolder, null, null, PluginFaultKind.None));
        }).ConfigureAwait(false);
        foreach (var package in read.Fault is null ? kept : [])
        {
            var result = await GuardAsync(package.Connector, async () =>
            {
                await FetchAsync(package, cancellationToken).ConfigureAwait(false);
                return new(package.Connector, null, null, PluginFaultKind.None);
            }).ConfigureAwait(false);
            if (result.Fault is not null)
            {
                results.Add(result);
            }
        }

        return results;
    }

    private async Task FetchAsync(KeptPackage package, CancellationToken cancellationToken)
    {
        if (_installed.Read().GetValueOrDefault(package.Connector) is { } there && Directory.Exists(there) && await PluginFolder.HashAsync(there, cancellationToken).ConfigureAwait(false) == package.Sha256)
        {
            return;
        }

        var staging = _installed.Stage();
        try
        {
            await _packages!.RestoreAsync(package, staging, cancellationToken).ConfigureAwait(false);
            if (await PluginFolder.HashAsync(staging, cancellationToken).ConfigureAwait(false) is var sha256 && sha256 != package.Sha256)
            {
                throw PackageStore.Damaged(package, $"its content has the hash {sha256} and not {package.Sha256}", null);
            }

            _installed.Set(package.Connector, _installed.Commit(staging, PluginFolder.IsDocument(staging) ? package.Connector : PluginFolder.FindMain(staging, package.Connector).Name, package.Sha256));
        }
        catch
        {
            Delete(staging);
            throw;
        }
    }
}
