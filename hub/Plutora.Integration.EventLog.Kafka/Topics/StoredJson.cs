using System.Text.Json.Serialization;

namespace Plutora.Integration.EventLog.Kafka.Topics;

/// <summary>What the log keeps of a topic in its own state.</summary>
/// <param name="Format">1.</param>
/// <param name="Id">The id that Kafka gave it: one made anew under the name has another.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="DeleteAfter">Age in milliseconds, or null.</param>
/// <param name="MinimumLag">Of compaction, in milliseconds, or null.</param>
/// <param name="Tombstones">Of compaction, in milliseconds, or null.</param>
internal sealed record StoredTopic(int Format, string Id, int Partitions, long? DeleteAfter, long? MinimumLag, long? Tombstones);

/// <summary>What the log keeps of a group in its own state.</summary>
/// <param name="Format">1.</param>
/// <param name="Topics">Names of its topics, and prefixes of names with a star behind them.</param>
internal sealed record StoredGroup(int Format, IReadOnlyList<string> Topics);

/// <summary>What the log keeps of a transactional id in its own state.</summary>
/// <param name="Format">1.</param>
/// <param name="Holder">The process that holds it, by its client id.</param>
internal sealed record StoredProducer(int Format, string Holder);

/// <summary>What the log says of itself.</summary>
/// <param name="Format">1.</param>
/// <param name="Name">Its unique name.</param>
internal sealed record StoredLog(int Format, string Name);

/// <summary>Serialization of what the log stores of its own.</summary>
[JsonSerializable(typeof(StoredTopic))]
[JsonSerializable(typeof(StoredGroup))]
[JsonSerializable(typeof(StoredProducer))]
[JsonSerializable(typeof(StoredLog))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class StoredJson : JsonSerializerContext;
