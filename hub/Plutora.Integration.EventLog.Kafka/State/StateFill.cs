using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Reads the whole state topic, committed records only, into a cache that is empty: two threads, each with partitions of its own, read and sort.</summary>
internal sealed class StateFill(KafkaCluster kafka, StateCache cache, int partitions)
{
    private const string What = "read the log's state";
    private const int MaxLanes = 2;
    private const int QueueKilobytes = 16 * 1024;
    private const int TellEvery = 200_000;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly long[] reached = new long[partitions];
    private readonly KafkaPartition[] places = kafka.Names.StatePartitions(partitions);
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
        var end = new long[partitions];
        foreach (var (partition, offset) in ends) end[partition.Partition.Value] = offset;
        using var reader = kafka.Clients.BatchReader(kafka.Names.Readers, QueueKilobytes / MaxLanes);
        reader.Assign([.. ends.Keys.Select(partition => (partition, 0L))]);
        long? still = null;
        while (open > 0)
        {
            ct.ThrowIfCancellationRequested();
            var (count, moved) = (reader.Next(Moment), false);
            for (var i = 0; i < count; i++)
            {
                var record = reader.Record(i);
                if (record.Error is { } fault)
                {
                    if (!KafkaFault.IsPassing(fault)) throw KafkaFault.Of(fault, What, kafka.Rights.ReadingState(fault));
                    continue;
                }

                moved = true;
                var next = record.IsEnd ? record.Offset : record.Offset + 1;
                ref var at = ref reached[record.Partition];
                if (at < end[record.Partition] && next >= end[record.Partition]) open--;
                at = next;
                if (!record.IsEnd && StateCodec.TryRead(record, out var entry)) lane.Add(entry);
            }

            if (moved)
            {
                still = null;
                var read = Interlocked.Add(ref this.read, count);
                if (read / TellEvery > (read - count) / TellEvery) kafka.Options.Logger.CacheProgress(read, all);
                continue;
            }

            still ??= kafka.Options.Time.GetTimestamp();
            if (kafka.Options.Time.GetElapsedTime(still.Value) > kafka.Options.OperationTimeout) throw KafkaFault.TimedOut(What, kafka.Options.OperationTimeout);
        }
    }
}
