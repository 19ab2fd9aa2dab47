using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>One transactional id in the hands of this process. A transaction is short: what it writes was gathered before it begins.</summary>
internal sealed class TransactionalProducer : IAsyncDisposable
{
    private readonly KafkaCluster kafka;
    private readonly IProducer<byte[]?, byte[]?> producer;
    private readonly string name;
    private readonly SemaphoreSlim gate = new(1, 1);

    private TransactionalProducer(KafkaCluster kafka, string name, IProducer<byte[]?, byte[]?> producer) => (this.kafka, this.name, this.producer) = (kafka, name, producer);

    /// <summary>Whether it can commit no more: it was fenced, or it does not know what became of its last transaction. Another made of the same id settles that.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the id over: older holders are fenced, and a transaction that one of them left open has ended when it returns.</summary>
    public static async Task<TransactionalProducer> OpenAsync(KafkaCluster kafka, string transactionalId, CancellationToken ct)
    {
        var producer = kafka.Clients.Transactional(kafka.Names.Producer(transactionalId));
        var running = Task.FromResult(true);
        try
        {
            await kafka.CallAsync($"take over producer '{transactionalId}'", timeout => running = KafkaCluster.BlockAsync(() =>
            {
                producer.InitTransactions(timeout);
                return true;
            }), ct).ConfigureAwait(false);
            return new(kafka, transactionalId, producer);
        }
        catch
        {
            _ = DisposeAfterAsync(running, producer);
            throw;
        }
    }

    // A client that is destroyed under a call takes the process with it: the call ends within the time it was given, and then the client goes.
    private static async Task DisposeAfterAsync(Task running, IProducer<byte[]?, byte[]?> producer)
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
            return await KafkaCluster.BlockAsync(() => Commit(records, consumed, behind)).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        await KafkaCluster.BlockAsync(producer.Dispose).ConfigureAwait(false);
        gate.Dispose();
    }

    private IReadOnlyList<long> Commit(IReadOnlyList<Outgoing> records, Consumed? consumed, Func<IReadOnlyList<long>, IReadOnlyList<Outgoing>>? behind)
    {
        if (IsBroken) throw Fenced(null);
        var started = kafka.Options.Time.GetTimestamp();
        TimeSpan Left() => kafka.Options.OperationTimeout - kafka.Options.Time.GetElapsedTime(started);
        var began = false;
        // Not disposed while reports may still come: an aborted transaction's come late.
        var deliveries = new Deliveries(records.Count);
        try
        {
            producer.BeginTransaction();
            began = true;
            for (var i = 0; i < records.Count; i++) deliveries.Produce(producer, i, records[i], Left);
            if (consumed is { Offsets.Count: > 0 }) Retried(() => producer.SendOffsetsToTransaction(consumed.Offsets, consumed.Group, Positive(Left())), Left);
            var offsets = deliveries.Wait(Left());
            if (behind?.Invoke(offsets) is { Count: > 0 } second)
            {
                var others = new Deliveries(second.Count);
                for (var i = 0; i < second.Count; i++) others.Produce(producer, i, second[i], Left);
                offsets = [.. offsets, .. others.Wait(Left())];
            }

            End(Left);
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
            var told = KafkaFault.Of(fault, "commit a transaction");
            throw told.Error == LogError.Fenced || (abort is not null && KafkaFault.Of(abort, "abort").Error == LogError.Fenced) ? Fenced(fault) : told;
        }
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

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.FromMilliseconds(1);

    private LogException Fenced(Exception? inner) => new(LogError.Fenced,
        $"Transactional id '{name}' was taken over by a newer holder; this transaction was not committed. Begin a new one if the work is still this holder's.", inner);
}
