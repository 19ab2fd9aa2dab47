using System.Collections.Concurrent;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Clients.Native;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>Appends single records: idempotent, many in flight at once, and without a transaction's markers between them.</summary>
internal sealed class SingleProducer(KafkaCluster kafka) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private Flight? flight;

    /// <summary>Stores a record.</summary>
    /// <returns>Its offset.</returns>
    public async Task<long> AppendAsync(Outgoing record)
    {
        var current = Current();
        var stored = await (await HandOverAsync(current, record).ConfigureAwait(false)).ConfigureAwait(false);
        if (stored.Failed is not { } fault) return stored.Offset;
        if (fault.IsFatal) Replace(current);
        // What was sent and not answered may be stored, or be stored yet.
        if (stored.Status == PersistenceStatus.PossiblyPersisted)
        {
            throw new LogException(LogError.OutcomeUnknown,
                $"Kafka did not say within {kafka.Options.OperationTimeout.TotalSeconds:0.#} s whether a record for '{kafka.Names.Name(record.Partition.Topic)}' was stored: {fault.Reason}.");
        }

        throw KafkaFault.Of(fault, "store a record", KafkaRights.Writing(record.Partition.Topic));
    }

    public async ValueTask DisposeAsync()
    {
        if (flight is { } last) await last.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A full queue is waited for, so memory stays bounded.</summary>
    private async Task<Task<Stored>> HandOverAsync(Flight current, Outgoing record)
    {
        var time = kafka.Options.Time;
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (current.TryProduce(record) is { } told) return told;
            }
            catch (KafkaException fault)
            {
                if (fault.Error.IsFatal) Replace(current);
                throw KafkaFault.Of(fault, "store a record", KafkaRights.Writing(record.Partition.Topic));
            }

            if (time.GetElapsedTime(started) > kafka.Options.OperationTimeout) throw KafkaFault.TimedOut("take a record", kafka.Options.OperationTimeout);
            await Task.Delay(TimeSpan.FromMilliseconds(10), time).ConfigureAwait(false);
        }
    }

    private Flight Current()
    {
        lock (gate) return flight ??= new(kafka);
    }

    private void Replace(Flight broken)
    {
        lock (gate)
        {
            if (flight != broken) return;
            flight = null;
        }

        _ = broken.DisposeAsync().AsTask();
    }

    /// <summary>What became of a record.</summary>
    private readonly record struct Stored(long Offset, PersistenceStatus Status, Error? Failed);

    /// <summary>A producer, and those who wait for what it has in flight; a thread of its own tells them.</summary>
    private sealed class Flight : IAsyncDisposable
    {
        private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

        private readonly ConcurrentDictionary<nint, TaskCompletionSource<Stored>> waiting = [];
        private readonly Lock handing = new();
        private readonly NativeProducer producer;
        private readonly Task polling;
        private nint last;
        private volatile bool ended;

        public Flight(KafkaCluster kafka)
        {
            producer = kafka.Clients.Idempotent(Delivered);
            polling = KafkaCluster.BlockAsync(Poll);
        }

        /// <summary>Hands a record over.</summary>
        /// <returns>Ends when it is known what became of it; null when the queue is full.</returns>
        public Task<Stored>? TryProduce(Outgoing record)
        {
            lock (handing)
            {
                ObjectDisposedException.ThrowIf(ended, typeof(KafkaEventLog));
                var (tag, told) = (++last, new TaskCompletionSource<Stored>(TaskCreationOptions.RunContinuationsAsynchronously));
                waiting[tag] = told;
                var taken = false;
                try
                {
                    taken = producer.TryProduce(record, tag);
                }
                finally
                {
                    if (!taken) waiting.TryRemove(tag, out _);
                }

                return taken ? told.Task : null;
            }
        }

        public async ValueTask DisposeAsync()
        {
            lock (handing) ended = true;
            await polling.ConfigureAwait(false);
            await KafkaCluster.BlockAsync(producer.Dispose).ConfigureAwait(false);
            foreach (var told in waiting.Values) told.TrySetResult(new(0, PersistenceStatus.PossiblyPersisted, new(ErrorCode.Local_Destroy)));
        }

        private void Delivered(nint tag, long offset, PersistenceStatus status, Error? failed)
        {
            if (waiting.TryRemove(tag, out var told)) told.TrySetResult(new(offset, status, failed));
        }

        private void Poll()
        {
            while (!ended) producer.Poll(Moment);
        }
    }
}
