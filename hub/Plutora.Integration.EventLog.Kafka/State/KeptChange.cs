using System.Text;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>A change of a state entry as it is kept in memory: store, NUL and key, partition key and value one behind the other, in UTF-8, as the files and Kafka want them.</summary>
internal readonly struct KeptChange
{
    private const int None = -1;

    private readonly byte[] bytes;
    private readonly int start;
    private readonly int storeLength;
    private readonly int keyLength;
    private readonly int capacity;
    private readonly int partitionKeyLength;
    private readonly int valueLength;

    /// <summary>Writes a change into a place.</summary>
    /// <param name="slots">Gives the place.</param>
    /// <param name="storeAndKey">The store, a NUL, and the key.</param>
    /// <param name="storeLength">Where the NUL stands.</param>
    /// <param name="change">What it became.</param>
    public KeptChange(StateSlots slots, ReadOnlySpan<byte> storeAndKey, int storeLength, in StateChange change)
    {
        var place = slots.Take(storeAndKey.Length + Room(change));
        storeAndKey.CopyTo(place);
        (bytes, start, this.storeLength, keyLength) = (place.Array!, place.Offset, storeLength, storeAndKey.Length - storeLength - 1);
        capacity = place.Count - storeAndKey.Length;
        (partitionKeyLength, valueLength) = Write(change);
        (Partition, Offset) = (change.Partition, change.Offset);
    }

    private KeptChange(in KeptChange before, in StateChange change)
    {
        this = before;
        (partitionKeyLength, valueLength) = Write(change);
        (Partition, Offset) = (change.Partition, change.Offset);
    }

    /// <summary>Where it stands in the state topic.</summary>
    public int Partition { get; }

    /// <inheritdoc cref="Partition"/>
    public long Offset { get; }

    public ReadOnlyMemory<byte> StoreAndKey => bytes.AsMemory(start, storeLength + 1 + keyLength);

    public ReadOnlySpan<byte> Store => bytes.AsSpan(start, storeLength);

    public ReadOnlySpan<byte> Key => bytes.AsSpan(start + storeLength + 1, keyLength);

    /// <summary>The partition key where it differs from the entry's.</summary>
    public ReadOnlySpan<byte> PartitionKey => bytes.AsSpan(Content, Math.Max(0, partitionKeyLength));

    public bool HasPartitionKey => partitionKeyLength != None;

    /// <summary>The value, which is empty where the key was removed.</summary>
    public ReadOnlySpan<byte> Value => bytes.AsSpan(Content + Math.Max(0, partitionKeyLength), Math.Max(0, valueLength));

    public bool IsRemoved => valueLength == None;

    private int Content => start + storeLength + 1 + keyLength;

    /// <summary>A later change of the same key, in the same place where it has room.</summary>
    public KeptChange Become(StateSlots slots, in StateChange change) => Room(change) <= capacity ? new(this, change) : new(slots, StoreAndKey.Span, storeLength, change);

    /// <summary>A copy of it that outlives its place.</summary>
    public StateChange Copy() => new(
        CopiedKey(),
        new(CopiedValue(), HasPartitionKey ? Encoding.UTF8.GetString(PartitionKey) : null),
        Partition,
        Offset);

    /// <summary>A copy of the key that outlives its place.</summary>
    public StateKey CopiedKey() => new(Encoding.UTF8.GetString(Store), Encoding.UTF8.GetString(Key));

    /// <summary>It as a record of the topic, valid as long as it.</summary>
    public StateRecord AsRecord() => new() { StoreAndKey = StoreAndKey.Span, HasPartitionKey = HasPartitionKey, PartitionKey = PartitionKey, IsRemoval = IsRemoved, Value = Value };

    /// <summary>A copy of the value that outlives its place; null where the key was removed.</summary>
    public ReadOnlyMemory<byte>? CopiedValue() => IsRemoved ? (ReadOnlyMemory<byte>?)null : Value.ToArray();

    private static int Room(in StateChange change) => (change.Value.PartitionKey is { } key ? Encoding.UTF8.GetByteCount(key) : 0) + (change.Value.Value?.Length ?? 0);

    private (int PartitionKey, int Value) Write(in StateChange change)
    {
        var content = bytes.AsSpan(Content, capacity);
        var partitionKey = change.Value.PartitionKey is { } key ? Encoding.UTF8.GetBytes(key, content) : None;
        if (change.Value.Value is not { } value) return (partitionKey, None);
        value.Span.CopyTo(content[Math.Max(0, partitionKey)..]);
        return (partitionKey, value.Length);
    }
}
