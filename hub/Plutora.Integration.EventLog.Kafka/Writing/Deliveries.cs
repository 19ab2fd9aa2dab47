using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>Waits for the offsets of records handed to a producer.</summary>
internal sealed class Deliveries(int count) : IDisposable
{
    private readonly CountdownEvent open = new(count);
    private readonly long[] offsets = new long[count];
    private DeliveryReport<byte[]?, byte[]?>? failed;

    /// <summary>Hands a record over. A full queue is waited for, so a producer's memory stays bounded.</summary>
    public void Produce(IProducer<byte[]?, byte[]?> producer, int number, Outgoing record, Func<TimeSpan> left)
    {
        while (true)
        {
            try
            {
                producer.Produce(record.Partition, record.Message, report => Delivered(number, report));
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull && left() > TimeSpan.Zero)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    /// <summary>The offsets, in the order of the records.</summary>
    public IReadOnlyList<long> Wait(TimeSpan left)
    {
        // A failed delivery ends the wait: the transaction is aborted, which ends the others.
        if (!open.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero)) throw KafkaFault.TimedOut("store records", left);
        // Purged: the transaction has failed already, and its end says why.
        return failed is null or { Error.Code: ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight } ? offsets : throw KafkaFault.Of(failed.Error, "store a record", KafkaRights.Writing(failed.Topic));
    }

    public void Dispose() => open.Dispose();

    private void Delivered(int number, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError) failed ??= report;
        offsets[number] = report.Offset.Value;
        open.Signal();
    }
}
