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

/// <summary>What the log says of a copy that it is.</summary>
/// <param name="Format">1.</param>
/// <param name="Source">Name of the log that it was copied from.</param>
/// <param name="Engine">That log's engine; none: embedded.</param>
/// <param name="Topics">The topics that the other had on Kafka.</param>
/// <param name="Done">Whether the copy is complete.</param>
internal sealed record StoredCopy(int Format, string Source, string? Engine, IReadOnlyList<StoredCopyTopic> Topics, bool Done);

/// <summary>A topic of the log that was copied.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mark">By which the other's positions name it.</param>
/// <param name="Partitions">Number of partitions there.</param>
internal sealed record StoredCopyTopic(string Name, ulong Mark, int Partitions);

/// <summary>Serialization of what the log stores of its own.</summary>
[JsonSerializable(typeof(StoredTopic))]
[JsonSerializable(typeof(StoredGroup))]
[JsonSerializable(typeof(StoredProducer))]
[JsonSerializable(typeof(StoredLog))]
[JsonSerializable(typeof(StoredCopy))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class StoredJson : JsonSerializerContext;
