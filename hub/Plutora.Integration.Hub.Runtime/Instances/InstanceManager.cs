using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Plugins.Calls;
using Plutora.Integration.Hub.Runtime.Plugins.Journal;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Services;
using Plutora.Integration.Hub.Runtime.Sharing;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Adds, changes, pauses and removes instances while the hub runs.</summary>
public sealed partial class InstanceManager(
    InstanceStore store, IConnectorCatalog connectors, TopicCatalog topics, SecretVault secrets, MappingRegistry mappings, InstanceWork work, RawWriter writer, InstanceRemover remover, CallJournal journal, InstanceShare share, HandedReads handed, string workFolder, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, InstanceRunner> _runners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _removals = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _change = new(1, 1);

    /// <summary>Told of an instance that is being removed, before it is forgotten; told again should the hub end in between.</summary>
    public Func<InstanceDefinition, CancellationToken, Task> Removed { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Instances at work.</summary>
    public IReadOnlyList<InstanceRunner> All => [.. _runners.Values.OrderBy(r => r.Definition.Id, StringComparer.Ordinal)];

    /// <summary>One instance at work, or null.</summary>
    public InstanceRunner? Find(string id) => _runners.GetValueOrDefault(id);

    /// <summary>Starts every stored instance whose connector is loaded.</summary>
    /// <returns>One sentence for each that cannot start.</returns>
    public async Task<IReadOnlyList<string>> StartAllAsync(CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var definitions = store.All.ToDictionary(d => d.Id, StringComparer.Ordinal);
        foreach (var definition in journal.StartOrder(definitions.Keys).Select(id => definitions[id]))
        {
            if (definition.Removing is not null)
            {
                if (share.Owns(definition.Id))
                {
                    Finish(definition);
                }

                continue;
            }

            if (connectors.Find(definition.Connector) is null)
            {
                faults.Add($"Instance '{definition.Id}' needs connector '{definition.Connector}', which is not installed. Install it or remove the instance.");
                continue;
            }

            await StartAsync(definition, cancellationToken).ConfigureAwait(false);
        }

        return faults;
    }

    /// <summary>Adds an instance, or changes one.</summary>
    /// <returns>Every fault found; empty when it was stored and started.</returns>
    public async Task<IReadOnlyList<string>> PutAsync(InstanceDefinition definition, CancellationToken cancellationToken)
    {
        var faults = InstanceValidator.Validate(definition, connectors);
        if (faults.Count > 0)
        {
            return faults;
        }

        if (store.Find(definition.Id) is { Removing: not null })
        {
            return [$"Instance '{definition.Id}' is being removed; wait until it is gone, then add it again."];
        }

        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var known = store.Find(definition.Id);
            var stored = definition with
            {
                AddedAt = known?.AddedAt ?? time.GetUtcNow(),
                Resets = known?.Resets ?? 0,
                OptionsVersion = connectors.Find(definition.Connector)!.Descriptor.Options.Version,
            };
            await store.PutAsync(stored, cancellationToken).ConfigureAwait(false);
            await StopAsync(definition.Id).ConfigureAwait(false);
            journal.Forget(definition.Id);
            await StartAsync(stored, cancellationToken).ConfigureAwait(false);
            return [];
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Opens an instance that is not stored, lets it look at its tool, and closes it again.</summary>
    /// <param name="definition">A valid instance; secrets may stand in it as they are.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="ConnectorException">It cannot be opened, or its tool does not answer.</exception>
    public async Task<CheckResult> TryAsync(InstanceDefinition definition, CancellationToken cancellationToken)
    {
        var plugin = connectors.Find(definition.Connector)!;
        var logger = loggers.CreateLogger(InstanceLogs.Prefix + definition.Id);
        var tried = await OpenAsync(definition, plugin, logger, cancellationToken).ConfigureAwait(false);
        await using (tried.ConfigureAwait(false))
        {
            return await tried.CheckAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Pauses or resumes an instance.</summary>
    /// <returns>False when there is none of that id.</returns>
    public async Task<bool> SetPausedAsync(string id, bool paused, CancellationToken cancellationToken) =>
        store.Find(id) is { } known && (await PutAsync(known with { Paused = paused }, cancellationToken).ConfigureAwait(false)).Count == 0;

    /// <summary>Forgets cursors and guards of an instance: it is read anew, and what is read stands whatever its version; entities stay (rule 18 of state).</summary>
    /// <returns>False when there is none of that id.</returns>
    public async Task<bool> ResetAsync(string id, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (store.Find(id) is not { } known)
            {
                return false;
            }

            await StopAsync(id).ConfigureAwait(false);
            foreach (var stream in connectors.Find(known.Connector)?.Descriptor.Streams ?? [])
            {
                foreach (var mode in Enum.GetValues<ReadMode>())
                {
                    await writer.StoreAsync(new(id, stream.Id) { Cursor = StoredCursor.Of(id, stream.Id, mode, null) }, cancellationToken).ConfigureAwait(false);
                }
            }

            var reset = known with { Resets = known.Resets + 1 };
            await store.PutAsync(reset, cancellationToken).ConfigureAwait(false);
            journal.Forget(id);
            if (connectors.Find(known.Connector) is not null)
            {
                await StartAsync(reset, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Stops an instance and forgets it once what it stored has been normalized; that goes on after this returns, and after a restart of the hub.</summary>
    /// <param name="id">Id of the instance.</param>
    /// <param name="kind">Whether its entities stay; its records stay in the log.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    /// <returns>False when there is none of that id.</returns>
    public async Task<bool> RemoveAsync(string id, RemovalKind kind, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (store.Find(id) is not { } known)
            {
                return false;
            }

            await StopAsync(id).ConfigureAwait(false);
            journal.Forget(id);
            var leaving = known with { Removing = known.Removing ?? kind };
            await store.PutAsync(leaving, cancellationToken).ConfigureAwait(false);
            if (share.Owns(id))
            {
                Finish(leaving);
            }

            return true;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Stops the instances of a connector, does the work, and starts them again on what is loaded then, whatever became of it. Their webhooks are asked to come again meanwhile.</summary>
    public async Task<T> WithoutInstancesAsync<T>(string connector, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        var stopped = store.All.Where(i => i.Connector == connector && i.Removing is null).ToList();
        try
        {
            await Task.WhenAll(stopped.Select(i => StopAsync(i.Id))).ConfigureAwait(false);
            return await work().ConfigureAwait(false);
        }
        finally
        {
            foreach (var definition in connectors.Find(connector) is null ? [] : stopped)
            {
                await StartAsync(definition, CancellationToken.None).ConfigureAwait(false);
            }

            _change.Release();
        }
    }

    /// <summary>Stops every instance and waits for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_runners.Keys.Select(StopAsync)).ConfigureAwait(false);
        await Task.WhenAll(_removals.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await handed.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _change.Dispose();
    }

    private async Task StartAsync(InstanceDefinition definition, CancellationToken cancellationToken)
    {
        var plugin = connectors.Find(definition.Connector)!;
        definition = await MigratedAsync(definition, plugin, cancellationToken).ConfigureAwait(false);
        var descriptor = ServiceConnector.Narrow(plugin.Descriptor, definition.Options);
        await topics.EnsureRawAsync(definition.Id, descriptor, cancellationToken).ConfigureAwait(false);
        var logger = loggers.CreateLogger(InstanceLogs.Prefix + definition.Id);
        var faults = await mappings.PrepareAsync(definition, cancellationToken).ConfigureAwait(false);
        foreach (var fault in faults)
        {
            logger.MappingFault(definition.Id, fault.File, fault.Line, fault.Column, fault.Message);
        }

        var runner = new InstanceRunner(definition, descriptor, ct => OpenAsync(definition, plugin, logger, ct), work, journal.Find(definition.Id), [.. faults.Select(f => $"{f.File}({f.Line},{f.Column}): {f.Message}")], time, logger)
        {
            Elsewhere = (stream, mode) => handed.Give(definition.Id, stream, mode),
        };
        _runners[definition.Id] = runner;
        runner.Assign(share.Owns(definition.Id));
        runner.Start();
    }

    // A connector that was upgraded brings the options of its instances along; one rolled back finds newer ones, which opening it then tells.
    private async Task<InstanceDefinition> MigratedAsync(InstanceDefinition definition, LoadedPlugin plugin, CancellationToken cancellationToken)
    {
        if (definition.OptionsVersion >= plugin.Descriptor.Options.Version)
        {
            return definition;
        }

        var migrated = definition with { Options = plugin.Connector.MigrateOptions(definition.Options, definition.OptionsVersion), OptionsVersion = plugin.Descriptor.Options.Version };
        await store.PutAsync(migrated, cancellationToken).ConfigureAwait(false);
        return migrated;
    }

    private async Task StopAsync(string id)
    {
        if (_runners.TryRemove(id, out var runner))
        {
            await runner.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<ConnectorInstance> OpenAsync(InstanceDefinition definition, LoadedPlugin plugin, ILogger logger, CancellationToken cancellationToken)
    {
        var options = definition.Options.DeepClone().AsObject();
        foreach (var path in plugin.Descriptor.Options.Secrets)
        {
            await ResolveAsync(options, path, cancellationToken).ConfigureAwait(false);
        }

        var faults = plugin.Connector.Validate(options);
        if (faults.Count > 0)
        {
            throw ConnectorException.Configuration(string.Join(" ", faults.Select(f => f.ToString())));
        }

        var folder = Path.Combine(workFolder, definition.Id);
        Directory.CreateDirectory(folder);
        var mask = new AnswerMask(secrets.Mask);
        var calls = new WatchedCalls(definition.Id, journal, new(), mask, time);
        var opened = await calls.RunAsync("open", calls.Limits.Open, _ => Task.FromResult(plugin.Connector.Open(new(definition.Id, options, logger, time, folder), plugin.Services)), cancellationToken).ConfigureAwait(false);
        return new WatchedInstance(opened, calls, mask);
    }

    private async Task ResolveAsync(JsonNode? node, string path, CancellationToken cancellationToken)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? path : path[..dot];
        var name = head.Replace("[]", "", StringComparison.Ordinal);
        if (node is not JsonObject owner || owner[name] is not { } value)
        {
            return;
        }

        if (dot < 0 && value.GetValueKind() == System.Text.Json.JsonValueKind.String && SecretReference.TryParse(value.GetValue<string>(), out var reference))
        {
            owner[name] = await secrets.ResolveAsync(reference, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var child in head.EndsWith("[]", StringComparison.Ordinal) && value is JsonArray list ? list.ToArray() : [value])
        {
            if (dot >= 0)
            {
                await ResolveAsync(child, path[(dot + 1)..], cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
