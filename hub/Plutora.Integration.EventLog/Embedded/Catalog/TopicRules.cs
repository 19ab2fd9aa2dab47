using System.Buffers;

namespace Plutora.Integration.EventLog.Embedded.Catalog;

/// <summary>What a topic's definition must keep to.</summary>
internal static class TopicRules
{
    private const int MaxPartitions = 1024;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    public static void Check(TopicDefinition topic)
    {
        if (topic.Name is not { Length: >= 1 and <= 249 } || topic.Name is "." or ".." || topic.Name.AsSpan().ContainsAnyExcept(NameCharacters))
            throw Invalid($"'{topic.Name}' is no topic name: it takes 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-', and is neither '.' nor '..'.");
        if (topic.Partitions is < 1 or > MaxPartitions)
            throw Invalid($"Topic '{topic.Name}' asks for {topic.Partitions} partitions; give 1 to {MaxPartitions}.");
        Check(topic.Name, topic.Retention);
    }

    public static void Check(string topic, TopicRetention retention)
    {
        if (retention.DeleteAfter is { } age && age <= TimeSpan.Zero)
            throw Invalid($"Topic '{topic}' asks to delete records after {age}; give a time above zero, or none to keep them.");
        if (retention.Compaction is { } compaction && (compaction.MinimumLag < TimeSpan.Zero || compaction.TombstoneRetention < TimeSpan.Zero))
            throw Invalid($"Topic '{topic}' asks for compaction with a negative time (lag {compaction.MinimumLag}, tombstones {compaction.TombstoneRetention}); give zero or more.");
    }

    private static LogException Invalid(string sentence) => new(LogError.Invalid, sentence);
}
