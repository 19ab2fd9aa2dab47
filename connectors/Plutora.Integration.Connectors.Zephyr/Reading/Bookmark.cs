using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Zephyr.Reading;

/// <summary>The cursor of a stream.</summary>
internal sealed record Bookmark
{
    private const int Format = 1;

    /// <summary>When the last read of a project that came to its end began, by project, in seconds since 1970: what ended from then on is asked for.</summary>
    public IReadOnlyDictionary<string, long> Told { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Of a read that has not ended: the project up to which all was told.</summary>
    public string? Done { get; init; }

    /// <summary>Of a project whose read has not ended: when it began.</summary>
    public long? Began { get; init; }

    /// <summary>Of a project whose read has not ended: how many of its records were told.</summary>
    public long Offset { get; init; }

    public static Bookmark Read(Cursor? cursor) => cursor?.Read(Format, BookmarkJson.Default.Bookmark) ?? new();

    /// <summary>The bookmark once a project has been told.</summary>
    public Bookmark With(string project) =>
        new() { Told = new Dictionary<string, long>(Told, StringComparer.Ordinal) { [project] = Began ?? 0 }, Done = project };

    public Cursor Write() => Cursor.Of(Format, this, BookmarkJson.Default.Bookmark);
}

/// <summary>The cursor's JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Bookmark))]
internal sealed partial class BookmarkJson : JsonSerializerContext;
