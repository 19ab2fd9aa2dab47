using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Topics;

/// <summary>A topic as the brokers describe it.</summary>
internal sealed record FoundTopic(string Id, int Partitions, int Replicas);

/// <summary>Topics at the brokers.</summary>
internal class TopicAdmin(KafkaCluster kafka)
{
    public virtual async Task<FoundTopic?> FindAsync(string topic, CancellationToken ct) => await kafka.CallAsync<FoundTopic?>($"describe topic '{topic}'", new("Describe", $"topic '{topic}'"), async timeout =>
    {
        try
        {
            var found = (await kafka.Admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new() { RequestTimeout = timeout }).ConfigureAwait(false)).TopicDescriptions[0];
            return new FoundTopic(found.TopicId.ToString(), found.Partitions.Count, found.Partitions.Min(partition => partition.Replicas.Count));
        }
        catch (DescribeTopicsException none) when (KafkaFault.Told(none).Code == ErrorCode.UnknownTopicOrPart)
        {
            return null;
        }
    }, ct).ConfigureAwait(false);

    /// <summary>Makes a topic, unless it is there.</summary>
    public virtual async Task MakeAsync(string topic, int partitions, Dictionary<string, string> configs, CancellationToken ct) => await kafka.CallAsync($"make topic '{topic}'", new("Create", $"topic '{topic}'"), async timeout =>
    {
        try
        {
            await kafka.Admin.CreateTopicsAsync([new() { Name = topic, NumPartitions = partitions, ReplicationFactor = kafka.Options.ReplicationFactor ?? -1, Configs = configs }],
                new() { RequestTimeout = timeout, OperationTimeout = timeout }).ConfigureAwait(false);
        }
        catch (CreateTopicsException there) when (KafkaFault.Told(there).Code == ErrorCode.TopicAlreadyExists)
        {
            return false;
        }

        return true;
    }, ct).ConfigureAwait(false);

    /// <summary>Makes a topic and waits until the brokers describe it.</summary>
    public async Task<FoundTopic> EnsureAsync(string topic, int partitions, Dictionary<string, string> configs, CancellationToken ct)
    {
        if (await FindAsync(topic, ct).ConfigureAwait(false) is { } there) return there;
        await MakeAsync(topic, partitions, configs, ct).ConfigureAwait(false);
        return await UntilAsync($"make topic '{topic}'", async () => await FindAsync(topic, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
    }

    /// <summary>Deletes a topic and waits until it is gone.</summary>
    public virtual async Task DeleteAsync(string topic, CancellationToken ct)
    {
        await kafka.CallAsync($"delete topic '{topic}'", new("Delete", $"topic '{topic}'"), async timeout =>
        {
            try
            {
                await kafka.Admin.DeleteTopicsAsync([topic], new() { RequestTimeout = timeout, OperationTimeout = timeout }).ConfigureAwait(false);
            }
            catch (DeleteTopicsException gone) when (KafkaFault.Told(gone).Code == ErrorCode.UnknownTopicOrPart)
            {
                return false;
            }

            return true;
        }, ct).ConfigureAwait(false);
        await UntilAsync($"delete topic '{topic}'", async () => await FindAsync(topic, ct).ConfigureAwait(false) is null ? "" : null, ct).ConfigureAwait(false);
    }

    public virtual async Task<Dictionary<string, string>> ConfigsAsync(string topic, CancellationToken ct)
    {
        // Of several brokers the one that is asked may hear of a new topic later than the others.
        var answer = await UntilAsync($"describe topic '{topic}'", () => kafka.CallAsync<List<DescribeConfigsResult>?>($"describe topic '{topic}'", new("DescribeConfigs", $"topic '{topic}'"), async timeout =>
        {
            try
            {
                return await kafka.Admin.DescribeConfigsAsync([new() { Type = ResourceType.Topic, Name = topic }], new() { RequestTimeout = timeout }).ConfigureAwait(false);
            }
            catch (DescribeConfigsException none) when (KafkaFault.Told(none).Code == ErrorCode.UnknownTopicOrPart)
            {
                return null;
            }
        }, ct), ct).ConfigureAwait(false);
        return answer[0].Entries.Values.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
    }

    public virtual async Task AlterAsync(string topic, IReadOnlyDictionary<string, string> configs, CancellationToken ct) => await kafka.CallAsync($"alter topic '{topic}'", new("AlterConfigs", $"topic '{topic}'"),
        timeout => kafka.Admin.IncrementalAlterConfigsAsync(new()
        {
            [new() { Type = ResourceType.Topic, Name = topic }] = [.. configs.Select(config => new ConfigEntry { Name = config.Key, Value = config.Value, IncrementalOperation = AlterConfigOpType.Set })],
        }, new() { RequestTimeout = timeout }), ct).ConfigureAwait(false);

    private async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look, CancellationToken ct) where T : class
    {
        var started = kafka.Options.Time.GetTimestamp();
        while (true)
        {
            if (await look().ConfigureAwait(false) is { } found) return found;
            if (kafka.Options.Time.GetElapsedTime(started) > kafka.Options.OperationTimeout) throw KafkaFault.TimedOut(what, kafka.Options.OperationTimeout);
            await Task.Delay(TimeSpan.FromMilliseconds(20), kafka.Options.Time, ct).ConfigureAwait(false);
        }
    }
}
