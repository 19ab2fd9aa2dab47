using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>
/// Waits for the offsets of records handed to a producer. It is used again by the next transaction once all reports have come, since what takes a report is made once for each place in a batch.
/// </summary>
internal sealed class Deliveries
{
    private const int MaxKept = 8192;

    private readonly List<Action<DeliveryReport<byte[]?, byte[]?>>> handlers = [];
    private readonly object told = new();
    private long[] offsets = [];
    private int open;
    private DeliveryReport<byte[]?, byte[]?>? failed;

    /// <summary>Whether no report is to come any more. Those of an aborted transaction come late, and would be taken for the next one's.</summary>
    public bool IsDone => Volatile.Read(ref open) == 0;

    /// <summary>Begins to wait for so many records.</summary>
    public void Begin(int count)
    {
        if (handlers.Count > MaxKept) handlers.RemoveRange(MaxKept, handlers.Count - MaxKept);
        (offsets, failed) = (new long[count], null);
        Volatile.Write(ref open, count);
    }

    /// <summary>Hands a record over. A full queue is waited for, so a producer's memory stays bounded.</summary>
    public void Produce(IProducer<byte[]?, byte[]?> producer, int number, Outgoing record, Func<TimeSpan> left)
    {
        while (handlers.Count <= number)
        {
            var place = handlers.Count;
            handlers.Add(report => Delivered(place, report));
        }

        while (true)
        {
            try
            {
                producer.Produce(record.Partition, record.Message, handlers[number]);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull && left() > TimeSpan.Zero)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    /// <summary>The offsets, in the order of the records.</summary>
    public IReadOnlyList<long> Wait(Func<TimeSpan> left)
    {
        lock (told)
        {
            while (!IsDone)
            {
                // A failed delivery ends the wait: the transaction is aborted, which ends the others.
                var limit = left();
                if (limit <= TimeSpan.Zero || (!Monitor.Wait(told, limit) && !IsDone)) throw KafkaFault.TimedOut("store records", limit);
            }
        }

        // Purged: the transaction has failed already, and its end says why.
        return failed is null or { Error.Code: ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight } ? offsets : throw KafkaFault.Of(failed.Error, "store a record", KafkaRights.Writing(failed.Topic));
    }

    private void Delivered(int number, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError) failed ??= report;
        offsets[number] = report.Offset.Value;
        if (Interlocked.Decrement(ref open) > 0) return;
        lock (told) Monitor.PulseAll(told);
    }
}
