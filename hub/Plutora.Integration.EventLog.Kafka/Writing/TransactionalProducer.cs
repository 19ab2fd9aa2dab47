using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Clients.Native;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>One transactional id in the hands of this process. A transaction is short: what it writes was gathered before it begins.</summary>
internal sealed class TransactionalProducer : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Sending offsets is a few round trips.
    private static readonly TimeSpan LongestSending = TimeSpan.FromSeconds(10);

    private const int Gathering = 0, Ending = 1, Abandoned = 2;

    private readonly KafkaCluster kafka;
    private readonly NativeProducer producer;
    private readonly Deliveries deliveries;
    private readonly string name;
    private readonly SemaphoreSlim gate = new(1, 1);
    private int phase;
    private long sendingSince;
    private Task? stuck;

    private TransactionalProducer(KafkaCluster kafka, string name, NativeProducer producer, Deliveries deliveries) => (this.kafka, this.name, this.producer, this.deliveries) = (kafka, name, producer, deliveries);

    /// <summary>Whether it can commit no more: it was fenced, or it does not know what became of its last transaction. Another made of the same id settles that.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the id over: older holders are fenced, and a transaction that one of them left open has ended when it returns.</summary>
    public static async Task<TransactionalProducer> OpenAsync(KafkaCluster kafka, string transactionalId, CancellationToken ct)
    {
        var deliveries = new Deliveries();
        var producer = kafka.Clients.Transactional(kafka.Names.Producer(transactionalId), (tag, offset, _, failed) => deliveries.Delivered(tag, offset, failed));
        var running = Task.FromResult(true);
        try
        {
            await kafka.CallAsync($"take over producer '{transactionalId}'", kafka.Rights.Producer(transactionalId), timeout => running = KafkaCluster.BlockAsync(() =>
            {
                producer.InitTransactions(timeout);
                return true;
            }), ct).ConfigureAwait(false);
            return new(kafka, transactionalId, producer, deliveries);
        }
        catch
        {
            _ = DisposeAfterAsync(running, producer);
            throw;
        }
    }

    // A client that is destroyed under a call takes the process with it: the call ends within the time it was given, and then the client goes.
    private static async Task DisposeAfterAsync(Task running, NativeProducer producer)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await KafkaCluster.BlockAsync(producer.Dispose).ConfigureAwait(false);
    }

    /// <summary>Writes all in one transaction. Once begun it is not cancelled: its outcome is awaited, within the time limit.</summary>
    /// <returns>The offset of each record.</returns>
    public Task<IReadOnlyList<long>> CommitAsync(IReadOnlyList<Outgoing> records, Consumed? consumed, CancellationToken ct) => CommitAsync(records, consumed, null, ct);

    /// <summary>As <see cref="CommitAsync(IReadOnlyList{Outgoing}, Consumed?, CancellationToken)"/>, with records behind the first that are made once it is known where those stand.</summary>
    /// <returns>The offset of each record, those behind at the end.</returns>
    public async Task<IReadOnlyList<long>> CommitAsync(IReadOnlyList<Outgoing> records, Consumed? consumed, Func<IReadOnlyList<long>, IReadOnlyList<Outgoing>>? behind, CancellationToken ct)
    {
        await gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (IsBroken) throw Fenced(null);
            (phase, sendingSince) = (Gathering, 0);
            return await WatchedAsync(KafkaCluster.BlockAsync(() => Commit(records, consumed, behind))).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Waits for a commit, and gives it up when the offsets do not get through: librdkafka forgets such a request when the connection breaks under it, and never returns whatever its
    /// time limit (https://github.com/confluentinc/librdkafka/issues/5456). The transaction was not committed and will not be; the next producer of the id ends it.
    /// </summary>
    private async Task<IReadOnlyList<long>> WatchedAsync(Task<IReadOnlyList<long>> running)
    {
        while (true)
        {
            try
            {
                return await running.WaitAsync(Look, kafka.Options.Time).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!running.IsCompleted)
            {
                if (Volatile.Read(ref sendingSince) is var since && (since == 0 || kafka.Options.Time.GetElapsedTime(since) < Shorter(LongestSending, kafka.Options.OperationTimeout))) continue;
                if (Interlocked.CompareExchange(ref phase, Abandoned, Gathering) != Gathering) continue;
                (IsBroken, stuck) = (true, running);
                throw KafkaFault.TimedOut("acknowledge in a transaction", kafka.Options.Time.GetElapsedTime(since));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        if (stuck is not null)
        {
            _ = DisposeAfterAsync(stuck, producer);
            return;
        }

        await KafkaCluster.BlockAsync(producer.Dispose).ConfigureAwait(false);
        gate.Dispose();
    }

    private IReadOnlyList<long> Commit(IReadOnlyList<Outgoing> records, Consumed? consumed, Func<IReadOnlyList<long>, IReadOnlyList<Outgoing>>? behind)
    {
        var started = kafka.Options.Time.GetTimestamp();
        var left = () => kafka.Options.OperationTimeout - kafka.Options.Time.GetElapsedTime(started);
        var began = false;
        try
        {
            producer.BeginTransaction();
            began = true;
            HandOver(records, left);
            if (consumed is { Offsets.Count: > 0 })
            {
                Volatile.Write(ref sendingSince, kafka.Options.Time.GetTimestamp());
                Retried(() => producer.SendOffsets(consumed.Offsets, consumed.Place, Positive(left())), left);
                Volatile.Write(ref sendingSince, 0);
            }

            var offsets = Delivered(records, left);
            if (behind?.Invoke(offsets) is { Count: > 0 } second)
            {
                HandOver(second, left);
                offsets = [.. offsets, .. Delivered(second, left)];
            }

            if (Interlocked.CompareExchange(ref phase, Ending, Gathering) != Gathering) throw Fenced(null);
            End(left);
            return offsets;
        }
        catch (LogException unknown) when (unknown.Error == LogError.OutcomeUnknown)
        {
            IsBroken = true;
            throw;
        }
        catch (LogException)
        {
            // A record's delivery may fail of the fence before a call tells of it.
            if (Abort(began) is { } fault && KafkaFault.Of(fault, "abort").Error == LogError.Fenced) throw Fenced(fault);
            throw;
        }
        catch (KafkaException fault)
        {
            var abort = Abort(began && !fault.Error.IsFatal);
            IsBroken |= fault.Error.IsFatal;
            var told = KafkaFault.Of(fault, "commit a transaction", fault.Error.Code switch
            {
                ErrorCode.TransactionalIdAuthorizationFailed => kafka.Rights.Producer(name),
                ErrorCode.TopicAuthorizationFailed => KafkaRights.Writing(records),
                _ => null,
            });
            throw told.Error == LogError.Fenced || (abort is not null && KafkaFault.Of(abort, "abort").Error == LogError.Fenced) ? Fenced(fault) : told;
        }
    }

    private void HandOver(IReadOnlyList<Outgoing> records, Func<TimeSpan> left)
    {
        deliveries.Begin(records.Count);
        for (var i = 0; i < records.Count; i++) deliveries.Produce(producer, i, records[i], left);
    }

    /// <summary>Sends what waits for more, and waits until all is stored.</summary>
    private IReadOnlyList<long> Delivered(IReadOnlyList<Outgoing> records, Func<TimeSpan> left)
    {
        var limit = Positive(left());
        if (!deliveries.IsDone) producer.Flush(limit);
        return deliveries.Offsets(records, limit);
    }

    /// <summary>Asks for the commit until it is told what became of it.</summary>
    private void End(Func<TimeSpan> left)
    {
        try
        {
            Retried(() => producer.CommitTransaction(Positive(left())), left);
        }
        catch (KafkaTxnRequiresAbortException)
        {
            throw;
        }
        catch (KafkaException fault) when (!fault.Error.IsFatal)
        {
            throw new LogException(LogError.OutcomeUnknown,
                $"Kafka did not say within {kafka.Options.OperationTimeout.TotalSeconds:0.#} s whether a transaction of '{name}' was committed: {fault.Error.Reason}. It is stored whole or not at all; that is settled before the next one of this producer.", fault);
        }
    }

    private KafkaException? Abort(bool began)
    {
        if (!began) return null;
        try
        {
            producer.AbortTransaction(TimeSpan.FromSeconds(5));
            return null;
        }
        catch (KafkaException fault)
        {
            // No one commits it any more: the next holder of the id ends it, or the broker does after its time limit.
            IsBroken = true;
            return fault;
        }
    }

    private static void Retried(Action call, Func<TimeSpan> left)
    {
        while (true)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException) when (left() > TimeSpan.Zero)
            {
                // The call waits for the broker itself, for as long as it was given.
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.FromMilliseconds(1);

    private LogException Fenced(Exception? inner) => new(LogError.Fenced,
        $"Transactional id '{name}' was taken over by a newer holder; this transaction was not committed. Begin a new one if the work is still this holder's.", inner);
}
