using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Hub.Runtime.Plugins.Inspection;
using Plutora.Integration.Hub.Runtime.Plugins.Installing;
using Plutora.Integration.Hub.Runtime.Plugins.Loading;
using Plutora.Integration.Hub.Runtime.Plugins.Packages;

namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>
/// Loads connectors, each isolated from the hub and from the others, and installs, upgrades and removes them while the hub runs.
/// A bad plugin is answered with one sentence and never throws. Members may be called from several threads; changes run one at a time.
/// </summary>
public sealed partial class PluginHost : IConnectorCatalog, IAsyncDisposable
{
    private readonly PluginHostOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PluginStarter _starter;
    private readonly PluginPackage _package;
    private readonly InstalledPlugins _installed;
    private readonly PackageStore? _packages;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _engineGate = new(1, 1);
    private ConnectorEngine? _engine;
    private ImmutableArray<LoadedPlugin> _plugins = [];

    /// <summary>Prepares a host; nothing is read or loaded yet.</summary>
    /// <param name="options">Folders, allow-list and time limits.</param>
    /// <param name="loggers">Where the host and the plugins log.</param>
    /// <param name="time">The clock of time limits, handed to the plugins too.</param>
    /// <param name="packages">Keeps what is installed, of which the install folder is then a cache; null when the folder is all there is.</param>
    public PluginHost(PluginHostOptions options, ILoggerFactory loggers, TimeProvider time, PackageStore? packages = null)
    {
        _packages = packages;
        _options = options;
        _time = time;
        _log = loggers.CreateLogger<PluginHost>();
        _starter = new(new McMasterPluginLoader(), loggers, time, options.StartTimeout);
        _package = new(options.Package);
        _installed = new(options.InstallFolder);
    }

    /// <summary>The plugins loaded now, in the order they were loaded.</summary>
    public IReadOnlyList<LoadedPlugin> Plugins => _plugins;

    /// <summary>The plugin of a connector id; null when none is loaded.</summary>
    public LoadedPlugin? Find(string connectorId) => _plugins.FirstOrDefault(p => p.Descriptor.Id == connectorId);

    /// <summary>
    /// Loads what is installed, then every subfolder of <see cref="PluginHostOptions.Folders"/>; an installed connector wins over one
    /// of the same id that a folder holds. What is loaded already is left alone.
    /// </summary>
    /// <returns>One result a folder that was tried.</returns>
    public async Task<IReadOnlyList<PluginLoadResult>> LoadAllAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var results = new List<PluginLoadResult>();
            foreach (var own in _options.BuiltIn.Where(own => Find(own.Connector.Descriptor.Id) is null))
            {
                results.Add(Add(_starter.Take(own)));
            }

            results.AddRange(await FetchAsync(cancellationToken).ConfigureAwait(false));
            var folders = (await CandidatesAsync(results).ConfigureAwait(false)).Where(folder => _plugins.All(p => p.Folder != folder)).ToList();
            results.AddRange(await LoadFoldersAsync(folders, cancellationToken).ConfigureAwait(false));
            return results;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Verifies, unpacks and loads a package; a connector that is loaded already is refused (see <see cref="UpgradeAsync"/>).</summary>
    /// <param name="source">A <c>.nupkg</c> file, or a folder that is copied.</param>
    /// <param name="cancellationToken">Gives up; nothing is installed then.</param>
    public Task<PluginLoadResult> InstallAsync(string source, CancellationToken cancellationToken) =>
        ChangeAsync(source, RefuseUpgradeAsync, cancellationToken);

    /// <summary>
    /// Loads a package beside the version in use and switches over; when the new one does not start, or the switch fails, the old one
    /// goes on as if nothing had been. A connector that is not loaded yet is installed.
    /// </summary>
    /// <param name="source">A <c>.nupkg</c> file, or a folder that is copied.</param>
    /// <param name="switchOver">
    /// Moves the instances from the old version (first) to the new one (second) before the old one is taken out; when it throws, the
    /// upgrade is undone, and it must have left the instances on the old one. Null when there are none.
    /// </param>
    /// <param name="cancellationToken">Gives up before the switch.</param>
    public Task<PluginLoadResult> UpgradeAsync(string source, Func<LoadedPlugin, LoadedPlugin, CancellationToken, Task>? switchOver, CancellationToken cancellationToken) =>
        ChangeAsync(source, (old, plugin) => SwitchAsync(old, plugin, switchOver, cancellationToken), cancellationToken);

    /// <summary>As <see cref="UpgradeAsync"/>, of one connector: a package that holds another is refused, and changes neither.</summary>
    /// <param name="connectorId">Id of the connector that is meant, whose instances stand still.</param>
    /// <param name="source">A <c>.nupkg</c> file, or a folder that is copied.</param>
    /// <param name="cancellationToken">Gives up before the switch.</param>
    public Task<PluginLoadResult> UpgradeConnectorAsync(string connectorId, string source, CancellationToken cancellationToken) =>
        ChangeAsync(source, (old, plugin) => SwitchAsync(old, plugin, null, cancellationToken), cancellationToken, connectorId);

    /// <summary>Takes a connector out, deletes its files if it was installed, and measures whether it left memory. Its instances must be closed before.</summary>
    /// <returns>What was measured; null when no such connector is loaded.</returns>
    public async Task<UnloadReport?> RemoveAsync(string connectorId, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Find(connectorId) is not { } plugin)
            {
                return null;
            }

            if (_installed.Owns(plugin.Folder))
            {
                await (_packages?.ForgetAsync(connectorId, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                _installed.Remove(connectorId);
            }

            _plugins = _plugins.Remove(plugin);

            return await UnloadAsync(plugin, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Disposes the containers of all plugins and starts to unload them; files stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        foreach (var plugin in _plugins)
        {
            await ReleaseAsync(plugin).ConfigureAwait(false);
        }

        _plugins = [];
        _engine?.Assembly.Unload();
        _engineGate.Dispose();
        _gate.Dispose();
    }

    private async Task<IEnumerable<string>> CandidatesAsync(List<PluginLoadResult> results)
    {
        IEnumerable<string> installed = [];
        var read = await GuardAsync(_options.InstallFolder, () =>
        {
            _installed.Sweep();
            installed = _installed.Read().OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value).ToArray();
            return Task.FromResult<PluginLoadResult>(new(_options.InstallFolder, null, null, PluginFaultKind.None));
        }).ConfigureAwait(false);
        if (read.Fault is not null)
        {
            results.Add(read);
        }

        var dropped = _options.Folders.Where(Directory.Exists).SelectMany(f => Directory.GetDirectories(f).Order(StringComparer.Ordinal));
        return installed.Concat(dropped.Select(Path.GetFullPath).Where(f => !PluginFolder.IsEngine(f)));
    }

    // As many start at a time as there are processors; they are taken in the order of their folders, so that of two with one id the first stays.
    private async Task<IReadOnlyList<PluginLoadResult>> LoadFoldersAsync(List<string> folders, CancellationToken cancellationToken)
    {
        var started = new (LoadedPlugin? Plugin, PluginLoadResult Result)[folders.Count];
        try
        {
            await Parallel.ForAsync(0, folders.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, async (n, ct) =>
            {
                LoadedPlugin? plugin = null;
                var result = await GuardAsync(folders[n], async () => PluginLoadResult.Loaded(plugin = await LoadFolderAsync(folders[n], ct).ConfigureAwait(false))).ConfigureAwait(false);
                started[n] = (plugin, result);
            }).ConfigureAwait(false);
        }
        catch
        {
            foreach (var plugin in started.Select(s => s.Plugin).OfType<LoadedPlugin>())
            {
                await ReleaseAsync(plugin).ConfigureAwait(false);
            }

            throw;
        }

        var results = new List<PluginLoadResult>();
        foreach (var (plugin, result) in started)
        {
            results.Add(plugin is null ? result : await GuardAsync(plugin.Folder, async () =>
            {
                await RefuseDuplicateAsync(plugin).ConfigureAwait(false);
                return Add(plugin);
            }).ConfigureAwait(false));
        }

        return results;
    }

    private async Task<LoadedPlugin> LoadFolderAsync(string folder, CancellationToken cancellationToken)
    {
        var (main, name, sha256) = await InspectAsync(folder, folder, cancellationToken).ConfigureAwait(false);
        return main is null
            ? await _starter.StartDocumentAsync(folder, name, sha256, await EngineAsync(name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
            : await _starter.StartAsync(folder, main, sha256, cancellationToken).ConfigureAwait(false);
    }

    // One engine serves all documents: they hold no code that would have to be kept apart.
    private async Task<ConnectorEngine> EngineAsync(string name, CancellationToken cancellationToken)
    {
        await _engineGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _engine ??= await StartEngineAsync(name, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _engineGate.Release();
        }
    }

    private async Task<ConnectorEngine> StartEngineAsync(string name, CancellationToken cancellationToken)
    {
        var folder = _options.Folders.Where(Directory.Exists).SelectMany(Directory.GetDirectories).Select(Path.GetFullPath).FirstOrDefault(PluginFolder.IsEngine)
            ?? throw new PluginFaultException(PluginFaultKind.NoEngine, $"Connector '{name}' is a {PluginFolder.DocumentName}, and none of the folders {string.Join(", ", _options.Folders)} holds what runs it: copy the hub's own connectors folder again.");
        var (main, _, _) = await InspectAsync(folder, folder, cancellationToken).ConfigureAwait(false);
        return await _starter.StartEngineAsync(main!, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(AssemblyFile? Main, string Name, string Sha256)> InspectAsync(string folder, string source, CancellationToken cancellationToken)
    {
        var given = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(source));
        var main = PluginFolder.IsDocument(folder) ? null : PluginFolder.FindMain(folder, given);
        var name = main?.Name ?? given;
        var sha256 = await PluginFolder.HashAsync(folder, cancellationToken).ConfigureAwait(false);
        if (_options.AllowedSha256 is { } allowed && !allowed.Contains(sha256, StringComparer.OrdinalIgnoreCase))
        {
            throw new PluginFaultException(PluginFaultKind.NotAllowed, $"Plugin '{name}' has the content hash {sha256}, which is not on the allow-list: add it there if you trust this build.");
        }

        if (main is not null)
        {
            SdkCompatibility.Check(main.Name, main.SdkStamp!);
            PluginDependencies.Check(folder, main);
        }

        return (main, name, sha256);
    }

    private async Task RefuseDuplicateAsync(LoadedPlugin plugin)
    {
        if (Find(plugin.Descriptor.Id) is { } other)
        {
            await ReleaseAsync(plugin).ConfigureAwait(false);
            throw new PluginFaultException(PluginFaultKind.Duplicate, $"Connector '{plugin.Descriptor.Id}' in {plugin.Folder} is loaded already from {other.Folder}: keep one of the two.");
        }
    }

    private PluginLoadResult Add(LoadedPlugin plugin)
    {
        _plugins = _plugins.Add(plugin);
        _log.Loaded(plugin.Descriptor.Id, plugin.Descriptor.Version, plugin.Folder, plugin.SdkVersion, plugin.Sha256);
        return PluginLoadResult.Loaded(plugin);
    }
}
