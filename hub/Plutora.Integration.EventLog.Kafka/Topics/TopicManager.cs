using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.Whole;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Topics;

/// <summary>Makes, compares, alters and deletes the log's topics.</summary>
internal sealed class TopicManager(KafkaCluster kafka, Catalog catalog, KafkaWriter writer, Func<CancellationToken, Task> catchUp)
{
    private readonly TopicAdmin admin = kafka.Topics;

    public static LogException Unknown(string topic) => new(LogError.TopicUnknown, $"The log has no topic '{topic}'. Make it with EnsureTopicAsync before using it.");

    /// <summary>Refuses a store that is the log's own.</summary>
    public static void CheckStore(string store)
    {
        if (store.StartsWith('$') || store.Contains('\0', StringComparison.Ordinal))
            throw new LogException(LogError.Invalid, $"'{store}' is no name of a state store: it may not begin with '$', nor hold a NUL.");
    }

    public async Task<TopicInfo> EnsureAsync(TopicDefinition asked, CancellationToken ct)
    {
        TopicRules.Check(asked);
        if (asked.Name.StartsWith(LogNames.Reserved, StringComparison.Ordinal)) throw new LogException(LogError.Invalid, $"Topic '{asked.Name}' cannot be made: names that begin with '{LogNames.Reserved}' are the log's own.");
        if (kafka.Names.Topic(asked.Name).Length > 249) throw new LogException(LogError.Invalid, $"Topic '{asked.Name}' cannot be made: with the prefix its name has more than 249 characters.");
        var name = kafka.Names.Topic(asked.Name);
        var configs = TopicConfigs.All(asked.Retention, kafka.Options);
        var found = await admin.EnsureAsync(name, asked.Partitions, configs, ct).ConfigureAwait(false);
        var differences = new List<string>();
        if (found.Partitions != asked.Partitions) differences.Add($"it has {found.Partitions} partitions, asked for were {asked.Partitions}");
        if (kafka.Options.ReplicationFactor is { } replicas && found.Replicas != replicas) differences.Add($"it has {found.Replicas} replicas, asked for were {replicas}");
        var has = await admin.ConfigsAsync(name, ct).ConfigureAwait(false);
        await new SegmentRoller(kafka).MendAsync(name, has, ct).ConfigureAwait(false);
        differences.AddRange(TopicConfigs.Differences(configs, has));
        if (differences.Count > 0)
        {
            throw new LogException(LogError.TopicDiffers, $"Topic '{asked.Name}' exists with other settings and was left as it is: {string.Join("; ", differences)}. "
                + "Change its retention explicitly (UpdateRetentionAsync), its other settings with Kafka's tools; its partitions are changed only by copying into a topic made anew.");
        }

        if (catalog.Find(asked.Name) is not { } known || known.Id != found.Id || known.Definition != asked)
        {
            await writer.PutAsync(Catalog.Store, asked.Name, Catalog.Write(asked, found.Id), ct).ConfigureAwait(false);
            catalog.Reload();
        }

        return (await InfosAsync([catalog.Find(asked.Name) ?? throw Unknown(asked.Name)], ct).ConfigureAwait(false))[0];
    }

    public async Task<IReadOnlyList<TopicInfo>> AllAsync(CancellationToken ct)
    {
        await catchUp(ct).ConfigureAwait(false);
        return await InfosAsync([.. catalog.Topics.Values], ct).ConfigureAwait(false);
    }

    /// <summary>Refuses names of topics that do not exist.</summary>
    public async Task CheckAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        foreach (var name in names) await KnownAsync(name, ct).ConfigureAwait(false);
    }

    public async Task<TopicInfo> UpdateAsync(string topic, TopicRetention retention, CancellationToken ct)
    {
        TopicRules.Check(topic, retention);
        var known = await KnownAsync(topic, ct).ConfigureAwait(false);
        await admin.AlterAsync(kafka.Names.Topic(topic), TopicConfigs.Retention(retention), ct).ConfigureAwait(false);
        await writer.PutAsync(Catalog.Store, topic, Catalog.Write(known.Definition with { Retention = retention }, known.Id), ct).ConfigureAwait(false);
        catalog.Reload();
        return (await InfosAsync([await KnownAsync(topic, ct).ConfigureAwait(false)], ct).ConfigureAwait(false))[0];
    }

    /// <summary>Deletes a topic; what groups acknowledged of it goes with it, at the brokers.</summary>
    public async Task DeleteAsync(string topic, Func<CatalogTopic, CancellationToken, Task> forgotten, CancellationToken ct)
    {
        var known = await KnownAsync(topic, ct).ConfigureAwait(false);
        await admin.DeleteAsync(kafka.Names.Topic(topic), ct).ConfigureAwait(false);
        await forgotten(known, ct).ConfigureAwait(false);
        await writer.PutAsync(Catalog.Store, topic, null, ct).ConfigureAwait(false);
        catalog.Reload();
    }

    private async Task<CatalogTopic> KnownAsync(string topic, CancellationToken ct)
    {
        if (catalog.Find(topic) is null) await catchUp(ct).ConfigureAwait(false);
        return catalog.Find(topic) ?? throw Unknown(topic);
    }

    private async Task<IReadOnlyList<TopicInfo>> InfosAsync(IReadOnlyList<CatalogTopic> topics, CancellationToken ct)
    {
        var partitions = topics.SelectMany(topic => catalog.Matching(TopicFilter.Exact(topic.Definition.Name))).ToList();
        var kafkas = partitions.Select(partition => partition.Kafka).ToList();
        var starts = await Offsets.StartsAsync(kafka, kafkas, ct).ConfigureAwait(false);
        var ends = await Offsets.EndsAsync(kafka, kafkas, ct).ConfigureAwait(false);
        return [.. topics.Select(topic => new TopicInfo(topic.Definition,
            [.. partitions.Where(partition => partition.Topic.Id == topic.Id).Select(partition => new PartitionInfo(partition.Number, starts.GetValueOrDefault(partition.Kafka), ends.GetValueOrDefault(partition.Kafka)))]))];
    }
}
