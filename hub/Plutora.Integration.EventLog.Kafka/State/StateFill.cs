using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Reads the whole state topic, committed records only, into a cache that is empty: two threads, each with partitions of its own, read and sort.</summary>
internal sealed class StateFill(KafkaCluster kafka, StateCache cache, int partitions)
{
    private const string What = "read the log's state";
    private const int MaxLanes = 2;
    private const int QueueKilobytes = 16 * 1024;
    private const int TellEvery = 200_000;

    private readonly long[] reached = new long[partitions];
    private readonly KafkaPartition[] places = [.. Enumerable.Range(0, partitions).Select(number => new KafkaPartition(kafka.Names.State, number))];
    private long all;
    private long read;

    /// <summary>Reads what is committed when it is called, or more. It goes on for as long as the reading moves on, and for the log's time limit when it stands still.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var ends = await Offsets.CommittedEndsAsync(kafka, places, ct).ConfigureAwait(false);
        all = ends.Values.Sum();
        using (var build = cache.Build())
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var lanes = Math.Min(MaxLanes, Environment.ProcessorCount);
            Task[] reading =
            [
                .. Enumerable.Range(0, lanes).Select(number => (Lane: build.Lane(), Ends: ends.Where(end => end.Value > 0 && end.Key.Partition.Value % lanes == number).ToDictionary()))
                    .Where(each => each.Ends.Count > 0).Select(each => KafkaCluster.BlockAsync(() => Ending(() => Read(each.Ends, each.Lane, stop.Token), stop))),
            ];
            // Whichever fails ends the others, and tells why.
            await Task.WhenAll(reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var failed in reading.Where(each => each.IsFaulted)) await failed.ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            await KafkaCluster.BlockAsync(() => cache.Take(build, Enumerable.Range(0, partitions).Select(partition => new KeyValuePair<int, long>(partition, reached[partition])))).ConfigureAwait(false);
        }

        ReleasedMemory.Release();
    }

    private static void Ending(Action work, CancellationTokenSource stop)
    {
        try
        {
            work();
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    private void Read(Dictionary<KafkaPartition, long> ends, StateLane lane, CancellationToken ct)
    {
        var open = ends.Count;
        using var consumer = kafka.Clients.StateReader(kafka.Names.Readers, QueueKilobytes / MaxLanes);
        consumer.Assign(ends.Keys.Select(partition => new TopicPartitionOffset(partition, 0)));
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
            if (result.IsPartitionEOF || !StateCodec.TryRecord(result, out var record)) continue;
            lane.Add(record);
            if (Interlocked.Increment(ref read) is var count && count % TellEvery == 0) kafka.Options.Logger.CacheProgress(count, all);
        }
    }
}
