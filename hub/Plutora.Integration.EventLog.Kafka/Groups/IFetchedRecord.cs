namespace Plutora.Integration.EventLog.Kafka.Groups;

/// <summary>What a member has fetched: a record, or the end of a partition. It is valid until more is fetched.</summary>
internal interface IFetchedRecord
{
    bool IsEnd { get; }

    /// <summary>What stands for the topic for as long as one of its partitions is read.</summary>
    nint Topic { get; }

    /// <summary>The topic's name.</summary>
    string TopicName { get; }

    int Partition { get; }

    /// <summary>Where it stands, or of an end, where the next one will.</summary>
    long Offset { get; }

    /// <summary>What key and value take.</summary>
    int Size { get; }

    /// <summary>The record, as it outlives this.</summary>
    /// <param name="topic">The log's name of its topic.</param>
    /// <param name="position">Where a read resumes behind it.</param>
    /// <param name="before">Headers of a record before: what stands in both is kept once.</param>
    LogRecord Read(string topic, LogPosition position, IReadOnlyList<KeyValuePair<string, string>> before);
}
