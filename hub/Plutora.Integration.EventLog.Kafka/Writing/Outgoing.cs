using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients.Native;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>A record on its way to a partition. Its texts become bytes when it is handed to librdkafka.</summary>
/// <param name="Partition">Where it goes.</param>
/// <param name="Store">The store of an entry of the state, which stands before the key and a NUL; null of other records.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null is a tombstone.</param>
/// <param name="Headers">The headers. The same list in one record after another is encoded once.</param>
/// <param name="Timestamp">In milliseconds since 1970 UTC; zero is now.</param>
internal readonly record struct Outgoing(KafkaPartition Partition, string? Store, string Key, ReadOnlyMemory<byte>? Value, IReadOnlyList<KeyValuePair<string, string>> Headers, long Timestamp)
{
    public long Size => (Value?.Length ?? 0) + Key.Length + 100;
}

/// <summary>What a consumer's transaction acknowledges.</summary>
/// <param name="Offsets">The offsets to read on from.</param>
/// <param name="Place">The member, as its group knows it now.</param>
internal sealed record Consumed(IReadOnlyList<TopicPartitionOffset> Offsets, GroupPlace Place);
