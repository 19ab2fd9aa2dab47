using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>The cause, known or not, of incidents.</summary>
[EntityType("problem", Stage = "operate")]
public sealed record Problem : Entity
{
    /// <summary>Its number, as people say it.</summary>
    public string? Number { get; init; }

    /// <summary>Where it stands.</summary>
    public required ProblemState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Its past states, oldest first.</summary>
    public IReadOnlyList<StateChange<ProblemState>>? StateHistory { get; init; }

    /// <summary>How many older changes the history had to leave out.</summary>
    public int? StateHistoryOmitted { get; init; }

    /// <summary>How it was resolved, in the tool's words.</summary>
    public string? Resolution { get; init; }

    /// <summary>What is wrong.</summary>
    public string? Description { get; init; }

    /// <summary>Why.</summary>
    public string? RootCause { get; init; }

    /// <summary>What helps until it is mended.</summary>
    public string? Workaround { get; init; }

    /// <summary>What was noted when it was resolved.</summary>
    public string? ResolutionNotes { get; init; }

    /// <summary>What it is filed under.</summary>
    public string? Category { get; init; }

    /// <summary>How soon it should be attended to.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The tool's own word for the priority.</summary>
    public string? SourcePriority { get; init; }

    /// <summary>How many it touches.</summary>
    public Level? Impact { get; init; }

    /// <summary>How soon it must be dealt with.</summary>
    public Level? Urgency { get; init; }

    /// <summary>Whether its cause is known and told.</summary>
    public bool? IsKnownError { get; init; }

    /// <summary>Who entered it.</summary>
    [References("person")]
    public Reference? Reporter { get; init; }

    /// <summary>Who is at it.</summary>
    [References("person")]
    public IReadOnlyList<Reference>? Assignees { get; init; }

    /// <summary>The team that is at it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>The service it is about.</summary>
    [References("service")]
    public Reference? Service { get; init; }

    /// <summary>The application it is about.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>What it is about.</summary>
    [References("configuration-item")]
    public IReadOnlyList<Reference>? ConfigurationItems { get; init; }

    /// <summary>What it caused.</summary>
    [References("incident")]
    public IReadOnlyList<Reference>? Incidents { get; init; }

    /// <summary>The change that mends it.</summary>
    [References("change-request")]
    public Reference? ChangeRequest { get; init; }

    /// <summary>When it was noticed.</summary>
    public DateTimeOffset? DetectedAt { get; init; }

    /// <summary>When it was resolved.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
