namespace Plutora.Integration.EventLog.Embedded.Catalog;

/// <summary>A topic with its partitions by number.</summary>
internal sealed record Topic(long Id, TopicDefinition Definition, Partition[] Partitions)
{
    public Partition PartitionOf(LogEntry entry) => Partitions[Partitioner.PartitionOf(entry.PartitionKey ?? entry.Key, Partitions.Length)];
}
