using System.Collections.Concurrent;
using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Mappings;

/// <summary>Which mapping runs for which stream of which instance; every activation is kept under its number.</summary>
public sealed class MappingRegistry(IEventLog log, IConnectorCatalog connectors, TimeProvider time) : IDisposable
{
    private const string Store = "hub.activations";
    private readonly ConcurrentDictionary<(string Instance, string Stream), ActiveMapping> _active = new();
    private readonly SemaphoreSlim _change = new(1, 1);

    /// <summary>What runs for a stream, or null when no mapping exists for it.</summary>
    public ActiveMapping? Find(string instance, string stream) => _active.GetValueOrDefault((instance, stream));

    /// <summary>Activates the connector's base mappings for an instance where they differ from what ran before; keeps overlays.</summary>
    /// <returns>Every fault of a document that cannot run; the streams of the others run.</returns>
    public async Task<IReadOnlyList<MappingFault>> PrepareAsync(InstanceDefinition instance, CancellationToken cancellationToken)
    {
        var faults = new List<MappingFault>();
        foreach (var file in connectors.Find(instance.Connector)?.MappingFiles ?? [])
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            var stream = Path.GetFileNameWithoutExtension(file);
            var last = await LastAsync(instance.Id, stream, cancellationToken).ConfigureAwait(false);
            var compilation = MappingCompiler.Compile(text, Path.GetFileName(file), null, last?.Overlay, last?.Overlay is null ? null : $"{stream}.overlay.yaml");
            faults.AddRange(compilation.Faults.Where(f => f.Severity == MappingSeverity.Error));
            if (compilation.Mapping is not { } mapping)
            {
                continue;
            }

            if (last is null || last.Fingerprint != mapping.Fingerprint)
            {
                await ActivateAsync(instance.Id, stream, mapping, text, last?.Overlay, "base", cancellationToken).ConfigureAwait(false);
            }
            else
            {
                _active[(instance.Id, stream)] = new(last.Number, mapping, last.Overlay, last.At);
            }
        }

        return faults;
    }

    /// <summary>Activates an overlay over the base that runs now; null takes the overlay away.</summary>
    /// <returns>Faults; empty when it runs.</returns>
    public async Task<IReadOnlyList<MappingFault>> ActivateAsync(string instance, string stream, string? overlay, CancellationToken cancellationToken)
    {
        var last = await LastAsync(instance, stream, cancellationToken).ConfigureAwait(false);
        return last is null
            ? [NoMapping(instance, stream)]
            : await CompileAndActivateAsync(instance, stream, last.Base, overlay, "activate", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs an earlier activation again, under a number of its own.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="number">The activation to return to; null for the one before the present one.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    public async Task<IReadOnlyList<MappingFault>> RollBackAsync(string instance, string stream, int? number, CancellationToken cancellationToken)
    {
        var history = await HistoryAsync(instance, stream, cancellationToken).ConfigureAwait(false);
        var target = number is { } wanted ? history.FirstOrDefault(a => a.Number == wanted) : history.Count > 1 ? history[^2] : null;
        return target is null
            ? [NoMapping(instance, stream) with { Message = $"Stream '{stream}' of instance '{instance}' has no activation {(number is { } n ? n.ToString(CultureInfo.InvariantCulture) : "before the present one")}." }]
            : await CompileAndActivateAsync(instance, stream, target.Base, target.Overlay, "rollback", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All activations of a stream, oldest first.</summary>
    public async Task<IReadOnlyList<StoredActivation>> HistoryAsync(string instance, string stream, CancellationToken cancellationToken)
    {
        var history = new List<StoredActivation>();
        await foreach (var entry in log.ScanStateAsync(Store, $"{instance}/{stream}/", ct: cancellationToken).ConfigureAwait(false))
        {
            history.Add(StateJson.Read(entry.Value, RuntimeJson.Default.StoredActivation, $"Activation '{entry.Key}'"));
        }

        return history;
    }

    /// <summary>Releases what activations wait on.</summary>
    public void Dispose() => _change.Dispose();

    private async Task<StoredActivation?> LastAsync(string instance, string stream, CancellationToken cancellationToken) =>
        await HistoryAsync(instance, stream, cancellationToken).ConfigureAwait(false) is [.., var last] ? last : null;

    private async Task<IReadOnlyList<MappingFault>> CompileAndActivateAsync(
        string instance, string stream, string text, string? overlay, string reason, CancellationToken cancellationToken)
    {
        var compilation = MappingCompiler.Compile(text, $"{stream}.yaml", null, overlay, overlay is null ? null : $"{stream}.overlay.yaml");
        if (compilation.Mapping is not { } mapping)
        {
            return compilation.Faults;
        }

        await ActivateAsync(instance, stream, mapping, text, overlay, reason, cancellationToken).ConfigureAwait(false);
        return [];
    }

    private async Task ActivateAsync(string instance, string stream, CompiledMapping mapping, string text, string? overlay, string reason, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            StoredActivation? stored = null;
            while (stored is null)
            {
                stored = await TryActivateAsync(instance, stream, mapping, text, overlay, reason, cancellationToken).ConfigureAwait(false);
            }

            _active[(instance, stream)] = new(stored.Number, mapping, overlay, stored.At);
        }
        finally
        {
            _change.Release();
        }
    }

    // A number is never given twice: taking the producer over shows what another hub activated before, and one that activates meanwhile fences this one.
    private async Task<StoredActivation?> TryActivateAsync(string instance, string stream, CompiledMapping mapping, string text, string? overlay, string reason, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync("hub.activations", cancellationToken).ConfigureAwait(false);
        var number = ((await LastAsync(instance, stream, cancellationToken).ConfigureAwait(false))?.Number ?? 0) + 1;
        var stored = new StoredActivation { Number = number, Fingerprint = mapping.Fingerprint, Base = text, Overlay = overlay, At = time.GetUtcNow(), Reason = reason };
        transaction.PutState(Store, string.Create(CultureInfo.InvariantCulture, $"{instance}/{stream}/{number:D10}"), StateJson.Write(stored, RuntimeJson.Default.StoredActivation));
        try
        {
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return stored;
        }
        catch (LogException fenced) when (fenced.Error == LogError.Fenced)
        {
            return null;
        }
    }

    private static MappingFault NoMapping(string instance, string stream) =>
        new($"{stream}.yaml", 0, 0, MappingSeverity.Error, $"Instance '{instance}' has no mapping for stream '{stream}'. Check both names with GET /api/v1/mappings.");
}
