using System.Collections.Concurrent;

namespace Plutora.Integration.Hub.Runtime.Topics;

/// <summary>Names of the hub's topics, which users and scripts rely on.</summary>
public static class TopicNames
{
    /// <summary>Prefix of every raw topic.</summary>
    public const string RawPrefix = "raw.";

    /// <summary>Records set aside with their reason.</summary>
    public const string DeadLetter = "dead-letter";

    /// <summary>Who did what, when, with what result.</summary>
    public const string Audit = "audit";

    // Each record asks for the parts of its topic, of which there are as many as streams.
    private static readonly ConcurrentDictionary<string, (string Instance, string Stream)> RawParts = new(StringComparer.Ordinal);

    /// <summary>Raw records of one stream.</summary>
    public static string Raw(string instance, string stream) => $"{RawPrefix}{instance}.{stream}";

    /// <summary>Instance and stream of a raw topic.</summary>
    public static (string Instance, string Stream) SplitRaw(string topic) => RawParts.GetOrAdd(topic, Split);

    private static (string Instance, string Stream) Split(string topic)
    {
        var parts = topic.Split('.');
        return parts is ["raw", var instance, var stream]
            ? (instance, stream)
            : throw new ArgumentException($"'{topic}' is not a raw topic: raw.<instance>.<stream>.", nameof(topic));
    }

    /// <summary>History of an entity: every change.</summary>
    public static string Normalized(string entity, int version) => $"cdm.{entity}.v{version}";

    /// <summary>Latest state of an entity, compacted.</summary>
    public static string State(string entity, int version) => $"state.{entity}.v{version}";
}
