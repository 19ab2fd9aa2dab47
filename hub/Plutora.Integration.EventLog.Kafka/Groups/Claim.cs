using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Groups;

/// <summary>A partition in the hands of this member. A new epoch makes every batch read under an older one worthless.</summary>
internal sealed class Claim(CatalogPartition partition, long? acknowledged)
{
    public CatalogPartition Partition => partition;

    public KafkaPartition Kafka => partition.Kafka;

    public int Epoch { get; private set; }

    /// <summary>The offset behind what is acknowledged.</summary>
    public long? Acknowledged { get; set; } = acknowledged;

    /// <summary>The offset behind the record fetched last; null before the first.</summary>
    public long? Fetched { get; set; } = acknowledged;

    /// <summary>The offset behind the record delivered last.</summary>
    public long? Delivered { get; set; } = acknowledged;

    /// <summary>Where the partition ended when it was last read to its end: behind the markers of transactions.</summary>
    public long End { get; set; }

    /// <summary>Whether the brokers have said anything of it since it is read from where it stands.</summary>
    public bool IsHeard { get; set; }

    /// <summary>Whether it was read to its end.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>The offset to read from; librdkafka's name of the beginning when nothing is acknowledged.</summary>
    public long ReadFrom => Fetched ?? Offset.Beginning.Value;

    public void Rewind() => (Epoch, Fetched, Delivered, IsHeard, IsAtEnd) = (Epoch + 1, Acknowledged, Acknowledged, false, false);
}

/// <summary>What a batch took of one partition: under which claim, and the offset behind it.</summary>
internal readonly record struct BatchPart(Claim Claim, int Epoch, long Next);

/// <summary>A batch with the claims it was read under.</summary>
internal sealed class KafkaBatch(Member owner, IReadOnlyList<LogRecord> records, IReadOnlyList<BatchPart> parts) : LogBatch
{
    public override IReadOnlyList<LogRecord> Records => records;

    public Member Owner => owner;

    public IReadOnlyList<BatchPart> Parts => parts;
}
