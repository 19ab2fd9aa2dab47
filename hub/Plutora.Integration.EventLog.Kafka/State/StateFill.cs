using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Reads the whole state topic, committed records only, into a cache that is empty: one thread reads, another writes what it has read.</summary>
internal sealed class StateFill(KafkaCluster kafka, StateCache cache, int partitions)
{
    private const string What = "read the log's state";
    private const int MaxBatch = 500;
    private const int MaxBatchBytes = 1024 * 1024;
    private const int Waiting = 4;
    private const int QueueKilobytes = 16 * 1024;
    private const int TellEvery = 200_000;

    private readonly long[] reached = new long[partitions];
    private readonly KafkaPartition[] places = [.. Enumerable.Range(0, partitions).Select(number => new KafkaPartition(kafka.Names.State, number))];

    /// <summary>Reads what is committed when it is called, or more. It goes on for as long as the reading moves on, and for the log's time limit when it stands still.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var ends = await Offsets.CommittedEndsAsync(kafka, places, ct).ConfigureAwait(false);
        using (var build = cache.Build())
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            using var batches = new BlockingCollection<List<StateRecord>>(Waiting);
            var reading = KafkaCluster.BlockAsync(() => Ending(() => Read(ends, batches, stop.Token), batches, stop));
            var writing = KafkaCluster.BlockAsync(() => Ending(() => Write(build, batches, stop.Token), null, stop));
            // Whichever fails ends the other, and tells why.
            await (await Task.WhenAny(reading, writing).ConfigureAwait(false)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var failed in new[] { reading, writing }.Where(each => each.IsFaulted)) await failed.ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            await KafkaCluster.BlockAsync(() => cache.Take(build, Enumerable.Range(0, partitions).Select(partition => new KeyValuePair<int, long>(partition, reached[partition])))).ConfigureAwait(false);
        }

        ReleasedMemory.Release();
    }

    private static void Ending(Action work, BlockingCollection<List<StateRecord>>? batches, CancellationTokenSource stop)
    {
        try
        {
            work();
            batches?.CompleteAdding();
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    private static void Write(StateBuild build, BlockingCollection<List<StateRecord>> batches, CancellationToken ct)
    {
        foreach (var batch in batches.GetConsumingEnumerable(ct))
            foreach (ref readonly var record in CollectionsMarshal.AsSpan(batch)) build.Add(record);
    }

    private void Read(Dictionary<KafkaPartition, long> ends, BlockingCollection<List<StateRecord>> batches, CancellationToken ct)
    {
        var (open, all, read) = (ends.Values.Count(end => end > 0), ends.Values.Sum(), 0L);
        if (open == 0) return;
        using var consumer = kafka.Clients.StateReader(kafka.Names.Readers, QueueKilobytes);
        consumer.Assign(places.Select(partition => new TopicPartitionOffset(partition, 0)));
        var (batch, bytes) = (new List<StateRecord>(MaxBatch), 0L);
        long? still = null;
        while (open > 0)
        {
            ct.ThrowIfCancellationRequested();
            if (Polling.Next(consumer, What, fault => kafka.Rights.ReadingState(fault.Error)) is not { } result)
            {
                still ??= kafka.Options.Time.GetTimestamp();
                if (kafka.Options.Time.GetElapsedTime(still.Value) > kafka.Options.OperationTimeout) throw KafkaFault.TimedOut(What, kafka.Options.OperationTimeout);
                continue;
            }

            still = null;
            var next = result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1;
            ref var at = ref reached[result.Partition.Value];
            var end = ends.GetValueOrDefault(places[result.Partition.Value]);
            if (at < end && next >= end) open--;
            at = next;
            if (!result.IsPartitionEOF && StateCodec.Record(result) is { } record)
            {
                batch.Add(record);
                bytes += record.Value?.Length ?? 0;
            }

            if (open > 0 && batch.Count < MaxBatch && bytes < MaxBatchBytes) continue;
            batches.Add(batch, ct);
            if ((read + batch.Count) / TellEvery > read / TellEvery) kafka.Options.Logger.CacheProgress(read + batch.Count, all);
            read += batch.Count;
            (batch, bytes) = (new(MaxBatch), 0);
        }
    }
}
