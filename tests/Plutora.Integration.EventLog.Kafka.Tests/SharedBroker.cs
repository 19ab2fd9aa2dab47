using Plutora.Integration.EventLog.Kafka.Tests;

[assembly: AssemblyFixture(typeof(Broker))]
