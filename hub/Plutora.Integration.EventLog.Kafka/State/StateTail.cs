using Confluent.Kafka;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Reads the state topic, committed records only, into the cache, for as long as the log is open.</summary>
internal sealed class StateTail(KafkaCluster kafka, StateCache cache, int partitions, Action<IReadOnlySet<string>> applied) : IAsyncDisposable
{
    private const int QueueKilobytes = 16 * 1024;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly CommitSignal moved = new();
    private readonly CancellationTokenSource stop = new();
    private readonly long[] reached = new long[partitions];
    private readonly KafkaPartition[] places = kafka.Names.StatePartitions(partitions);
    private Task run = Task.CompletedTask;
    private volatile KafkaException? refused;

    public void Start()
    {
        for (var partition = 0; partition < partitions; partition++) reached[partition] = cache.Checkpoint(partition);
        run = KafkaCluster.BlockAsync(Run);
    }

    /// <summary>Waits until all that was committed when it was called is in the cache. It waits for as long as the reading moves on, and for the log's time limit when it stands still.</summary>
    public Task CatchUpAsync(CancellationToken ct) => CatchUpAsync(committedOnly: false, ct);

    /// <summary>As <see cref="CatchUpAsync(CancellationToken)"/>, but up to what is visible when <paramref name="committedOnly"/>: enough for who has taken nothing over yet.</summary>
    public async Task CatchUpAsync(bool committedOnly, CancellationToken ct)
    {
        // Up to what is written, not what is visible: an open transaction of one writer hides what others have committed behind it.
        var ends = await (committedOnly ? Offsets.CommittedEndsAsync(kafka, places, ct) : Offsets.EndsAsync(kafka, places, ct)).ConfigureAwait(false);
        while (true)
        {
            var next = moved.Next;
            long left = ends.Sum(end => Math.Max(0, end.Value - Volatile.Read(ref reached[end.Key.Partition.Value])));
            if (left == 0) return;
            if (refused is { } forbidden) throw KafkaFault.Of(forbidden, "read the log's state", kafka.Rights.ReadingState(forbidden.Error));
            try
            {
                await kafka.Farewell.AwaitAsync(next.WaitAsync(kafka.Options.OperationTimeout, kafka.Options.Time, ct), "read the log's state").ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw await StandstillAsync(ends, ct).ConfigureAwait(false) ?? KafkaFault.TimedOut("read the log's state", kafka.Options.OperationTimeout);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    // All that may be read is read, and it is not all that is written.
    private async Task<LogException?> StandstillAsync(Dictionary<KafkaPartition, long> ends, CancellationToken ct)
    {
        var committed = await Offsets.CommittedEndsAsync(kafka, places, ct).ConfigureAwait(false);
        return places.Where(place => committed[place] < ends[place] && committed[place] <= Volatile.Read(ref reached[place.Partition.Value])).Select(place => new KafkaPartitionOffset(place, committed[place])).FirstOrDefault() is { } first
            ? new(LogError.StorageFailed, $"Kafka could not read the log's state within {kafka.Options.OperationTimeout.TotalSeconds:0.#} s: {Standstills.Sentence(first)} Nothing was stored. Try again in two minutes; if it is the same place then, {Standstills.Remedy(first, kafka.Options)}")
            : null;
    }

    private void Run()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Follow();
            }
            catch (KafkaException forbidden) when (KafkaFault.IsForbidden(forbidden.Error))
            {
                refused = forbidden;
                kafka.Options.Logger.TailFailed(forbidden);
                moved.Pulse();
                stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                kafka.Options.Logger.TailFailed(fault);
                stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
            }
        }
    }

    private void Follow()
    {
        using var reader = kafka.Clients.BatchReader(kafka.Names.Readers, QueueKilobytes);
        reader.Assign([.. places.Select(partition => (partition, reached[partition.Partition.Value]))]);
        var changes = new List<StateChange>();
        var ends = new Dictionary<int, long>();
        while (!stop.IsCancellationRequested)
        {
            changes.Clear();
            ends.Clear();
            var stores = new HashSet<string>(StringComparer.Ordinal);
            var isKnown = false;
            var count = reader.Next(Moment);
            for (var i = 0; i < count; i++)
            {
                var record = reader.Record(i);
                if (record.Error is { } fault)
                {
                    if (!KafkaFault.IsPassing(fault)) throw new KafkaException(fault);
                    continue;
                }

                ends[record.Partition] = record.IsEnd ? record.Offset : record.Offset + 1;
                if (record.IsEnd) continue;
                if (cache.IsKnown(record.Partition, record.Offset)) isKnown = true;
                else if (StateCodec.TryRead(record, out var entry))
                {
                    changes.Add(entry.Copy(record.Partition, record.Offset));
                    stores.Add(changes[^1].Key.Store);
                }
            }

            if (ends.Count == 0)
            {
                cache.SaveWhenDue();
                continue;
            }

            refused = null;
            cache.Read(changes, ends);
            foreach (var (partition, offset) in ends) Volatile.Write(ref reached[partition], offset);
            if (isKnown) cache.TakeCommittedStores(stores);
            if (stores.Count > 0) applied(stores);
            moved.Pulse();
            cache.SaveWhenDue();
        }
    }
}
