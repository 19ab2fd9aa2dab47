using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>Where the read of a stream stands, by repository.</summary>
/// <param name="Places">By repository id.</param>
internal sealed record ReadCursor(ImmutableSortedDictionary<string, Place> Places)
{
    private const int Version = 1;

    public static ReadCursor Start { get; } = new(ImmutableSortedDictionary<string, Place>.Empty.WithComparers(StringComparer.Ordinal));

    public static ReadCursor Read(Cursor? cursor) => cursor is null ? Start
        : cursor.Read(Version, CursorJson.Default.ReadCursor) is { Places: not null } read ? new(read.Places.WithComparers(StringComparer.Ordinal))
        : throw ConnectorException.Configuration("The cursor cannot be read. Reset it.");

    public Place? At(string repository) => Places.GetValueOrDefault(repository);

    public ReadCursor With(string repository, Place place) => new(Places.SetItem(repository, place));

    public Cursor Write() => Cursor.Of(Version, this, CursorJson.Default.ReadCursor);
}

/// <summary>Where the read of one repository stands.</summary>
internal sealed record Place
{
    /// <summary>Commits: those from which every commit that has been told is reached, as few as can be.</summary>
    public IReadOnlyList<string>? Known { get; init; }

    /// <summary>Commits: the walk that has not ended.</summary>
    public Walk? Walk { get; init; }

    /// <summary>Commits: where the shallow clone ended, since a deeper one shows commits behind known ones.</summary>
    public string? Shallow { get; init; }

    /// <summary>Branches and tags: a mark of what was told, by name.</summary>
    public ImmutableSortedDictionary<string, string>? Refs { get; init; }

    /// <summary>True when a full scan is through with the repository.</summary>
    public bool Scanned { get; init; }
}

/// <summary>
/// A walk from fixed commits down to what is known. It gives the same commits in the same order however often it is begun, whatever
/// arrives in the repository meanwhile.
/// </summary>
internal sealed record Walk
{
    /// <summary>The commits it began at.</summary>
    public required IReadOnlyList<string> Heads { get; init; }

    /// <summary>Lower bound of the commit dates, in seconds since 1970; null without one.</summary>
    public long? Since { get; init; }

    /// <summary>Commits on the way.</summary>
    public required long Total { get; init; }

    /// <summary>Of these, told.</summary>
    public long Done { get; init; }

    /// <summary>The one told last: by it is seen that the way is still the same.</summary>
    public string? Last { get; init; }
}

/// <summary>The cursor's JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ReadCursor))]
internal sealed partial class CursorJson : JsonSerializerContext;
