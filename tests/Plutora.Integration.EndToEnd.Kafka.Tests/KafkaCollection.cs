using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>Tests that share brokers, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class KafkaCollection : ICollectionFixture<Broker>, ICollectionFixture<GuardedBroker>
{
    public const string Name = "Kafka";
}
