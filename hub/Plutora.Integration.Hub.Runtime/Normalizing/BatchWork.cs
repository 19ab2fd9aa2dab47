using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>What is done with the records of one transaction, whether they come live or are replayed.</summary>
internal sealed class BatchWork(IEventLog log, OwnerTopic topic, RecordNormalizer records, Owner owner, MappingRegistry mappings, TimeProvider time, ILogger logger)
{
    private readonly BatchRooms _rooms = new();

    public OwnerBatch Begin(ILogTransaction transaction) => new(log, transaction, topic, _rooms);

    /// <summary>Does what records of raw topics and of the owners' topic ask for, in their order.</summary>
    public async ValueTask DoAsync(OwnerBatch batch, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        var works = new Work?[records.Count];
        for (var at = 0; at < works.Length; at++)
        {
            if (records[at].Topic != OwnerTopic.Name && records[at].Value is not null)
            {
                works[at] = await PrepareAsync(batch, records[at], RawRecord.From(records[at]), replayed: false, cancellationToken).ConfigureAwait(false);
            }
        }

        for (var at = 0; at < works.Length; at++)
        {
            batch.Partition = records[at].Partition;
            if (works[at] is { } work)
            {
                // What was made of it is of no more use behind its work.
                works[at] = null;
                NoteDelivery(batch, work.Raw);
                await NormalizeAsync(batch, records[at], work, replayed: false, cancellationToken).ConfigureAwait(false);
            }
            else if (records[at].Value is not null)
            {
                foreach (var message in OwnerTopic.Read(records[at]))
                {
                    batch.Send(message);
                    await owner.WorkAsync(batch, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Maps stored records again: of each the version that stands, if an older activation mapped it.</summary>
    /// <returns>How many were mapped, and how many the mapping could not map.</returns>
    public async ValueTask<(int Mapped, int Failed)> ReplayAsync(OwnerBatch batch, IReadOnlyList<LogRecord> records, int number, CancellationToken cancellationToken)
    {
        var works = new Work?[records.Count];
        for (var at = 0; at < works.Length; at++)
        {
            if (records[at].Value is null)
            {
                continue;
            }

            var raw = RawRecord.From(records[at]) with { Again = false };
            var known = await batch.RecordAsync($"{raw.Instance}/{raw.Record.Stream}/{records[at].Key}", cancellationToken).ConfigureAwait(false);
            if (known?.Offset == records[at].Offset && known.MappingVersion < number)
            {
                works[at] = await PrepareAsync(batch, records[at], raw, replayed: true, cancellationToken).ConfigureAwait(false);
            }
        }

        var (mapped, failed) = (0, 0);
        for (var at = 0; at < works.Length; at++)
        {
            batch.Partition = records[at].Partition;
            if (works[at] is not { } work)
            {
                continue;
            }

            if (await NormalizeAsync(batch, records[at], work, replayed: true, cancellationToken).ConfigureAwait(false))
            {
                mapped++;
            }
            else
            {
                failed++;
            }
        }

        return (mapped, failed);
    }

    /// <summary>Sets a record aside that broke the work on it; nothing of it is kept.</summary>
    /// <returns>A batch with nothing of the record but when it came.</returns>
    public OwnerBatch SetAside(ILogTransaction transaction, LogRecord stored, string reason)
    {
        var raw = stored.Topic == OwnerTopic.Name ? null : RawRecord.From(stored);
        logger.RecordSetAside(stored.Topic, reason);
        HubMetrics.DeadLetter(raw?.Instance ?? "", "merge");
        transaction.Append(DeadLetterLog.Entry(raw is null
            ? DeadLetterLog.OfOwner(stored, reason, time.GetUtcNow())
            : DeadLetterLog.Of(stored, raw, "merge", reason, mappings.Find(raw.Instance, raw.Record.Stream)?.Number ?? 0, time.GetUtcNow())));
        var batch = Begin(transaction);
        if (raw is not null)
        {
            NoteDelivery(batch, raw);
        }

        return batch;
    }

    private static void NoteDelivery(OwnerBatch batch, RawRecord raw)
    {
        if (raw.Origin == RecordOrigin.Webhook)
        {
            batch.Delivered.Add(raw.ReceivedAt);
        }
    }

    private async ValueTask<Work> PrepareAsync(OwnerBatch batch, LogRecord stored, RawRecord raw, bool replayed, CancellationToken cancellationToken)
    {
        try
        {
            return new(raw, await records.PrepareAsync(batch, stored, raw, replayed, cancellationToken).ConfigureAwait(false), null);
        }
        catch (MappingException fault)
        {
            return new(raw, null, fault);
        }
    }

    private async ValueTask<bool> NormalizeAsync(OwnerBatch batch, LogRecord stored, Work work, bool replayed, CancellationToken cancellationToken)
    {
        var raw = work.Raw;
        using var activity = raw.TraceParent is null ? null : HubMetrics.Activities.StartActivity("normalize", ActivityKind.Consumer, raw.TraceParent);
        activity?.SetTag("plutora.instance", raw.Instance).SetTag("plutora.stream", raw.Record.Stream);
        try
        {
            await records.NormalizeAsync(batch, work.Prepared ?? throw work.Fault!, activity?.Id ?? raw.TraceParent, replayed, cancellationToken).ConfigureAwait(false);
        }
        catch (MappingException fault)
        {
            logger.RecordSetAside(stored.Topic, fault.Message);
            HubMetrics.DeadLetter(raw.Instance, "map");
            var number = mappings.Find(raw.Instance, raw.Record.Stream)?.Number ?? 0;
            batch.Append(DeadLetterLog.Entry(DeadLetterLog.Of(stored, raw, "map", fault.Message, number, time.GetUtcNow())));
            return false;
        }

        await owner.WorkAsync(batch, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>A raw record and what was done of its work ahead, or why none could be.</summary>
    private readonly record struct Work(RawRecord Raw, Prepared? Prepared, MappingException? Fault);
}
