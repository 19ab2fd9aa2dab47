using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>Asks the brokers once where partitions begin and end.</summary>
internal interface IOffsetClient
{
    /// <summary>Asks each partition's leader.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="place">-1: the end, -2: the start.</param>
    /// <param name="timeout">So long at most.</param>
    /// <exception cref="KafkaException">Nothing is known of any.</exception>
    IReadOnlyList<TopicPartitionOffsetError> List(IEnumerable<KafkaPartition> partitions, long place, TimeSpan timeout);

    /// <summary>What the brokers say of a topic.</summary>
    Error Look(string topic, TimeSpan timeout);

    /// <summary>Asks anew who leads.</summary>
    void Refresh(TimeSpan timeout);
}

/// <summary>
/// Asks as a consumer does. The admin client's ListOffsets must not be used: while a leader is gone it neither ends within its time nor ever, and uses a whole processor
/// to connect (seen with librdkafka 2.16).
/// </summary>
internal sealed class OffsetClient : IOffsetClient, IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> consumer;
    private readonly IAdminClient brokers;

    public OffsetClient(KafkaCluster kafka, IsolationLevel isolation)
    {
        consumer = kafka.Clients.Reader(kafka.Names.Readers, 1024, isolation);
        brokers = new DependentAdminClientBuilder(consumer.Handle).Build();
    }

    public IReadOnlyList<TopicPartitionOffsetError> List(IEnumerable<KafkaPartition> partitions, long place, TimeSpan timeout)
    {
        try
        {
            var asked = partitions.Select(partition => new TopicPartitionTimestamp(partition, new(place, TimestampType.NotAvailable)));
            return consumer.OffsetsForTimes(asked, timeout).ConvertAll(each => new TopicPartitionOffsetError(each.TopicPartition, each.Offset, new(ErrorCode.NoError)));
        }
        catch (TopicPartitionOffsetException partly)
        {
            return partly.Results;
        }
    }

    public Error Look(string topic, TimeSpan timeout) => brokers.GetMetadata(topic, timeout).Topics.Find(each => each.Topic == topic)?.Error ?? new(ErrorCode.UnknownTopicOrPart);

    public void Refresh(TimeSpan timeout)
    {
        try
        {
            // What librdkafka tells of lost connections waits for the client to look.
            consumer.Consume(TimeSpan.Zero);
        }
        catch (ConsumeException)
        {
            // Whoever asks is told.
        }

        brokers.GetMetadata(timeout);
    }

    public void Dispose()
    {
        brokers.Dispose();
        consumer.Dispose();
    }
}
