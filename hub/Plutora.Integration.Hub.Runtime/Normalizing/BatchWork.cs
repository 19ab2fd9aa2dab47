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
    public OwnerBatch Begin(ILogTransaction transaction) => new(log, transaction, topic);

    /// <summary>Does what a record of a raw topic or of the owners' topic asks for.</summary>
    public async ValueTask DoAsync(OwnerBatch batch, LogRecord stored, CancellationToken cancellationToken)
    {
        batch.Partition = stored.Partition;
        if (stored.Value is null)
        {
            return;
        }

        if (stored.Topic == OwnerTopic.Name)
        {
            foreach (var message in OwnerTopic.Read(stored))
            {
                batch.Send(message);
                await owner.WorkAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            await NormalizeAsync(batch, stored, RawRecord.From(stored), replayed: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Maps a stored record again, if it is the version that stands and an older activation mapped it.</summary>
    public async ValueTask<ReplayOutcome> ReplayAsync(OwnerBatch batch, LogRecord stored, int number, CancellationToken cancellationToken)
    {
        batch.Partition = stored.Partition;
        if (stored.Value is null)
        {
            return ReplayOutcome.LeftOut;
        }

        var raw = RawRecord.From(stored) with { Again = false };
        var known = await batch.RecordAsync($"{raw.Instance}/{raw.Record.Stream}/{stored.Key}", cancellationToken).ConfigureAwait(false);
        if (known is null || known.Offset != stored.Offset || known.MappingVersion >= number)
        {
            return ReplayOutcome.LeftOut;
        }

        return await NormalizeAsync(batch, stored, raw, replayed: true, cancellationToken).ConfigureAwait(false) ? ReplayOutcome.Mapped : ReplayOutcome.Failed;
    }

    /// <summary>Sets a record aside that broke the work on it; nothing of it is kept.</summary>
    public void SetAside(ILogTransaction transaction, LogRecord stored, string reason)
    {
        var raw = stored.Topic == OwnerTopic.Name ? null : RawRecord.From(stored);
        logger.RecordSetAside(stored.Topic, reason);
        HubMetrics.DeadLetter(raw?.Instance ?? "", "merge");
        transaction.Append(DeadLetterLog.Entry(raw is null
            ? DeadLetterLog.OfOwner(stored, reason, time.GetUtcNow())
            : DeadLetterLog.Of(stored, raw, "merge", reason, mappings.Find(raw.Instance, raw.Record.Stream)?.Number ?? 0, time.GetUtcNow())));
    }

    private async ValueTask<bool> NormalizeAsync(OwnerBatch batch, LogRecord stored, RawRecord raw, bool replayed, CancellationToken cancellationToken)
    {
        using var activity = raw.TraceParent is null ? null : HubMetrics.Activities.StartActivity("normalize", ActivityKind.Consumer, raw.TraceParent);
        activity?.SetTag("plutora.instance", raw.Instance).SetTag("plutora.stream", raw.Record.Stream);
        try
        {
            await records.NormalizeAsync(batch, stored, activity is null ? raw : raw with { TraceParent = activity.Id }, replayed, cancellationToken).ConfigureAwait(false);
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
}

/// <summary>What became of a record in a replay.</summary>
internal enum ReplayOutcome
{
    /// <summary>It is not the version that stands, or was mapped by this activation already.</summary>
    LeftOut,

    /// <summary>It was mapped again.</summary>
    Mapped,

    /// <summary>The mapping could not map it.</summary>
    Failed,
}
