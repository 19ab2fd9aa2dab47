using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.EndToEnd.Tests.Kafka;

/// <summary>Tests that share one broker, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class KafkaCollection : ICollectionFixture<Broker>
{
    public const string Name = "Kafka";
}
