using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Mappings.Previewing;

/// <summary>How much a preview looks at.</summary>
/// <param name="Records">Records to map at most, up to 100,000.</param>
/// <param name="Since">Only records that the hub received from then on; null for all that are stored.</param>
/// <param name="Samples">Changes and dead letters to show, up to 200 each.</param>
public sealed record PreviewBounds(int Records = 10_000, DateTimeOffset? Since = null, int Samples = 20);

/// <summary>What a mapping would change if it were activated and replayed. Nothing is written.</summary>
public sealed record MappingPreview
{
    /// <summary>Id of the instance.</summary>
    public required string Instance { get; init; }

    /// <summary>Id of the stream.</summary>
    public required string Stream { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Stored records that were looked at, older versions too.</summary>
    public long Looked { get; init; }

    /// <summary>Stored records in all, an upper bound.</summary>
    public long Total { get; init; }

    /// <summary>Records that were mapped: the newest stored version of each.</summary>
    public int Mapped { get; init; }

    /// <summary>Whether it is through.</summary>
    public bool Finished { get; init; }

    /// <summary>Whether it looked at all that is stored, within its bound of time.</summary>
    public bool Complete { get; init; }

    /// <summary>Why it ended early; null where it did not.</summary>
    public string? Fault { get; init; }

    /// <summary>Entities and links that would be new.</summary>
    public int Added { get; init; }

    /// <summary>Those of which a field or alias would be another.</summary>
    public int Changed { get; init; }

    /// <summary>Those that would be deleted.</summary>
    public int Removed { get; init; }

    /// <summary>Those that would stay as they are.</summary>
    public int Unchanged { get; init; }

    /// <summary>Those that would wait for a required field that nobody says.</summary>
    public int Waiting { get; init; }

    /// <summary>Records that the mapping could not map.</summary>
    public int DeadLettered { get; init; }

    /// <summary>In how many entities a field would be another, by field.</summary>
    public IReadOnlyDictionary<string, int> Fields { get; init; } = new Dictionary<string, int>();

    /// <summary>Changes as samples.</summary>
    public IReadOnlyList<PreviewSample> Samples { get; init; } = [];

    /// <summary>Records that would go to dead letter, as samples.</summary>
    public IReadOnlyList<PreviewFailure> Failures { get; init; } = [];
}

/// <summary>What would become of one entity.</summary>
/// <param name="Change"><c>added</c>, <c>changed</c>, <c>removed</c> or <c>waiting</c>.</param>
/// <param name="Entity">Its id.</param>
/// <param name="Record">Id of a record that makes the change.</param>
/// <param name="Fields">The fields that differ; all of them for one that is added.</param>
public sealed record PreviewSample(string Change, string Entity, string Record, IReadOnlyList<PreviewField> Fields);

/// <summary>One field that would be another.</summary>
/// <param name="Name">The field, or <c>aliases</c>.</param>
/// <param name="Before">Its value now; null where there is none.</param>
/// <param name="After">What it would be; null where there would be none.</param>
public sealed record PreviewField(string Name, JsonElement? Before, JsonElement? After);

/// <summary>A record that would go to dead letter.</summary>
/// <param name="Record">Its id.</param>
/// <param name="Reason">Why, with the place of the expression.</param>
public sealed record PreviewFailure(string Record, string Reason);
