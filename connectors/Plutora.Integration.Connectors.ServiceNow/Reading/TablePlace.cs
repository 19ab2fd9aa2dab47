using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Reading;

/// <summary>Where the walk of a table stands.</summary>
internal sealed record TablePlace
{
    /// <summary>Newest change that was told.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Row that was told last, while rows behind it are left; null when the walk came to its end, and the next goes back by the overlap.</summary>
    public string? Id { get; init; }

    /// <summary>From where deletions are asked for, by the clock of ServiceNow as far as it is known; null before the first read.</summary>
    public DateTimeOffset? Gone { get; init; }

    /// <summary>Where a walk goes on.</summary>
    /// <param name="request">The read, with its overlap.</param>
    public Key From(ReadRequest request) => this switch
    {
        { At: { } at, Id: { } id } => new(at, id),
        { At: { } at } => new(at - request.Overlap, null),
        _ => new(request.Since - request.Overlap, null),
    };
}

/// <summary>The cursor of a stream: the place of its table, or of each of its tables.</summary>
internal sealed record Bookmark
{
    private const int Format = 1;

    /// <summary>Places by table.</summary>
    public IReadOnlyDictionary<string, TablePlace> Tables { get; init; } = new Dictionary<string, TablePlace>(StringComparer.Ordinal);

    /// <summary>In a full scan: the row that was told last.</summary>
    public string? Scanned { get; init; }

    public static Bookmark Read(Cursor? cursor) => cursor?.Read(Format, BookmarkJson.Default.Bookmark) ?? new();

    public TablePlace Of(string table) => Tables.GetValueOrDefault(table) ?? new();

    public Bookmark With(string table, TablePlace place) => this with { Tables = new Dictionary<string, TablePlace>(Tables, StringComparer.Ordinal) { [table] = place } };

    public Cursor Write() => Cursor.Of(Format, this, BookmarkJson.Default.Bookmark);
}

/// <summary>The cursor's JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Bookmark))]
internal sealed partial class BookmarkJson : JsonSerializerContext;
