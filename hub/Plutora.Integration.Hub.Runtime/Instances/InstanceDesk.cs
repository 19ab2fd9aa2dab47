using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Takes what people ask of instances, over the API and in the console, and says why not.</summary>
/// <param name="store">Configured instances.</param>
/// <param name="instances">Instances at work.</param>
/// <param name="connectors">Loaded connectors.</param>
/// <param name="writer">Keeps cursors.</param>
/// <param name="scans">Holds deletions.</param>
public sealed class InstanceDesk(InstanceStore store, InstanceManager instances, IConnectorCatalog connectors, RawWriter writer, ScanJudge scans)
{
    /// <summary>Reads an instance as an administrator writes it.</summary>
    /// <param name="body">Its settings as JSON.</param>
    /// <returns>The instance, or every fault.</returns>
    public static (InstanceDefinition? Definition, Refusal? Refusal) Read(JsonObject body)
    {
        var binding = OptionsBinder.Bind<InstanceSettings>(body);
        return binding.Faults.Count > 0
            ? (null, new(RefusalReason.Invalid, "The instance is not valid.", [.. binding.Faults.Select(f => f.ToString())]))
            : (binding.Value!.ToDefinition(fromFile: false), null);
    }

    /// <summary>Adds or changes an instance.</summary>
    /// <param name="definition">The instance.</param>
    /// <param name="isNew">Whether it is to be added; else it must be there.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    public async Task<Refusal?> PutAsync(InstanceDefinition definition, bool isNew, CancellationToken cancellationToken)
    {
        if (Unchangeable(definition.Id, isNew) is { } refusal)
        {
            return refusal;
        }

        var faults = await instances.PutAsync(definition, cancellationToken).ConfigureAwait(false);
        return faults.Count == 0 ? null : Invalid(definition, faults);
    }

    /// <summary>Says everything that is wrong with an instance, without storing it.</summary>
    /// <param name="definition">The instance.</param>
    /// <param name="isNew">Whether it is to be added; else it must be there.</param>
    /// <param name="typedSecrets">Whether secrets may stand in it as they are.</param>
    public Refusal? Judge(InstanceDefinition definition, bool isNew, bool typedSecrets = false) =>
        Unchangeable(definition.Id, isNew) ?? (InstanceValidator.Validate(definition, connectors, typedSecrets) is { Count: > 0 } faults ? Invalid(definition, faults) : null);

    /// <summary>Opens an instance that is not stored, and lets it look at its tool.</summary>
    /// <param name="definition">The instance; secrets may stand in it as they are.</param>
    /// <param name="isNew">Whether it is to be added; else it must be there.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>What it found, or why not.</returns>
    public async Task<(string? Found, Refusal? Refusal)> TryAsync(InstanceDefinition definition, bool isNew, CancellationToken cancellationToken)
    {
        return Judge(definition, isNew, typedSecrets: true) is { } refusal
            ? (null, refusal)
            : await LookAsync(() => instances.TryAsync(definition, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Lets an instance look at its tool.</summary>
    /// <returns>What it found, or why not.</returns>
    public async Task<(string? Found, Refusal? Refusal)> CheckAsync(string id, CancellationToken cancellationToken) => instances.Find(id)?.Connector is { } connector
        ? await LookAsync(() => connector.CheckAsync(cancellationToken)).ConfigureAwait(false)
        : (null, Refusal.Conflict($"Instance '{id}' is not open: {instances.Find(id)?.State.Reason ?? "its connector is not loaded"}"));

    /// <summary>Removes an instance.</summary>
    public async Task<Refusal?> RemoveAsync(string id, RemovalKind kind, CancellationToken cancellationToken) =>
        store.Find(id) is { FromFile: true } ? Refusal.Conflict($"Instance '{id}' stands in plutora.yaml and is removed there.")
        : await instances.RemoveAsync(id, kind, cancellationToken).ConfigureAwait(false) ? null
        : Missing(id);

    /// <summary>Pauses or resumes an instance.</summary>
    public async Task<Refusal?> PauseAsync(string id, bool paused, CancellationToken cancellationToken) => await instances.SetPausedAsync(id, paused, cancellationToken).ConfigureAwait(false)
        ? null
        : Refusal.Conflict($"Instance '{id}' cannot be {(paused ? "paused" : "resumed")} as it is configured now; check it with POST /api/v1/instances/{id}/check.");

    /// <summary>Forgets cursors and guards of an instance (rule 18 of state).</summary>
    public async Task<Refusal?> ResetAsync(string id, CancellationToken cancellationToken) => await instances.ResetAsync(id, cancellationToken).ConfigureAwait(false) ? null : Missing(id);

    /// <summary>Asks for a read.</summary>
    /// <param name="id">Id of the instance.</param>
    /// <param name="stream">Id of the stream; null for all that can be read so.</param>
    /// <param name="mode">Why.</param>
    public Refusal? Request(string id, string? stream, ReadMode mode)
    {
        if (instances.Find(id) is not { } runner)
        {
            return Refusal.Conflict($"Instance '{id}' is not at work: its connector is not installed.");
        }

        if (runner.Definition.Paused)
        {
            return Refusal.Conflict($"Instance '{id}' is paused. Resume it first.");
        }

        if (mode == ReadMode.Backfill && runner.Definition.Since is null)
        {
            return Refusal.Conflict($"Instance '{id}' has no 'since': its first read takes everything, and nothing is left to fill in.");
        }

        if (runner.Readable(stream, mode).Count == 0)
        {
            return Refusal.Conflict(stream is null
                ? $"No stream of connector '{runner.Descriptor.Id}' can be read so."
                : $"Stream '{stream}' of connector '{runner.Descriptor.Id}' does not exist, or cannot be read so. Its streams are: {string.Join(", ", runner.Descriptor.Streams.Select(s => s.Id))}.");
        }

        runner.Request(stream, mode);
        return null;
    }

    /// <summary>The cursors of an instance.</summary>
    public async Task<IReadOnlyList<StoredCursorView>> CursorsAsync(string id, CancellationToken cancellationToken)
    {
        var cursors = new List<StoredCursorView>();
        foreach (var stream in instances.Find(id)?.Descriptor.Streams ?? [])
        {
            foreach (var mode in Enum.GetValues<ReadMode>())
            {
                if (await writer.CursorAsync(id, stream.Id, mode, cancellationToken).ConfigureAwait(false) is { } cursor)
                {
                    cursors.Add(new(stream.Id, mode, cursor));
                }
            }
        }

        return cursors;
    }

    /// <summary>Forgets the cursors of a stream, and has it read anew.</summary>
    public async Task ResetCursorAsync(string id, string stream, CancellationToken cancellationToken)
    {
        foreach (var mode in Enum.GetValues<ReadMode>())
        {
            await writer.StoreAsync(new(id, stream) { Cursor = StoredCursor.Of(id, stream, mode, null) }, cancellationToken).ConfigureAwait(false);
        }

        instances.Find(id)?.Request(stream);
    }

    /// <summary>Deletes what a scan held.</summary>
    /// <returns>How many records were taken, or why none.</returns>
    public async Task<(int Deleted, Refusal? Refusal)> ApplyDeletionsAsync(string id, string stream, CancellationToken cancellationToken) =>
        instances.Find(id) is { } runner && runner.Descriptor.Streams.FirstOrDefault(s => s.Id == stream) is { } known
        && await scans.ApplyAsync(runner.Definition, known, cancellationToken).ConfigureAwait(false) is { } deleted
            ? (deleted, null)
            : (0, NothingHeld(id, stream));

    /// <summary>Keeps what a scan held.</summary>
    public async Task<Refusal?> DismissDeletionsAsync(string id, string stream, CancellationToken cancellationToken) =>
        await scans.DismissAsync(id, stream, cancellationToken).ConfigureAwait(false) ? null : NothingHeld(id, stream);

    private Refusal? Unchangeable(string id, bool isNew) => store.Find(id) switch
    {
        { FromFile: true } => Refusal.Conflict($"Instance '{id}' stands in plutora.yaml and is changed there."),
        not null when isNew => Refusal.Conflict($"Instance '{id}' exists. Change it with PUT, or choose another id."),
        null when !isNew => Missing(id),
        _ => null,
    };

    // The connector's own code: whatever it throws is told, and the hub goes on.
    private static async Task<(string? Found, Refusal? Refusal)> LookAsync(Func<Task<CheckResult>> look)
    {
        try
        {
            var check = await look().ConfigureAwait(false);
            return check.Succeeded ? (check.Message, null) : (null, new(RefusalReason.ToolFailed, check.Message));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return (null, new(RefusalReason.ToolFailed, fault.Message));
        }
    }

    private static Refusal Invalid(InstanceDefinition definition, IReadOnlyList<string> faults) => new(RefusalReason.Invalid, $"Instance '{definition.Id}' is not valid.", faults);

    private static Refusal Missing(string id) => Refusal.NotFound($"There is no instance '{id}'.");

    private static Refusal NothingHeld(string id, string stream) => Refusal.NotFound($"Nothing is held of stream '{stream}' of instance '{id}'.");
}

/// <summary>The cursor of a stream.</summary>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Mode">The read that it belongs to.</param>
/// <param name="Cursor">The cursor.</param>
public sealed record StoredCursorView(string Stream, ReadMode Mode, Cursor Cursor);
