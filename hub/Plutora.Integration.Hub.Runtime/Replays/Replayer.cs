using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Normalizing;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.Replays;

/// <summary>Maps stored records again, a page at a time, in the partitions that a member of the normalizer holds and between its live batches.</summary>
internal sealed class Replayer(IEventLog log, ReplayStore store, BatchWork work)
{
    private const int PageSize = 256;

    /// <summary>Does one page of a replay.</summary>
    /// <returns>False when no replay has anything to do in the partitions held.</returns>
    public async Task<bool> StepAsync(ILogConsumer consumer, CancellationToken cancellationToken)
    {
        foreach (var (instance, stream, job) in store.Open)
        {
            var topic = TopicNames.Raw(instance, stream);
            foreach (var held in consumer.Assigned.Where(p => p.Topic == topic && p.Partition < job.Ends.Count && !store.IsDone(instance, stream, p.Partition, job)))
            {
                var place = await store.PlaceAsync(instance, stream, held.Partition, job, cancellationToken).ConfigureAwait(false);
                if (!place.Done)
                {
                    await PageAsync(consumer, held, instance, stream, job, place, cancellationToken).ConfigureAwait(false);
                    return true;
                }

                store.Done(instance, stream, held.Partition, job);
            }
        }

        return false;
    }

    private async Task PageAsync(ILogConsumer consumer, TopicPartition held, string instance, string stream, ReplayJob job, ReplayPlace place, CancellationToken cancellationToken)
    {
        var from = place.Position is { } position ? LogStart.After(new(position)) : LogStart.Earliest;
        var page = await log.ReadAsync(new(TopicFilter.Exact(held.Topic), from) { Partition = held.Partition, MaxRecords = PageSize }, cancellationToken).ConfigureAwait(false);
        await using var transaction = await consumer.BeginAsync([held], cancellationToken).ConfigureAwait(false);
        var batch = work.Begin(transaction);
        var (mapped, failed) = await work.ReplayAsync(batch, [.. page.Records.Where(r => r.Offset < job.Ends[held.Partition])], job.Number, cancellationToken).ConfigureAwait(false);
        var offset = page.Records is [.., var last] ? last.Offset + 1 : job.Ends[held.Partition];
        ReplayStore.Put(transaction, instance, stream, held.Partition, place with
        {
            Position = page.Next.Value,
            Offset = Math.Min(offset, job.Ends[held.Partition]),
            Mapped = place.Mapped + mapped,
            Published = place.Published + batch.Published,
            Failed = place.Failed + failed,
            Done = offset >= job.Ends[held.Partition],
        });
        batch.Flush();
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
