using System.Collections.Concurrent;
using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Mappings;

/// <summary>Which mapping runs for which stream of which instance; every activation is kept under its number.</summary>
public sealed class MappingRegistry(IEventLog log, IConnectorCatalog connectors, Func<string, string?> connectorOf, TimeProvider time) : IDisposable
{
    private readonly OverlayDrafts _drafts = new(log);
    internal const string Store = "hub.activations";
    private readonly ConcurrentDictionary<(string Instance, string Stream), ActiveMapping> _active = new();
    private readonly SemaphoreSlim _change = new(1, 1);

    /// <summary>What runs for a stream, or null when no mapping exists for it.</summary>
    public ActiveMapping? Find(string instance, string stream) => _active.GetValueOrDefault((instance, stream));

    /// <summary>
    /// Activates the connector's base mappings for an instance where they differ from what ran before; keeps overlays. Where an upgraded base no longer
    /// goes with an overlay, what ran before goes on.
    /// </summary>
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
                faults.AddRange(GoOn(instance.Id, stream, last));
                continue;
            }

            // A change of the base that an overlay hides makes no other mapping, and is a conflict all the same.
            var conflicts = last?.Overlay is { } overlay ? MappingOverlay.Conflicts(last.Base, text, overlay) : [];
            if (last is null || last.Fingerprint != mapping.Fingerprint || conflicts.Count > 0)
            {
                await ActivateAsync(instance.Id, stream, mapping, text, last?.Overlay, "base", [.. conflicts.Select(c => c.ToString())], cancellationToken).ConfigureAwait(false);
            }
            else
            {
                _active[(instance.Id, stream)] = new(last.Number, mapping, last.Overlay, last.At);
            }
        }

        return faults;
    }

    /// <summary>Activates an overlay over the base that the connector ships now; null takes the overlay away.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="overlay">The overlay, or null.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    /// <param name="draft">The draft that the overlay was written from, which is over with its activation; one that is begun otherwise stays.</param>
    /// <returns>Faults; empty when it runs.</returns>
    public async Task<IReadOnlyList<MappingFault>> ActivateAsync(string instance, string stream, string? overlay, CancellationToken cancellationToken, string? draft = null) =>
        await BaseAsync(instance, stream, cancellationToken).ConfigureAwait(false) is { } text
            ? await CompileAndActivateAsync(instance, stream, text, overlay, "activate", cancellationToken, draft).ConfigureAwait(false)
            : [NoMapping(instance, stream)];

    /// <summary>Compiles an overlay over the base that the connector ships now, and activates nothing.</summary>
    /// <returns>The compilation; null where the stream has no mapping.</returns>
    public async Task<MappingCompilation?> CompileAsync(string instance, string stream, string? overlay, CancellationToken cancellationToken) =>
        await BaseAsync(instance, stream, cancellationToken).ConfigureAwait(false) is { } text ? Compile(stream, text, overlay) : null;

    /// <summary>In what the document would differ from the active one.</summary>
    /// <returns>The members that differ; null where the stream has no mapping.</returns>
    public async Task<IReadOnlyList<MappingChange>?> DiffAsync(string instance, string stream, string? overlay, CancellationToken cancellationToken) =>
        await LastAsync(instance, stream, cancellationToken).ConfigureAwait(false) is { } last && await BaseAsync(instance, stream, cancellationToken).ConfigureAwait(false) is { } text
            ? MappingOverlay.Diff(last.Base, last.Overlay, text, overlay)
            : null;

    /// <summary>The base document that the connector ships now; null where the stream has no mapping.</summary>
    public Task<string?> FindBaseAsync(string instance, string stream, CancellationToken cancellationToken) => BaseAsync(instance, stream, cancellationToken);

    /// <summary>The overlay that was begun and is not active yet; the active one where none was begun, or null.</summary>
    public async Task<string?> OverlayAsync(string instance, string stream, CancellationToken cancellationToken) =>
        await _drafts.FindAsync(instance, stream, cancellationToken).ConfigureAwait(false) ?? Find(instance, stream)?.Overlay;

    /// <summary>Whether an overlay was begun that is not active yet.</summary>
    public async Task<bool> HasDraftAsync(string instance, string stream, CancellationToken cancellationToken) =>
        await _drafts.FindAsync(instance, stream, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Places a value in a table of the overlay, which stays a draft until it is activated.</summary>
    /// <returns>The overlay; null with faults where it would not go with the base.</returns>
    public async Task<(string? Overlay, IReadOnlyList<MappingFault> Faults)> PlaceAsync(string instance, string stream, string table, string value, string target, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Find(instance, stream) is not { } active || await BaseAsync(instance, stream, cancellationToken).ConfigureAwait(false) is not { } text)
            {
                return (null, [NoMapping(instance, stream)]);
            }

            if (!active.Mapping.Takes(table))
            {
                return (null, [NoMapping(instance, stream) with { Message = $"Mapping '{instance}/{stream}' has neither a table '{table}' nor a field of that name whose values the model lists. See the names with GET /api/v1/mappings/unmapped." }]);
            }

            var overlay = MappingOverlay.Place(await OverlayAsync(instance, stream, cancellationToken).ConfigureAwait(false), table, value, target);
            var compilation = Compile(stream, text, overlay);
            if (!compilation.Succeeded)
            {
                return (null, [.. compilation.Faults.Where(f => f.Severity == MappingSeverity.Error)]);
            }

            await using var transaction = await log.BeginAsync("hub.activations", cancellationToken).ConfigureAwait(false);
            OverlayDrafts.Put(transaction, instance, stream, overlay);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return (overlay, []);
        }
        catch (FormatException unusable)
        {
            return (null, [NoMapping(instance, stream) with { Message = unusable.Message }]);
        }
        finally
        {
            _change.Release();
        }
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

    /// <summary>Takes up what another hub activated.</summary>
    internal async Task FollowAsync(CancellationToken cancellationToken)
    {
        foreach (var ((instance, stream), known) in _active)
        {
            if (await LastAsync(instance, stream, cancellationToken).ConfigureAwait(false) is not { } last || last.Number <= known.Number
                || MappingCompiler.Compile(last.Base, $"{stream}.yaml", null, last.Overlay, last.Overlay is null ? null : $"{stream}.overlay.yaml").Mapping is not { } mapping)
            {
                continue;
            }

            // One that this hub activated meanwhile is newer and stands.
            _active.AddOrUpdate((instance, stream), _ => new(last.Number, mapping, last.Overlay, last.At), (_, now) => now.Number < last.Number ? new(last.Number, mapping, last.Overlay, last.At) : now);
        }
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

    // Without any mapping the stream's records would withdraw all that they said.
    private IEnumerable<MappingFault> GoOn(string instance, string stream, StoredActivation? last)
    {
        if (last is null || MappingCompiler.Compile(last.Base, $"{stream}.yaml", null, last.Overlay, $"{stream}.overlay.yaml").Mapping is not { } before)
        {
            return [];
        }

        _active[(instance, stream)] = new(last.Number, before, last.Overlay, last.At);
        return
        [
            new($"{stream}.overlay.yaml", 0, 0, MappingSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"The upgraded base mapping of stream '{stream}' and the overlay of instance '{instance}' do not go together; activation {last.Number} goes on with the base before. Mend the overlay, or take it away: plutora mapping activate {instance} {stream}")),
        ];
    }

    private async Task<StoredActivation?> LastAsync(string instance, string stream, CancellationToken cancellationToken) =>
        await HistoryAsync(instance, stream, cancellationToken).ConfigureAwait(false) is [.., var last] ? last : null;

    private async Task<IReadOnlyList<MappingFault>> CompileAndActivateAsync(
        string instance, string stream, string text, string? overlay, string reason, CancellationToken cancellationToken, string? draft = null)
    {
        var compilation = Compile(stream, text, overlay);
        if (compilation.Mapping is not { } mapping)
        {
            return compilation.Faults;
        }

        await ActivateAsync(instance, stream, mapping, text, overlay, reason, [], cancellationToken, draft).ConfigureAwait(false);
        return [];
    }

    private async Task ActivateAsync(string instance, string stream, CompiledMapping mapping, string text, string? overlay, string reason, IReadOnlyList<string> conflicts, CancellationToken cancellationToken, string? draft = null)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            StoredActivation? stored = null;
            while (stored is null)
            {
                stored = await TryActivateAsync(instance, stream, mapping, text, overlay, draft, reason, conflicts, cancellationToken).ConfigureAwait(false);
            }

            _active[(instance, stream)] = new(stored.Number, mapping, overlay, stored.At);
        }
        finally
        {
            _change.Release();
        }
    }

    // A number is never given twice: taking the producer over shows what another hub activated before, and one that activates meanwhile fences this one.
    private async Task<StoredActivation?> TryActivateAsync(string instance, string stream, CompiledMapping mapping, string text, string? overlay, string? draft, string reason, IReadOnlyList<string> conflicts, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync("hub.activations", cancellationToken).ConfigureAwait(false);
        var last = await LastAsync(instance, stream, cancellationToken).ConfigureAwait(false);
        if (reason == "base" && last?.Fingerprint == mapping.Fingerprint && last.Base == text)
        {
            // Another hub that starts the same instance was first.
            return last;
        }

        var number = (last?.Number ?? 0) + 1;
        var stored = new StoredActivation { Number = number, Fingerprint = mapping.Fingerprint, Base = text, Overlay = overlay, At = time.GetUtcNow(), Reason = reason, Conflicts = conflicts };
        if (await _drafts.FindAsync(instance, stream, cancellationToken).ConfigureAwait(false) is { } begun && (begun == overlay || begun == draft))
        {
            OverlayDrafts.Put(transaction, instance, stream, null);
        }

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

    private static MappingCompilation Compile(string stream, string text, string? overlay) =>
        MappingCompiler.Compile(text, $"{stream}.yaml", null, overlay, overlay is null ? null : $"{stream}.overlay.yaml");

    // What the connector ships now, which differs from the last activation's where that goes on because an overlay did not go with an upgrade.
    private async Task<string?> BaseAsync(string instance, string stream, CancellationToken cancellationToken)
    {
        var last = await LastAsync(instance, stream, cancellationToken).ConfigureAwait(false);
        var file = last is null || connectorOf(instance) is not { } connector ? null : connectors.Find(connector)?.MappingFiles.FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == stream);
        return file is null ? last?.Base : await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
    }

    private static MappingFault NoMapping(string instance, string stream) =>
        new($"{stream}.yaml", 0, 0, MappingSeverity.Error, $"Instance '{instance}' has no mapping for stream '{stream}'. Check both names with GET /api/v1/mappings.");
}
