using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>Users are not served as they should be.</summary>
[EntityType("incident", Stage = "operate")]
public sealed record Incident : Entity
{
    /// <summary>Its number, as people say it.</summary>
    public string? Number { get; init; }

    /// <summary>Where it stands.</summary>
    public required IncidentState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Its past states, oldest first.</summary>
    public IReadOnlyList<StateChange<IncidentState>>? StateHistory { get; init; }

    /// <summary>How many older changes the history had to leave out.</summary>
    public int? StateHistoryOmitted { get; init; }

    /// <summary>How it was resolved, in the tool's words.</summary>
    public string? Resolution { get; init; }

    /// <summary>What happens.</summary>
    public string? Description { get; init; }

    /// <summary>Why.</summary>
    public string? RootCause { get; init; }

    /// <summary>What was noted when it was resolved.</summary>
    public string? ResolutionNotes { get; init; }

    /// <summary>What it is filed under.</summary>
    public string? Category { get; init; }

    /// <summary>How bad it is.</summary>
    public Severity? Severity { get; init; }

    /// <summary>The tool's own word for the severity.</summary>
    public string? SourceSeverity { get; init; }

    /// <summary>How soon it should be attended to.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The tool's own word for the priority.</summary>
    public string? SourcePriority { get; init; }

    /// <summary>How many it touches.</summary>
    public Level? Impact { get; init; }

    /// <summary>How soon it must be dealt with.</summary>
    public Level? Urgency { get; init; }

    /// <summary>Whether it is treated as a major one.</summary>
    public bool? IsMajor { get; init; }

    /// <summary>Who told of it.</summary>
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

    /// <summary>All services it touches.</summary>
    [References("service")]
    public IReadOnlyList<Reference>? Services { get; init; }

    /// <summary>The application it is about.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>Where it happens.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>What it is about.</summary>
    [References("configuration-item")]
    public IReadOnlyList<Reference>? ConfigurationItems { get; init; }

    /// <summary>Package URL of what caused it, after CDEvents' artifactId.</summary>
    public string? ArtifactId { get; init; }

    /// <summary>The problem behind it.</summary>
    [References("problem")]
    public Reference? Problem { get; init; }

    /// <summary>The incident it belongs to.</summary>
    [References("incident")]
    public Reference? Parent { get; init; }

    /// <summary>The alerts that told of it.</summary>
    [References("alert")]
    public IReadOnlyList<Reference>? Alerts { get; init; }

    /// <summary>The deployments that caused it, for the change failure rate.</summary>
    [References("deployment")]
    public IReadOnlyList<Reference>? CausedByDeployments { get; init; }

    /// <summary>The changes that caused it.</summary>
    [References("change-request")]
    public IReadOnlyList<Reference>? CausedByChanges { get; init; }

    /// <summary>The change that mends it.</summary>
    [References("change-request")]
    public Reference? ChangeRequest { get; init; }

    /// <summary>When users were first not served.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was noticed.</summary>
    public DateTimeOffset? DetectedAt { get; init; }

    /// <summary>When someone took it on.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When users were served again.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
