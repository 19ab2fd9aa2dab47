namespace Plutora.Integration.EventLog.Embedded.Groups;

/// <summary>Partitions that a member must still hold when its transaction commits.</summary>
internal sealed class Holding(EmbeddedConsumer member, IReadOnlyList<TopicPartition> partitions)
{
    public void Check()
    {
        if (partitions.Except(member.Assigned).FirstOrDefault() is { Topic: not null } lost)
            throw new LogException(LogError.Fenced,
                $"Group '{member.Group}' gave partition {lost.Partition} of '{lost.Topic}' to another member. Nothing was written; whoever holds it now does the work.");
    }
}
