using System.Runtime.InteropServices;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>Told what became of a record, by who polls its producer.</summary>
/// <param name="tag">What the record was handed over with.</param>
/// <param name="offset">Where it stands, if it was stored.</param>
/// <param name="status">Whether it was stored.</param>
/// <param name="failed">Why it was not.</param>
internal delegate void Delivered(nint tag, long offset, PersistenceStatus status, Error? failed);

/// <summary>A producer that makes no object for a record. Records are handed over by one thread at a time; all else may be called by any.</summary>
internal sealed unsafe class NativeProducer : IDisposable
{
    private readonly Delivered delivered;
    private readonly NativeClient client;
    private readonly RecordFields fields = new();
    private readonly Dictionary<string, nint> topics = new(StringComparer.Ordinal);

    /// <summary>Makes a client.</summary>
    /// <param name="settings">Properties of librdkafka.</param>
    /// <param name="talk">Told what the client says.</param>
    /// <param name="delivered">Told what became of each record.</param>
    /// <exception cref="InvalidOperationException">The client does not take its settings.</exception>
    public NativeProducer(IEnumerable<KeyValuePair<string, string>> settings, ClientTalk talk, Delivered delivered)
    {
        this.delivered = delivered;
        client = new(Librdkafka.Producer, settings, talk, this, static conf => Librdkafka.ConfSetDelivery(conf, &Report));
    }

    /// <summary>Hands a record over; its bytes may change afterwards.</summary>
    /// <returns>False when the queue is full.</returns>
    /// <exception cref="KafkaException">It is not taken for another reason.</exception>
    public bool TryProduce(in Outgoing record, nint tag)
    {
        fixed (byte* value = record.Value.GetValueOrDefault().Span)
        {
            var all = fields.Of(record, Topic(record.Partition.Topic), value, tag);
            fixed (NativeField* first = all)
            {
                try
                {
                    NativeError.Throw(client.Handle, Librdkafka.Produce(client.Handle, first, all.Length));
                    return true;
                }
                catch (KafkaException full) when (full.Error.Code == ErrorCode.Local_QueueFull)
                {
                    return false;
                }
            }
        }
    }

    /// <summary>Tells what became of records, and waits so long for the first.</summary>
    public void Poll(TimeSpan wait) => _ = Librdkafka.Poll(client.Handle, Milliseconds(wait));

    /// <summary>Sends what waits for more, and tells what became of all records, or of those of which it is known in time.</summary>
    public void Flush(TimeSpan limit) => _ = Librdkafka.Flush(client.Handle, Milliseconds(limit));

    public void InitTransactions(TimeSpan limit) => NativeError.Throw(client.Handle, Librdkafka.InitTransactions(client.Handle, Milliseconds(limit)));

    public void BeginTransaction() => NativeError.Throw(client.Handle, Librdkafka.BeginTransaction(client.Handle));

    /// <summary>Acknowledges for a group with the transaction.</summary>
    public void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, GroupPlace place, TimeSpan limit)
    {
        var group = Librdkafka.GroupNew(place.Group, place.Generation, place.Member, place.Instance);
        try
        {
            nint returned = 0;
            NativePartitions.With([.. offsets.Select(each => (each.Topic, each.Partition.Value, each.Offset.Value))], list =>
            {
                returned = Librdkafka.SendOffsets(client.Handle, list, group, Milliseconds(limit));
                return 0;
            });
            NativeError.Throw(client.Handle, returned);
        }
        finally
        {
            Librdkafka.GroupDestroy(group);
        }
    }

    public void CommitTransaction(TimeSpan limit) => NativeError.Throw(client.Handle, Librdkafka.CommitTransaction(client.Handle, Milliseconds(limit)));

    public void AbortTransaction(TimeSpan limit) => NativeError.Throw(client.Handle, Librdkafka.AbortTransaction(client.Handle, Milliseconds(limit)));

    public void Dispose()
    {
        foreach (var topic in topics.Values) Librdkafka.TopicDestroy(topic);
        topics.Clear();
        client.Dispose();
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue);

    [UnmanagedCallersOnly]
    private static void Report(nint client, NativeMessage* message, nint opaque)
    {
        try
        {
            NativeClient.OwnerOf<NativeProducer>(opaque)?.delivered(message->Private, message->Offset, (PersistenceStatus)Librdkafka.MessageStatus(message), message->Error == 0 ? null : NativeError.Of(client, message->Error));
        }
        catch (Exception)
        {
            // What is thrown into librdkafka would end the process. Who waits for the record is told by his time limit.
        }
    }

    private nint Topic(string name)
    {
        if (topics.TryGetValue(name, out var known)) return known;
        var topic = Librdkafka.TopicNew(client.Handle, name, 0);
        if (topic == 0) throw new KafkaException(new Error(ErrorCode.Local_UnknownTopic, $"There can be no topic '{name}'."));
        return topics[name] = topic;
    }
}
