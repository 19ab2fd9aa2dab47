namespace Plutora.Integration.EventLog;

/// <summary>A record to append.</summary>
/// <param name="Topic">An existing topic.</param>
/// <param name="Key">The key by which compaction keeps the newest. It may be empty on a topic that is not compacted.</param>
/// <param name="Value">The value; null is a tombstone, which ends the key on a compacted topic. The bytes must not change before the append returns.</param>
/// <param name="Headers">Names and values in order; a name may repeat.</param>
public sealed record LogEntry(string Topic, string Key, ReadOnlyMemory<byte>? Value, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    // Arrays have constructors of their own, since a null array would convert to an empty memory and no tombstone.

    /// <summary>An entry with its value as an array; null is a tombstone.</summary>
    public LogEntry(string topic, string key, byte[]? value, IReadOnlyList<KeyValuePair<string, string>> headers)
        : this(topic, key, value is null ? (ReadOnlyMemory<byte>?)null : value, headers) { }

    /// <summary>An entry without headers, with its value as an array; null is a tombstone.</summary>
    public LogEntry(string topic, string key, byte[]? value) : this(topic, key, value, []) { }

    /// <summary>An entry without headers.</summary>
    public LogEntry(string topic, string key, ReadOnlyMemory<byte>? value) : this(topic, key, value, []) { }

    /// <summary>What decides the partition; by default <see cref="Key"/>. Records of one partition key keep their order.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>The record's time, from which retention counts; by default, and at the latest, the log's clock at the append. A copied log gives the original's.</summary>
    public DateTimeOffset? Time { get; init; }
}
