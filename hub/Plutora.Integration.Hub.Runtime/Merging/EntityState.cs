using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What the owner keeps of an entity: its contributions, and what was last published.</summary>
public sealed record EntityState
{
    /// <summary>By <c>instance/stream/raw key</c>; for mentions by <c>instance/stream</c>, the newest alone.</summary>
    public IReadOnlyDictionary<string, Contribution> Contributions { get; init; } = ReadOnlyDictionary<string, Contribution>.Empty;

    /// <summary>Last published <c>entityversion</c>; 0 when none was.</summary>
    public long EntityVersion { get; init; }

    /// <summary>True when its last event said deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>True once a record was about it: from then on mentions alone do not keep it alive.</summary>
    public bool HadRecord { get; init; }

    /// <summary>Required fields that nobody has said yet; while there are any it waits unpublished (rule 5).</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The last published entity; null when there is none.</summary>
    public FieldSet? Published { get; init; }

    /// <summary>Whether it was published and its last event did not say deleted.</summary>
    [JsonIgnore]
    public bool Lives => Published is not null && !Deleted;

    /// <summary>Ids that its references were resolved to, by <see cref="ReferenceKey"/>; kept, so that a reference keeps its id (rule 22).</summary>
    public IReadOnlyDictionary<string, string> Resolved { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>References that the owner of their alias was asked for, by <see cref="ReferenceKey"/>.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];

    /// <summary>States that the hub saw it in, by time (rule 25); empty for entities without a state history.</summary>
    public IReadOnlyList<SeenState> Seen { get; init; } = [];

    /// <summary>Seen states that were left out because there were too many.</summary>
    public int SeenOmitted { get; init; }

    /// <summary>What waits for the answer of an action; null when none is open.</summary>
    public HeldRecords? Held { get; init; }

    /// <summary>Changes of actions that are waited for.</summary>
    public IReadOnlyList<ExpectedEcho> Echoes { get; init; } = [];

    /// <summary>Of a link: ids of its ends that are deleted now (rule 23).</summary>
    public IReadOnlyList<string> GoneEnds { get; init; } = [];
}

/// <summary>A state that a record showed an entity in.</summary>
/// <param name="At">The record's own time.</param>
/// <param name="State">The normalized state.</param>
/// <param name="SourceState">The tool's own word for it.</param>
public sealed record SeenState(DateTimeOffset At, string State, string? SourceState);

/// <summary>Names a reference that is still to be resolved: entity, alias and scope in one text.</summary>
/// <param name="Entity">The entity to look among.</param>
/// <param name="Alias">The alias.</param>
/// <param name="Scope">Within what it is unique; empty when the record does not say.</param>
public sealed record ReferenceKey(string Entity, string Alias, string Scope)
{
    /// <summary>As one text.</summary>
    public override string ToString() => $"{Entity}\0{Alias}\0{Scope}";

    /// <summary>Of one text.</summary>
    public static ReferenceKey Parse(string text) => text.Split('\0') is [var entity, var alias, var scope]
        ? new(entity, alias, scope)
        : throw new FormatException($"'{text}' is no key of a reference.");
}
