using System.Collections.Immutable;

namespace Plutora.Integration.EventLog.Embedded.Catalog;

/// <summary>All topics at one moment, ordered by name.</summary>
internal sealed record TopicCatalog(ImmutableSortedDictionary<string, Topic> Topics)
{
    public static TopicCatalog Empty { get; } = new(ImmutableSortedDictionary.Create<string, Topic>(StringComparer.Ordinal));

    public Topic Find(string name) => Topics.TryGetValue(name, out var topic)
        ? topic
        : throw new LogException(LogError.TopicUnknown, $"The log has no topic '{name}'. Make it with EnsureTopicAsync before using it.");

    public TopicCatalog With(Topic topic) => new(Topics.SetItem(topic.Definition.Name, topic));

    public TopicCatalog Without(string name) => new(Topics.Remove(name));

    /// <summary>The partitions of all topics that match, unknown exact names left out.</summary>
    public IEnumerable<Partition> Matching(TopicFilter filter) => filter.Prefixes.Count == 0
        ? filter.Names.Where(Topics.ContainsKey).SelectMany(name => Topics[name].Partitions)
        : Topics.Values.Where(topic => filter.Matches(topic.Definition.Name)).SelectMany(topic => topic.Partitions);
}
