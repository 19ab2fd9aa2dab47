using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>Where the read of a stream stands.</summary>
internal sealed record SearchPlace
{
    private const int Format = 1;

    /// <summary>Newest change that a read told which came to its end; the next one goes back to it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Lower bound of the read that did not end, as it stands in its search.</summary>
    public string? Bound { get; init; }

    /// <summary>Page to go on with, when the last read did not end: a token at Cloud, an offset at a Data Center.</summary>
    public string? Next { get; init; }

    /// <summary>Instant by which the last item told is sorted: how a Data Center's next page is known to join it.</summary>
    public DateTimeOffset? Seam { get; init; }

    /// <summary>Newest change of the read that did not end.</summary>
    public DateTimeOffset? Newest { get; init; }

    /// <summary>In a full scan: the last project that was read whole.</summary>
    public string? After { get; init; }

    /// <summary>In a full scan: the project that <see cref="Next"/> is a page of.</summary>
    public string? Project { get; init; }

    public static SearchPlace Read(Cursor? cursor) => cursor?.Read(Format, PlaceJson.Default.SearchPlace) ?? new();

    public Cursor Write() => Cursor.Of(Format, this, PlaceJson.Default.SearchPlace);
}

/// <summary>The cursor's JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SearchPlace))]
internal sealed partial class PlaceJson : JsonSerializerContext;
