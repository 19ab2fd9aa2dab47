using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Scanning;

/// <summary>Infers deletions from full scans, and holds them where there are too many (rule 17 of state).</summary>
public sealed class ScanJudge(IEventLog log, RawWriter writer, ScanLimits limits, TimeProvider time)
{
    private const string ScanStore = "scans";
    private const string HeldStore = "scans.held";
    private const int MarkersAtOnce = 500;
    private const int MostExamples = 10;

    /// <summary>State of a stream's scan.</summary>
    public async Task<ScanState> FindAsync(string instance, string stream, CancellationToken cancellationToken) =>
        await log.GetStateAsync(ScanStore, Key(instance, stream), cancellationToken).ConfigureAwait(false) is { } stored
            ? StateJson.Read(stored, RuntimeJson.Default.ScanState, $"Scan of '{Key(instance, stream)}'")
            : new();

    /// <summary>Deletions that wait for the administrator, of all instances.</summary>
    public async Task<IReadOnlyList<HeldDeletions>> HeldAsync(CancellationToken cancellationToken)
    {
        var held = new List<HeldDeletions>();
        await foreach (var entry in log.ScanStateAsync(HeldStore, ct: cancellationToken).ConfigureAwait(false))
        {
            held.Add(StateJson.Read(entry.Value, RuntimeJson.Default.HeldDeletions, $"Held deletions '{entry.Key}'"));
        }

        return held;
    }

    /// <summary>Judges a scan that is complete: deletes what is missing, or holds it.</summary>
    public async Task JudgeAsync(InstanceDefinition definition, StreamDescriptor stream, ScanState scan, CancellationToken cancellationToken)
    {
        var instance = definition.Id;
        var lost = scan.Previous.Except(scan.Completed, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var (missing, total) = await MissingAsync(instance, stream.Id, scan.StartedAt!.Value, cancellationToken).ConfigureAwait(false);
        var reason = limits.Refuse(missing.Count, total, lost);
        if (reason is null)
        {
            await MarkAsync(definition, stream, missing, scan.StartedAt.Value, cancellationToken).ConfigureAwait(false);
        }

        var held = reason is null ? null : new HeldDeletions(instance, stream.Id, scan.StartedAt.Value, missing.Count, total, lost, [.. missing.Take(MostExamples).Select(m => m.Id)], reason);
        var ended = scan with { StartedAt = null, Completed = [], Previous = held is null ? scan.Completed : scan.Previous, LastAt = scan.StartedAt };
        await PutAsync(instance, stream.Id, ended, held, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes what is held, as the administrator says: whatever was not seen since the scan began.</summary>
    /// <returns>How many records; null when nothing is held.</returns>
    public async Task<int?> ApplyAsync(InstanceDefinition definition, StreamDescriptor stream, CancellationToken cancellationToken)
    {
        var instance = definition.Id;
        if (await HeldOfAsync(instance, stream.Id, cancellationToken).ConfigureAwait(false) is not { } held)
        {
            return null;
        }

        var (missing, _) = await MissingAsync(instance, stream.Id, held.ScanStartedAt, cancellationToken).ConfigureAwait(false);
        await MarkAsync(definition, stream, missing, held.ScanStartedAt, cancellationToken).ConfigureAwait(false);
        var scan = await FindAsync(instance, stream.Id, cancellationToken).ConfigureAwait(false);
        await PutAsync(instance, stream.Id, scan with { Previous = [.. scan.Previous.Except(held.LostContainers, StringComparer.Ordinal)] }, null, cancellationToken).ConfigureAwait(false);
        return missing.Count;
    }

    /// <summary>Lets what is held live on; the next scan judges anew.</summary>
    /// <returns>False when nothing is held.</returns>
    public async Task<bool> DismissAsync(string instance, string stream, CancellationToken cancellationToken)
    {
        if (await HeldOfAsync(instance, stream, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        await PutAsync(instance, stream, await FindAsync(instance, stream, cancellationToken).ConfigureAwait(false), null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Deletes the records of containers that are gone, or of all; what moved to another container stays.</summary>
    public async Task RemoveContainersAsync(InstanceDefinition definition, IReadOnlyList<StreamDescriptor> streams, IReadOnlyCollection<string>? containers, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var stream in streams)
        {
            var (missing, _) = await MissingAsync(definition.Id, stream.Id, at, cancellationToken, containers).ConfigureAwait(false);
            await MarkAsync(definition, stream, missing, at, cancellationToken).ConfigureAwait(false);
        }
    }

    internal static void Put(ILogTransaction transaction, string instance, string stream, ScanState scan) =>
        transaction.PutState(ScanStore, Key(instance, stream), StateJson.Write(scan, RuntimeJson.Default.ScanState));

    private async Task PutAsync(string instance, string stream, ScanState scan, HeldDeletions? held, CancellationToken cancellationToken) =>
        await writer.StoreAsync(
            new(instance, stream)
            {
                // The next scan begins anew.
                Cursor = scan.StartedAt is null ? StoredCursor.Of(instance, stream, ReadMode.FullScan, null) : null,
                Also = transaction =>
                {
                    Put(transaction, instance, stream, scan);
                    transaction.PutState(HeldStore, Key(instance, stream), held is null ? null : StateJson.Write(held, RuntimeJson.Default.HeldDeletions));
                },
            },
            cancellationToken).ConfigureAwait(false);

    private async Task<HeldDeletions?> HeldOfAsync(string instance, string stream, CancellationToken cancellationToken) =>
        await log.GetStateAsync(HeldStore, Key(instance, stream), cancellationToken).ConfigureAwait(false) is { } stored
            ? StateJson.Read(stored, RuntimeJson.Default.HeldDeletions, $"Held deletions of '{Key(instance, stream)}'")
            : null;

    // A record of a partial stream has an entry a shape: it was last seen when any of them was.
    private async Task<(IReadOnlyList<(string Id, string Container)> Missing, int Total)> MissingAsync(
        string instance, string stream, DateTimeOffset before, CancellationToken cancellationToken, IReadOnlyCollection<string>? containers = null)
    {
        var records = new Dictionary<string, RawIndexEntry>(StringComparer.Ordinal);
        await foreach (var stored in log.ScanStateAsync(RawIndexEntry.Store, RawIndexEntry.Prefix(instance, stream), ct: cancellationToken).ConfigureAwait(false))
        {
            var id = stored.PartitionKey ?? stored.Key[RawIndexEntry.Prefix(instance, stream).Length..];
            var entry = RawIndexEntry.Read(stored.Value.Span);
            if (!records.TryGetValue(id, out var known) || known.SeenAt < entry.SeenAt || (known.SeenAt == entry.SeenAt && entry.Deleted))
            {
                records[id] = entry;
            }
        }

        var there = records.Where(r => !r.Value.Deleted).ToList();
        return ([.. there.Where(r => r.Value.SeenAt < before && containers?.Contains(r.Value.Container) != false).Select(r => (r.Key, r.Value.Container))], there.Count);
    }

    // Rule 14: stored under the record's key, so that a replay does not raise the dead.
    private async Task MarkAsync(InstanceDefinition definition, StreamDescriptor stream, IReadOnlyList<(string Id, string Container)> missing, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var part in missing.Chunk(MarkersAtOnce))
        {
            var markers = part.Select(m => new RawRecord(
                definition.Id,
                new() { Stream = stream.Id, Id = m.Id, Json = "{}"u8.ToArray(), Deleted = true, Time = at, Container = m.Container.Length == 0 ? null : m.Container },
                RecordOrigin.Inferred, time.GetUtcNow(), at, null, null)
            { Partial = stream.Partial, Era = definition.Resets });
            await writer.StoreAsync(new(definition.Id, stream.Id) { Records = [.. markers] }, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Key(string instance, string stream) => $"{instance}/{stream}";
}
