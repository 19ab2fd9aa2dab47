using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A watcher says that something is not as it should be.</summary>
[EntityType("alert", Stage = "operate")]
public sealed record Alert : Entity
{
    /// <summary>Where it stands.</summary>
    public required AlertState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What is not as it should be.</summary>
    public string? Description { get; init; }

    /// <summary>How bad it is.</summary>
    public Severity? Severity { get; init; }

    /// <summary>The tool's own word for the severity.</summary>
    public string? SourceSeverity { get; init; }

    /// <summary>What watches.</summary>
    public string? Monitor { get; init; }

    /// <summary>What the tool knows it by from one telling to the next.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>How often it was told.</summary>
    public int? Occurrences { get; init; }

    /// <summary>The service it is about.</summary>
    [References("service")]
    public Reference? Service { get; init; }

    /// <summary>The application it is about.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>Where it is.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>What it is about.</summary>
    [References("configuration-item")]
    public Reference? ConfigurationItem { get; init; }

    /// <summary>The incident it belongs to.</summary>
    [References("incident")]
    public Reference? Incident { get; init; }

    /// <summary>Who is at it.</summary>
    [References("person")]
    public IReadOnlyList<Reference>? Assignees { get; init; }

    /// <summary>The team that is at it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>When it was first told.</summary>
    public DateTimeOffset? TriggeredAt { get; init; }

    /// <summary>When someone took it on.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When its condition held no more.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>What was measured, with the bounds.</summary>
    public IReadOnlyList<Measurement>? Measurements { get; init; }

    /// <summary>Where it is written what to do.</summary>
    public string? RunbookUrl { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
