using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.EventLog.Copying;

/// <summary>What stands in a log that is being copied, or was.</summary>
/// <param name="Format">1.</param>
/// <param name="Target">Name of the copy.</param>
/// <param name="Place">Where it is.</param>
/// <param name="At">When the copy began.</param>
/// <param name="Done">Whether it is complete.</param>
/// <param name="Engine">The copy's engine; none: embedded.</param>
internal sealed record MovedMark(int Format, string Target, string Place, DateTimeOffset At, bool Done, string? Engine = null)
{
    public string Write() => JsonSerializer.Serialize(this, CopyJson.Default.MovedMark);

    public static MovedMark Read(string text) => JsonSerializer.Deserialize(text, CopyJson.Default.MovedMark) is { Format: 1 } mark
        ? mark
        : throw new LogException(LogError.Moved, "The event log was moved, or is being copied, by a newer version. Use that one.");

    /// <summary>Why no hub starts on the log.</summary>
    public string Sentence(string log) => Done
        ? $"The event log {log} was moved to {Place} on {At:yyyy-MM-dd HH:mm} UTC, and takes no more. Start the hub on that one."
        : $"The event log {log} is being copied to {Place} since {At:yyyy-MM-dd HH:mm} UTC. Finish with the same 'plutora log copy' again, or give the copy up with --abandon.";
}

/// <summary>How far a copy has come, kept in the copy with what it copied.</summary>
/// <param name="Format">1.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="Partitions">By topic that gets another number of partitions: that number.</param>
/// <param name="After">The ordinal in the lane behind which it goes on.</param>
/// <param name="Records">Records copied.</param>
/// <param name="Store">The store of state that was copied last, or null while records are copied.</param>
/// <param name="Key">The key in it that was copied last.</param>
/// <param name="Entries">Entries of state copied.</param>
/// <param name="Lane">The lane of the source that is being read; none: its first.</param>
internal sealed record CopyPlace(int Format, string Source, IReadOnlyDictionary<string, int> Partitions, long After, long Records, string? Store, string? Key, long Entries, string? Lane = null)
{
    /// <summary>The store of state in the copy that holds it.</summary>
    public const string KeptIn = "log.copy";

    /// <summary>Its key there.</summary>
    public const string KeptAs = "place";

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, CopyJson.Default.CopyPlace);

    public static CopyPlace Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, CopyJson.Default.CopyPlace) switch
    {
        { Format: 1 } place => place,
        var other => throw new LogException(LogError.FormatUnknown, $"How far the copy has come was written in format {other?.Format} by a newer version; this one reads 1. Finish the copy with the newer version, or give it up with --abandon."),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MovedMark))]
[JsonSerializable(typeof(CopyPlace))]
internal sealed partial class CopyJson : JsonSerializerContext;
