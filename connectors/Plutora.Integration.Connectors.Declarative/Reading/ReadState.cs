using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>Where the read of a stream stands.</summary>
internal sealed record ReadState
{
    private const int Version = 1;

    public static ReadState Start { get; } = new();

    /// <summary>How far each part was read, by its key; the key of a stream without parts is empty.</summary>
    public ImmutableSortedDictionary<string, string> Marks { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Entity tags of lists that were read whole, by the key of their part; each with what it was asked for by.</summary>
    public ImmutableSortedDictionary<string, ListTag> Tags { get; init; } = ImmutableSortedDictionary<string, ListTag>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Parts that a scan or a backfill is through with.</summary>
    public ImmutableSortedSet<string> Done { get; init; } = ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal);

    /// <summary>The page to go on with, when a part was not read to its end.</summary>
    public OpenPage? Open { get; init; }

    public static ReadState Of(Cursor? cursor)
    {
        if (cursor is null)
        {
            return Start;
        }

        var read = cursor.Read(Version, StateJson.Default.StoredState) ?? new();
        return new()
        {
            Marks = Start.Marks.AddRange(read.Marks ?? []),
            Tags = Start.Tags.AddRange(read.Tags ?? []),
            Done = Start.Done.Union(read.Done ?? []),
            Open = read.Open,
        };
    }

    /// <summary>The state without parts that are no more; itself where there is none of them.</summary>
    public ReadState Without(IReadOnlySet<string> parts) =>
        Marks.Keys.Concat(Tags.Keys).All(parts.Contains) ? this
        : this with { Marks = Marks.RemoveRange(Marks.Keys.Where(k => !parts.Contains(k))), Tags = Tags.RemoveRange(Tags.Keys.Where(k => !parts.Contains(k))) };

    public Cursor Write() => Cursor.Of(
        Version,
        new StoredState { Marks = Marks.Count == 0 ? null : new(Marks), Tags = Tags.Count == 0 ? null : new(Tags), Done = Done.Count == 0 ? null : [.. Done], Open = Open },
        StateJson.Default.StoredState);
}

/// <summary>The entity tag of a list.</summary>
/// <param name="Asked">Fingerprint of what it was asked for by.</param>
/// <param name="Tag">The tag.</param>
internal sealed record ListTag(string Asked, string Tag);

/// <summary>A page that was not asked for yet.</summary>
internal sealed record OpenPage
{
    public string Key { get; init; } = "";

    public required string Path { get; init; }

    public Dictionary<string, string>? Query { get; init; }

    public string? Body { get; init; }

    /// <summary>The greatest mark seen before it.</summary>
    public string? High { get; init; }

    public static OpenPage Of(string key, HttpToolRequest next, string? high) => new() { Key = key, Path = next.Path, Query = new(next.Query), Body = next.JsonBody, High = high };

    public HttpToolRequest Request(HttpToolRequest like) => like with { Path = Path, Query = Query ?? [], JsonBody = Body };
}

/// <summary>The stored form.</summary>
internal sealed record StoredState
{
    public Dictionary<string, string>? Marks { get; init; }

    public Dictionary<string, ListTag>? Tags { get; init; }

    public IReadOnlyList<string>? Done { get; init; }

    public OpenPage? Open { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredState))]
internal sealed partial class StateJson : JsonSerializerContext;
