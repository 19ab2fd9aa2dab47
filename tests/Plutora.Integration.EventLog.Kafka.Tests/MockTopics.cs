using System.Collections.Concurrent;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>Topics of the mock cluster, which makes them by a call of its own and knows no settings: those are kept here.</summary>
internal sealed class MockTopics(KafkaCluster kafka) : TopicAdmin(kafka)
{
    private static readonly ConcurrentDictionary<string, (FoundTopic Topic, Dictionary<string, string> Configs)> All = new(StringComparer.Ordinal);

    public override Task<FoundTopic?> FindAsync(string topic, CancellationToken ct) => Task.FromResult(All.TryGetValue(topic, out var known) ? known.Topic : null);

    public override Task MakeAsync(string topic, int partitions, Dictionary<string, string> configs, CancellationToken ct)
    {
        if (All.TryAdd(topic, (new(Guid.NewGuid().ToString("n"), partitions, 1), new(configs)))) MockCluster.Make(topic, partitions);
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(string topic, CancellationToken ct) => throw new NotSupportedException("The mock cluster deletes no topics.");

    public override Task<Dictionary<string, string>> ConfigsAsync(string topic, CancellationToken ct) => Task.FromResult(new Dictionary<string, string>(All[topic].Configs));

    public override Task AlterAsync(string topic, IReadOnlyDictionary<string, string> configs, CancellationToken ct)
    {
        foreach (var (name, value) in configs) All[topic].Configs[name] = value;
        return Task.CompletedTask;
    }
}
