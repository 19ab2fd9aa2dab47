using Plutora.Integration.EventLog.Kafka.Tests;

[assembly: AssemblyFixture(typeof(Broker))]

// They mostly wait, for groups to share anew above all: two at once leave both cores idle.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
