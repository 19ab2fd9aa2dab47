using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Where the read of a stream stands, by repository and way.</summary>
/// <param name="Places">By repository id, and by <c>id/1</c> for a second way.</param>
internal sealed record PollCursor(ImmutableSortedDictionary<string, Place> Places)
{
    private const int Version = 1;

    public static PollCursor Start { get; } = new(ImmutableSortedDictionary<string, Place>.Empty.WithComparers(StringComparer.Ordinal));

    public static PollCursor Read(Cursor? cursor) => cursor?.Read(Version, CursorJson.Default.PollCursor) ?? Start;

    public Place At(string key) => Places.TryGetValue(key, out var place) ? place : new();

    public PollCursor With(string key, Place place) => new(Places.SetItem(key, place));

    public Cursor Write() => Cursor.Of(Version, this, CursorJson.Default.PollCursor);
}

/// <summary>Where the read of one repository stands.</summary>
internal sealed record Place
{
    /// <summary>Newest stamp of the last read that ended; the next one goes back to it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Page to go on with, when the last read did not end.</summary>
    public Uri? Next { get; init; }

    /// <summary>Newest stamp of the read that did not end.</summary>
    public DateTimeOffset? Newest { get; init; }

    /// <summary>True when a full scan is through with the repository.</summary>
    public bool Scanned { get; init; }
}

/// <summary>The cursor's JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PollCursor))]
internal sealed partial class CursorJson : JsonSerializerContext;
