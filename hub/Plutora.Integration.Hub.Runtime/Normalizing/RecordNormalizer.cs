using System.Collections.Concurrent;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Mappings.Drift;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Services;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>Turns one raw record into what is asked of the owners of entities: guard, map, contribute, withdraw.</summary>
internal sealed class RecordNormalizer(IEventLog log, InstanceStore instances, Func<string, ConnectorDescriptor?> connectorOf, MappingRegistry mappings, DriftWatch drift, byte[] personSecret, Func<CancellationToken, Task> takeUp, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(string Instance, string Stream), (DateTimeOffset? Added, long At)> _lookedUp = new();

    /// <summary>Does of the work on a record what touches no state, so that a batch's records are mapped one behind the other: with nothing else between them that takes a third less time.</summary>
    /// <param name="batch">The batch's state.</param>
    /// <param name="stored">The record as it stands in the log.</param>
    /// <param name="raw">The same, read.</param>
    /// <param name="replayed">True when it is to be mapped although it is known.</param>
    /// <param name="cancellationToken">Ends the work before the batch commits.</param>
    /// <exception cref="MappingException">The record's stream is not there any more.</exception>
    public async ValueTask<Prepared> PrepareAsync(OwnerBatch batch, LogRecord stored, RawRecord raw, bool replayed, CancellationToken cancellationToken)
    {
        if (instances.Find(raw.Instance) is null || mappings.Find(raw.Instance, raw.Record.Stream) is null)
        {
            await LookUpAsync(raw, cancellationToken).ConfigureAwait(false);
        }

        var (stream, order) = Stream(raw);
        var arriving = new Arriving(
            raw, stream, order, $"{raw.Instance}/{raw.Record.Stream}/{stored.Key}", stored.Offset,
            new(raw.Record.Version, VersionGuard.InstantOf(stream, raw.Record.Version), raw.OrderedAt, raw.Record.Time, raw.ReceivedAt),
            raw.Hashed().Hash!);
        var known = await batch.RecordAsync(arriving.Key, cancellationToken).ConfigureAwait(false);
        var active = mappings.Find(raw.Instance, raw.Record.Stream);
        if (active is null || raw.Again || raw.Record.Deleted || (!replayed && known?.Hash == arriving.Hash))
        {
            return new(arriving);
        }

        try
        {
            var result = Map(active, arriving, cancellationToken);
            return new(arriving) { MappedBy = active, Result = result, Meaning = Meaning.Of(result) };
        }
        catch (MappingException fault)
        {
            // It may turn out not to be wanted.
            return new(arriving) { MappedBy = active, Fault = fault };
        }
    }

    /// <summary>Normalizes a record within a batch.</summary>
    /// <param name="batch">The batch's state and transaction.</param>
    /// <param name="prepared">The record.</param>
    /// <param name="traceParent">The W3C trace context of this work, or null.</param>
    /// <param name="replayed">True when it is mapped again because the mapping changed (rule 13 of state).</param>
    /// <param name="cancellationToken">Ends the work before the batch commits.</param>
    /// <exception cref="MappingException">The record cannot be mapped: it alone is set aside, and nothing of it was done.</exception>
    public async ValueTask NormalizeAsync(OwnerBatch batch, Prepared prepared, string? traceParent, bool replayed, CancellationToken cancellationToken)
    {
        var (arriving, raw, stream) = (prepared.Arriving, prepared.Arriving.Raw, prepared.Arriving.Stream);
        var known = await batch.RecordAsync(arriving.Key, cancellationToken).ConfigureAwait(false);
        if (raw.Again)
        {
            // The newer version, put behind an older one so that compaction keeps it (rule 10), or the same without what may not be kept: only its place is new.
            if (known is not null && (known.Hash == arriving.Hash || known.Offset == raw.RewriteOf))
            {
                batch.Put(arriving.Key, known with { Offset = arriving.Offset }, raw.Record.Id);
            }

            return;
        }

        var active = mappings.Find(raw.Instance, raw.Record.Stream);
        var parent = arriving.Parent is { } parentKey ? await batch.RecordAsync(parentKey, cancellationToken).ConfigureAwait(false) : null;
        var verdict = Judge(arriving, known, parent);
        HubMetrics.RecordJudged(raw.Instance, raw.Record.Stream, replayed ? "Replayed" : verdict.ToString());
        if (!replayed && active is not null && !raw.Record.Deleted && verdict != GuardVerdict.Repetition)
        {
            drift.See(raw.Instance, raw.Record.Stream, RecordWays.Of(raw.Origin), raw.Record.Json, raw.ReceivedAt);
        }

        var isNeeded = NeedsMapping(verdict, known, active, raw, replayed);
        var isMapped = isNeeded && active is not null && prepared.MappedBy == active;
        var result = isMapped ? prepared.Result ?? throw prepared.Fault! : isNeeded ? Map(active, arriving, cancellationToken) : MappingResult.Nothing;
        var meaning = isMapped ? prepared.Meaning : Meaning.Of(result);
        var change = Change(arriving, active, traceParent, replayed);
        switch (verdict)
        {
            case GuardVerdict.Repetition when !replayed && (active?.Number ?? 0) <= known!.MappingVersion && !OrdersAnew(arriving, known):
                return;
            case GuardVerdict.Older:
                await OlderAsync(batch, arriving, known, parent, result, change, cancellationToken).ConfigureAwait(false);
                return;
            case GuardVerdict.TieEarlier when meaning == known!.Meaning:
                return;
            case GuardVerdict.TieEarlier:
                AskTool(batch, arriving);
                await BehindAsync(batch, arriving, known!, cancellationToken).ConfigureAwait(false);
                return;
            case GuardVerdict.TieLater when meaning != known!.Meaning && !arriving.Fetched:
                AskTool(batch, arriving);
                break;
            default:
                break;
        }

        if (raw.Record.Deleted && stream.Partial)
        {
            await ShapesGoneAsync(batch, arriving, parent ?? new() { Stamp = arriving.Stamp, Hash = arriving.Hash }, change, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (result.Unmapped.Count > 0)
        {
            await UnmappedValues.CountAsync(batch, raw.Instance, raw.Record.Stream, raw.Record.Id, result.Unmapped, change.MappingVersion, replayed, raw.ReceivedAt, cancellationToken).ConfigureAwait(false);
        }

        Contribute(batch, arriving, known, result, meaning, change);
        if (stream.Partial)
        {
            batch.Put(arriving.Parent!, Shapes.With(parent, arriving), raw.Record.Id);
        }
    }

    // Another hub that shares the log may have added the instance a moment ago; what it activated then was stored before its first record.
    private async ValueTask LookUpAsync(RawRecord raw, CancellationToken cancellationToken)
    {
        var stream = (raw.Instance, raw.Record.Stream);
        var added = instances.Find(raw.Instance)?.AddedAt;

        // A stream without a mapping stays so until it is followed; an instance that is gone may come back.
        if (_lookedUp.TryGetValue(stream, out var last) && ((added is not null && added == last.Added) || time.GetElapsedTime(last.At) < LookAgain))
        {
            return;
        }

        await takeUp(cancellationToken).ConfigureAwait(false);
        _lookedUp[stream] = (instances.Find(raw.Instance)?.AddedAt, time.GetTimestamp());
    }

    // A shape of a partial record stands against its own last version, and against a deletion of the record as a whole.
    private static GuardVerdict Judge(Arriving arriving, RecordState? known, RecordState? parent)
    {
        var deleted = arriving.Raw.Record.Deleted;
        if (!deleted && parent is { Deleted: true } && VersionGuard.Judge(arriving.Stream, arriving.Stamp, arriving.Hash, deleted, arriving.Raw.Era, parent, arriving.Fetched) != GuardVerdict.Newer)
        {
            return GuardVerdict.Older;
        }

        return known is null || (known.Deleted && parent is { Deleted: false }) ? GuardVerdict.Newer : VersionGuard.Judge(arriving.Stream, arriving.Stamp, arriving.Hash, deleted, arriving.Raw.Era, known, arriving.Fetched);
    }

    private static async ValueTask ShapesGoneAsync(OwnerBatch batch, Arriving arriving, RecordState parent, ChangeContext change, CancellationToken cancellationToken)
    {
        foreach (var key in parent.Shapes)
        {
            if (await batch.RecordAsync(key, cancellationToken).ConfigureAwait(false) is { Deleted: false } shape)
            {
                foreach (var entity in shape.Entities)
                {
                    batch.Send(new Contribute(entity, key, Contributions.Gone(arriving, change) with { RawKey = key }, change, null));
                }

                batch.Put(key, shape with { Deleted = true, Stamp = arriving.Stamp, Era = arriving.Raw.Era }, arriving.Raw.Record.Id);
            }
        }

        batch.Put(arriving.Key, parent with { Deleted = true, Stamp = arriving.Stamp, Hash = arriving.Hash, Era = arriving.Raw.Era, Offset = arriving.Offset }, arriving.Raw.Record.Id);
    }

    private bool NeedsMapping(GuardVerdict verdict, RecordState? known, ActiveMapping? active, RawRecord raw, bool replayed) =>
        (active is not null || IsOfService(raw)) && !raw.Record.Deleted
        && (verdict != GuardVerdict.Repetition || replayed || (active?.Number ?? 0) > known!.MappingVersion || known.Stamp.Version is null || raw.Origin == RecordOrigin.Fetch);

    // What a service sends is an entity already (rule 31).
    private bool IsOfService(RawRecord raw) => instances.Find(raw.Instance)?.Connector == ServiceConnector.Id;

    // Where nothing but the order of asking orders versions, the same content told later stands later; so does the tool's answer to a tie, over other forms of the record.
    private static bool OrdersAnew(Arriving arriving, RecordState known) =>
        (arriving.Stream.Versions == VersionOrder.None || arriving.Fetched) && !arriving.Raw.Record.Deleted && arriving.Stamp.OrderedAt > known.Stamp.OrderedAt;

    private static void Contribute(OwnerBatch batch, Arriving arriving, RecordState? known, MappingResult result, string meaning, ChangeContext change)
    {
        var entities = arriving.Raw.Record.Deleted ? known?.Entities ?? [] : Contributions.Send(batch, arriving, known, result, change);
        foreach (var gone in arriving.Raw.Record.Deleted ? entities : [])
        {
            batch.Send(new Contribute(gone, arriving.Key, Contributions.Gone(arriving, change), change, null));
        }

        foreach (var withdrawn in Differences.Of(known?.Entities ?? [], entities))
        {
            batch.Send(new Withdraw(withdrawn, arriving.Key, change));
        }

        var state = new RecordState
        {
            Stamp = arriving.Stamp,
            Hash = arriving.Hash,
            Meaning = meaning,
            MappingVersion = change.MappingVersion,
            Entities = entities,
            Deleted = arriving.Raw.Record.Deleted,
            Era = arriving.Raw.Era,
            Offset = arriving.Offset,
        };
        batch.Put(arriving.Key, state, arriving.Raw.Record.Id);
    }

    // An older record changes no field; it adds the state it saw (rule 9), and after a deletion tells whom the deletion is about.
    private async ValueTask OlderAsync(
        OwnerBatch batch, Arriving arriving, RecordState? known, RecordState? parent, MappingResult result, ChangeContext change, CancellationToken cancellationToken)
    {
        Contributions.SendSeen(batch, arriving, result, change);
        if (known is { } newer)
        {
            await BehindAsync(batch, arriving, newer, cancellationToken).ConfigureAwait(false);
        }

        var deletion = parent is { Deleted: true } ? parent : known is { Deleted: true } ? known : null;
        if (deletion is null || result.Entities.Where(e => !e.Mention).Select(e => e.Id.ToString()).Except(known?.Entities ?? [], StringComparer.Ordinal).ToList() is not { Count: > 0 } named)
        {
            return;
        }

        foreach (var entity in named)
        {
            batch.Send(new Contribute(entity, arriving.Key, Contributions.Gone(arriving, change) with { Stamp = deletion.Stamp }, change, null));
        }

        var state = known ?? new RecordState { Stamp = deletion.Stamp, Hash = "", Deleted = true, Era = deletion.Era, Offset = arriving.Offset };
        batch.Put(arriving.Key, state with { Entities = [.. state.Entities, .. named] }, arriving.Raw.Record.Id);
        if (parent is not null && !parent.Shapes.Contains(arriving.Key))
        {
            batch.Put(arriving.Parent!, parent with { Shapes = [.. parent.Shapes, arriving.Key] }, arriving.Raw.Record.Id);
        }
    }

    // Rule 10: the newer one is appended behind the older in the same transaction, so that compaction keeps the right one.
    private async ValueTask BehindAsync(OwnerBatch batch, Arriving arriving, RecordState known, CancellationToken cancellationToken)
    {
        if (!arriving.Stream.Occurrences && known.Offset < arriving.Offset
            && await log.FindAsync(new(Topics.TopicNames.Raw(arriving.Raw.Instance, arriving.Raw.Record.Stream), batch.Partition), known.Offset, cancellationToken).ConfigureAwait(false) is { } newer)
        {
            batch.Append(new(newer.Topic, newer.Key, newer.Value, [.. newer.Headers.Where(h => h.Key != RawHeaders.Again), new(RawHeaders.Again, "true")])
            {
                PartitionKey = arriving.Raw.Record.Id,
                Time = newer.AppendedAt,
            });
        }
    }

    // Rule 8: the tool has the last word on two versions that tie. An answer that something overtook is asked for again.
    private static void AskTool(OwnerBatch batch, Arriving arriving)
    {
        if (arriving.Refetch is { } record)
        {
            TieStore.Put(batch, arriving.Raw.Instance, record, arriving.Key, arriving.Stamp);
        }
    }

    private ChangeContext Change(Arriving arriving, ActiveMapping? active, string? traceParent, bool replayed)
    {
        var addedAt = instances.Find(arriving.Raw.Instance)?.AddedAt ?? DateTimeOffset.MinValue;
        return new(arriving.Stamp, active?.Number ?? 0, replayed ? EventCause.Replay : CauseRule.Of(arriving.Raw, addedAt), traceParent) { Record = arriving.Key };
    }

    private (StreamDescriptor Stream, int Order) Stream(RawRecord raw)
    {
        var connector = instances.Find(raw.Instance) is { } definition ? connectorOf(definition.Connector) : null;
        for (var order = 0; order < (connector?.Streams.Count ?? 0); order++)
        {
            if (connector!.Streams[order].Id == raw.Record.Stream)
            {
                return (connector.Streams[order], order);
            }
        }

        throw new MappingException($"Instance '{raw.Instance}' or its stream '{raw.Record.Stream}' is not there any more. Add it again and replay the dead letter.");
    }

    private MappingResult Map(ActiveMapping? active, Arriving arriving, CancellationToken cancellationToken) => active is null
        ? ServiceRecords.Read(arriving.Raw, personSecret)
        : active.Mapping.Map(new(arriving.Raw.Record.Json, arriving.Raw.Record.Time, arriving.Stream.Partial), new(arriving.Raw.Instance, personSecret), cancellationToken);
}
