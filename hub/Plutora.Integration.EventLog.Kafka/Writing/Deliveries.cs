using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Clients.Native;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>Gathers the offsets of records handed to a producer: of one transaction after another. Used by one thread at a time, which is told what became of them while it polls.</summary>
internal sealed class Deliveries
{
    private const int RoundShift = 32;

    private long round;
    private long[] offsets = [];
    private int open;
    private (Error Error, int Number)? failed;

    /// <summary>Whether no report is to come any more.</summary>
    public bool IsDone => open == 0;

    /// <summary>Begins to wait for so many records. What is told of those before, which an aborted transaction leaves behind, is of no meaning from here on.</summary>
    public void Begin(int count)
    {
        round++;
        (offsets, open, failed) = (new long[count], count, null);
    }

    /// <summary>Hands a record over. A full queue is waited for, so a producer's memory stays bounded.</summary>
    public void Produce(NativeProducer producer, int number, in Outgoing record, Func<TimeSpan> left)
    {
        while (!producer.TryProduce(record, (nint)(round << RoundShift | (uint)number)))
        {
            if (left() <= TimeSpan.Zero) throw new KafkaException(new Error(ErrorCode.Local_QueueFull));
            producer.Poll(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Takes what became of a record.</summary>
    public void Delivered(nint tag, long offset, Error? fault)
    {
        if ((uint)(tag >> RoundShift) != (uint)round) return;
        var number = (int)(uint)tag;
        if (fault is not null) failed ??= (fault, number);
        offsets[number] = offset;
        open--;
    }

    /// <summary>The offsets, in the order of the records, once all is told.</summary>
    /// <param name="records">The records.</param>
    /// <param name="limit">How long they were waited for.</param>
    public IReadOnlyList<long> Offsets(IReadOnlyList<Outgoing> records, TimeSpan limit)
    {
        if (!IsDone) throw KafkaFault.TimedOut("store records", limit);
        // Purged: the transaction has failed already, and its end says why.
        return failed is not { Error.Code: not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight) } fault
            ? offsets
            : throw KafkaFault.Of(fault.Error, "store a record", KafkaRights.Writing(records[fault.Number].Partition.Topic));
    }
}
