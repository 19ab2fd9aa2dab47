using System.Text.Json.Serialization;

namespace Plutora.Integration.EventLog.Copying;

/// <summary>What stands in a log that is being copied, or was.</summary>
/// <param name="Format">1.</param>
/// <param name="Target">Name of the copy.</param>
/// <param name="Place">Where it is.</param>
/// <param name="At">When the copy began.</param>
/// <param name="Done">Whether it is complete.</param>
internal sealed record MovedMark(int Format, string Target, string Place, DateTimeOffset At, bool Done);

/// <summary>How far a copy has come, kept in the copy with what it copied.</summary>
/// <param name="Format">1.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="Partitions">By topic that gets another number of partitions: that number.</param>
/// <param name="After">The source's sequence behind which it goes on.</param>
/// <param name="Records">Records copied.</param>
/// <param name="Store">The store of state that was copied last, or null while records are copied.</param>
/// <param name="Key">The key in it that was copied last.</param>
/// <param name="Entries">Entries of state copied.</param>
internal sealed record CopyPlace(int Format, string Source, IReadOnlyDictionary<string, int> Partitions, long After, long Records, string? Store, string? Key, long Entries);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MovedMark))]
[JsonSerializable(typeof(CopyPlace))]
internal sealed partial class CopyJson : JsonSerializerContext;
