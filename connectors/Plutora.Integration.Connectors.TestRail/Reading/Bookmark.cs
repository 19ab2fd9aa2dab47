using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestRail.Reading;

/// <summary>Where the read of one project stands.</summary>
internal sealed record Place
{
    /// <summary>When the last read that came to its end began, in seconds since 1970: what changed from then on is asked for.</summary>
    public long? Told { get; init; }

    /// <summary>When the oldest run or plan was made that was not completed in the last read; a completed one changes no more.</summary>
    public long? Open { get; init; }

    /// <summary>Of a read that has not ended: when it began.</summary>
    public long? Began { get; init; }

    /// <summary>Of a read that has not ended: the suite, run or plan up to which all was told.</summary>
    public long? After { get; init; }

    /// <summary>Of a read that has not ended: how many cases of the suite behind <see cref="After"/> were told.</summary>
    public long Offset { get; init; }

    /// <summary>The place once a read has ended.</summary>
    /// <param name="open">When the oldest run or plan was made that is not completed.</param>
    public Place Ended(long? open = null) => new() { Told = Began ?? Told, Open = open ?? Open };
}

/// <summary>The cursor of a stream: places by project.</summary>
internal sealed record Bookmark
{
    private const int Format = 1;

    /// <summary>Places by the project's id.</summary>
    public IReadOnlyDictionary<string, Place> Projects { get; init; } = new Dictionary<string, Place>(StringComparer.Ordinal);

    public static Bookmark Read(Cursor? cursor) => cursor?.Read(Format, BookmarkJson.Default.Bookmark) ?? new();

    public Place Of(string project) => Projects.GetValueOrDefault(project) ?? new();

    public Bookmark With(string project, Place place) => new() { Projects = new Dictionary<string, Place>(Projects, StringComparer.Ordinal) { [project] = place } };

    public Cursor Write() => Cursor.Of(Format, this, BookmarkJson.Default.Bookmark);
}

/// <summary>The cursor's JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Bookmark))]
internal sealed partial class BookmarkJson : JsonSerializerContext;
