using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>Where the read of builds stands, by job.</summary>
/// <param name="Jobs">By full name.</param>
internal sealed record BuildCursor(ImmutableSortedDictionary<string, BuildPlace> Jobs)
{
    private const int Version = 1;

    public static BuildCursor Start { get; } = new(ImmutableSortedDictionary<string, BuildPlace>.Empty.WithComparers(StringComparer.Ordinal));

    public static BuildCursor Read(Cursor? cursor) => cursor?.Read(Version, BuildCursorJson.Default.BuildCursor) is { Jobs: { } jobs } ? new(jobs.WithComparers(StringComparer.Ordinal)) : Start;

    public BuildPlace At(string job) => Jobs.TryGetValue(job, out var place) ? place : BuildPlace.Start;

    public BuildCursor With(string job, BuildPlace place) => place == At(job) && Jobs.ContainsKey(job) ? this : new(Jobs.SetItem(job, place));

    /// <summary>Without the jobs that are there no more, but for those of which builds ran: they may be hidden alone, and come again.</summary>
    public BuildCursor Only(IReadOnlySet<string> jobs) =>
        Jobs.Where(job => !jobs.Contains(job.Key) && job.Value.Open.IsEmpty).Select(job => job.Key).ToList() is { Count: > 0 } gone ? new(Jobs.RemoveRange(gone)) : this;

    public Cursor Write() => Cursor.Of(Version, this, BuildCursorJson.Default.BuildCursor);
}

/// <summary>Where the read of one job's builds stands.</summary>
internal sealed record BuildPlace
{
    public static BuildPlace Start { get; } = new();

    /// <summary>Every build up to this number was told.</summary>
    public long Last { get; init; }

    /// <summary>Builds that ran when they were told: they are read again until they have ended.</summary>
    [JsonIgnore]
    public ImmutableArray<long> Open { get; init; } = [];

    /// <summary>Of a read that has not ended: <see cref="Last"/> when it will have.</summary>
    public long Top { get; init; }

    /// <summary>Of a read that has not ended: every build from this number up to <see cref="Top"/> was told.</summary>
    public long Below { get; init; }

    /// <summary>Of a read that has not ended: where in the list it goes on.</summary>
    public int Offset { get; init; }

    /// <summary><see cref="Open"/> as it is written: left out where there is none.</summary>
    [JsonInclude]
    [JsonPropertyName("open")]
    internal long[]? Written
    {
        get => Open.IsEmpty ? null : [.. Open];
        init => Open = value is null ? [] : [.. value];
    }

    /// <summary>True while a read has not ended.</summary>
    [JsonIgnore]
    public bool IsUnderWay => Top > 0;

    public BuildPlace Opened(long number) => Open.Contains(number) ? this : this with { Open = Open.Add(number) };

    public BuildPlace Closed(long number) => this with { Open = Open.Remove(number) };

    public bool Equals(BuildPlace? other) => other is not null && Last == other.Last && Top == other.Top && Below == other.Below && Offset == other.Offset && Open.AsSpan().SequenceEqual(other.Open.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Last, Top, Below, Offset, Open.Length);
}

/// <summary>The cursor's JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(BuildCursor))]
internal sealed partial class BuildCursorJson : JsonSerializerContext;
