namespace Plutora.Integration.EventLog;

/// <summary>A topic's name and settings.</summary>
/// <param name="Name">1 to 249 of the characters <c>a-z A-Z 0-9 . _ -</c>, but neither <c>.</c> nor <c>..</c> (Kafka's grammar).</param>
/// <param name="Partitions">From 1; fixed for the topic's life, since it decides where a key lives.</param>
/// <param name="Retention">How long records stay.</param>
public sealed record TopicDefinition(string Name, int Partitions, TopicRetention Retention);

/// <summary>How long a topic's records stay: each of the two rules applies when it is set, neither means for ever.</summary>
public sealed record TopicRetention
{
    /// <summary>Every record stays for ever.</summary>
    public static TopicRetention Forever { get; } = new();

    /// <summary>Records go when they are older than this; null: age alone deletes nothing.</summary>
    public TimeSpan? DeleteAfter { get; init; }

    /// <summary>Of each key the newest stays; null: the topic is not compacted.</summary>
    public Compaction? Compaction { get; init; }

    /// <summary>Records go by age.</summary>
    public static TopicRetention Delete(TimeSpan after) => new() { DeleteAfter = after };

    /// <summary>The newest of each key stays for ever, every version at least for <paramref name="minimumLag"/>.</summary>
    /// <param name="minimumLag">How long a superseded record stays at least.</param>
    /// <param name="tombstoneRetention">How long a tombstone stays at least; one day by default, as on Kafka.</param>
    public static TopicRetention Compact(TimeSpan minimumLag = default, TimeSpan? tombstoneRetention = null) =>
        new() { Compaction = new(minimumLag, tombstoneRetention ?? TimeSpan.FromDays(1)) };
}

/// <summary>Compaction by key.</summary>
/// <param name="MinimumLag">How long a superseded record stays at least after its own time.</param>
/// <param name="TombstoneRetention">How long a tombstone stays at least after its own time, so that every reader can see it.</param>
public sealed record Compaction(TimeSpan MinimumLag, TimeSpan TombstoneRetention);

/// <summary>Names a partition.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number, from 0.</param>
public readonly record struct TopicPartition(string Topic, int Partition);

/// <summary>A topic as it is.</summary>
/// <param name="Definition">Its settings.</param>
/// <param name="Partitions">Its partitions, in order.</param>
public sealed record TopicInfo(TopicDefinition Definition, IReadOnlyList<PartitionInfo> Partitions);

/// <summary>A partition as it is.</summary>
/// <param name="Partition">Its number, from 0.</param>
/// <param name="StartOffset">The offset of the oldest record kept; <paramref name="EndOffset"/> when there is none.</param>
/// <param name="EndOffset">The offset that the next record will have, or more.</param>
public sealed record PartitionInfo(int Partition, long StartOffset, long EndOffset);
