using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>Appends single records: idempotent, many in flight at once, and without a transaction's markers between them.</summary>
internal sealed class SingleProducer(KafkaCluster kafka) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private IProducer<byte[]?, byte[]?>? producer;

    /// <summary>Stores a record.</summary>
    /// <returns>Its offset.</returns>
    public async Task<long> AppendAsync(Outgoing record)
    {
        var current = Current();
        var done = new TaskCompletionSource<DeliveryReport<byte[]?, byte[]?>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await HandOverAsync(current, record, done).ConfigureAwait(false);
        var report = await done.Task.ConfigureAwait(false);
        if (!report.Error.IsError) return report.Offset.Value;
        if (report.Error.IsFatal) Replace(current);
        // What was sent and not answered may be stored, or be stored yet.
        if (report.Status == PersistenceStatus.PossiblyPersisted)
        {
            throw new LogException(LogError.OutcomeUnknown,
                $"Kafka did not say within {kafka.Options.OperationTimeout.TotalSeconds:0.#} s whether a record for '{kafka.Names.Name(record.Partition.Topic)}' was stored: {report.Error.Reason}.");
        }

        throw KafkaFault.Of(report.Error, "store a record", KafkaRights.Writing(record.Partition.Topic));
    }

    public async ValueTask DisposeAsync()
    {
        if (producer is { } last) await KafkaCluster.BlockAsync(last.Dispose).ConfigureAwait(false);
    }

    /// <summary>A full queue is waited for, so memory stays bounded.</summary>
    private async Task HandOverAsync(IProducer<byte[]?, byte[]?> current, Outgoing record, TaskCompletionSource<DeliveryReport<byte[]?, byte[]?>> done)
    {
        var time = kafka.Options.Time;
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                current.Produce(record.Partition, record.Message, done.SetResult);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                if (time.GetElapsedTime(started) > kafka.Options.OperationTimeout) throw KafkaFault.TimedOut("take a record", kafka.Options.OperationTimeout);
                await Task.Delay(TimeSpan.FromMilliseconds(10), time).ConfigureAwait(false);
            }
            catch (KafkaException fault)
            {
                if (fault.Error.IsFatal) Replace(current);
                throw KafkaFault.Of(fault, "store a record", KafkaRights.Writing(record.Partition.Topic));
            }
        }
    }

    private IProducer<byte[]?, byte[]?> Current()
    {
        lock (gate) return producer ??= kafka.Clients.Idempotent();
    }

    private void Replace(IProducer<byte[]?, byte[]?> broken)
    {
        lock (gate)
        {
            if (producer != broken) return;
            producer = null;
        }

        _ = KafkaCluster.BlockAsync(broken.Dispose);
    }
}
