using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>The rights that calls need, with the names that the brokers know.</summary>
internal sealed class KafkaRights(LogNames names)
{
    /// <summary>To write to a topic.</summary>
    public static KafkaRight Writing(string topic) => new("Write", $"topic '{topic}'");

    /// <summary>To write to the topics of records.</summary>
    public static KafkaRight Writing(IReadOnlyList<Outgoing> records) => new("Write", $"topic {string.Join(", ", records.Select(record => $"'{record.Partition.Topic}'").Distinct().Order(StringComparer.Ordinal))}");

    /// <summary>To read a topic.</summary>
    public static KafkaRight Reading(string? topic) => new("Read", $"topic '{topic}'");

    /// <summary>To be a member of a group.</summary>
    public KafkaRight Group(string group) => new("Read", $"group '{names.Group(group)}'");

    /// <summary>To write in transactions of an id.</summary>
    public KafkaRight Producer(string id) => new("Write", $"transactional id '{names.Producer(id)}'");

    /// <summary>What a member lacks by the error that it is given.</summary>
    public KafkaRight Reading(Error error, string group) => error.Code == ErrorCode.TopicAuthorizationFailed ? new("Read", $"topics '{names.Prefix}*'") : Group(group);

    /// <summary>What the reader of the state lacks by the error that it is given.</summary>
    public KafkaRight ReadingState(Error error) => error.Code == ErrorCode.TopicAuthorizationFailed ? Reading(names.State) : new("Read", $"group '{names.Readers}'");
}
