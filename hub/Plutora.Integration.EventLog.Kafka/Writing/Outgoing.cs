using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>A record on its way to a partition.</summary>
internal readonly record struct Outgoing(KafkaPartition Partition, Message<byte[]?, byte[]?> Message)
{
    public long Size => (Message.Value?.Length ?? 0) + (Message.Key?.Length ?? 0) + 100;
}

/// <summary>What a consumer's transaction acknowledges.</summary>
/// <param name="Offsets">The offsets to read on from.</param>
/// <param name="Group">The member, as its group knows it now.</param>
internal sealed record Consumed(IReadOnlyList<TopicPartitionOffset> Offsets, IConsumerGroupMetadata Group);
