using System.Text;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.Clients.Native;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>State entries as records of the state topic: the key is the store, a NUL, and the entry's key; a header holds the partition key where it differs.</summary>
internal static class StateCodec
{
    private const string PartitionKeyHeader = "pk";

    private static ReadOnlySpan<byte> PartitionKeyName => "pk\0"u8;

    /// <param name="partition">Where it goes.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="now">The record's time.</param>
    /// <param name="before">What is written before it: what belongs to one entity comes together, and goes under the same headers.</param>
    public static Outgoing Write(KafkaPartition partition, in StateKey key, in StateValue value, DateTimeOffset now, in Outgoing before = default) =>
        new(partition, key.Store, key.Key, value.Value, Headers(value.PartitionKey, before.Headers), now.ToUnixTimeMilliseconds());

    public static int PartitionOf(StateKey key, StateValue value, int partitions) => Partitioner.PartitionOf(value.PartitionKey ?? key.Key, partitions);

    /// <summary>A record as it lies in the topic; false when it is none of ours.</summary>
    public static bool TryRead(BatchRecord lying, out StateRecord record)
    {
        record = default;
        if (!lying.Key.Contains((byte)0)) return false;
        var hasPartitionKey = lying.TryGetHeader(PartitionKeyName, out var partitionKey);
        record = new() { StoreAndKey = lying.Key, HasPartitionKey = hasPartitionKey, PartitionKey = partitionKey, IsRemoval = lying.IsTombstone, Value = lying.Value };
        return true;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Headers(string? partitionKey, IReadOnlyList<KeyValuePair<string, string>>? before) =>
        partitionKey is null ? [] : before is [(PartitionKeyHeader, var known)] && known == partitionKey ? before : [new(PartitionKeyHeader, partitionKey)];

    /// <summary>The store, a NUL, and the entry's key.</summary>
    public static byte[] Key(StateKey key)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(key.Store) + 1 + Encoding.UTF8.GetByteCount(key.Key)];
        WriteKey(key.Store, key.Key, bytes);
        return bytes;
    }

    /// <summary>Writes what <see cref="Key"/> gives, and tells how many bytes it has.</summary>
    public static int WriteKey(string store, ReadOnlySpan<char> key, Span<byte> bytes)
    {
        var end = Encoding.UTF8.GetBytes(store, bytes);
        bytes[end] = 0;
        return end + 1 + Encoding.UTF8.GetBytes(key, bytes[(end + 1)..]);
    }
}

/// <summary>A change of a state entry, and where it stands in the state topic. A key's changes are all in one partition.</summary>
internal readonly record struct StateChange(StateKey Key, StateValue Value, int Partition, long Offset);

/// <summary>A record of the state topic, its texts as they lie there, in UTF-8.</summary>
internal readonly ref struct StateRecord
{
    /// <summary>The store, a NUL, and the entry's key.</summary>
    public required ReadOnlySpan<byte> StoreAndKey { get; init; }

    /// <summary>Whether the partition key differs from the entry's.</summary>
    public required bool HasPartitionKey { get; init; }

    /// <summary>The partition key where it differs.</summary>
    public required ReadOnlySpan<byte> PartitionKey { get; init; }

    /// <summary>Whether it removes the key.</summary>
    public required bool IsRemoval { get; init; }

    /// <summary>The value, empty when it removes the key.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>A copy that outlives the record.</summary>
    /// <param name="partition">Where it stands.</param>
    /// <param name="offset">Where it stands there.</param>
    public StateChange Copy(int partition, long offset)
    {
        var end = StoreAndKey.IndexOf((byte)0);
        var key = new StateKey(Encoding.UTF8.GetString(StoreAndKey[..end]), Encoding.UTF8.GetString(StoreAndKey[(end + 1)..]));
        return new(key, new(IsRemoval ? (ReadOnlyMemory<byte>?)null : Value.ToArray(), HasPartitionKey ? Encoding.UTF8.GetString(PartitionKey) : null), partition, offset);
    }
}
