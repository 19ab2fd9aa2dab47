using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A piece of work: asked for, planned, done or given up.</summary>
[EntityType("work-item", Stage = "plan")]
public sealed record WorkItem : Entity
{
    /// <summary>What sort of work it is.</summary>
    public required WorkItemKind Kind { get; init; }

    /// <summary>The tool's own word for the kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>The category of its state.</summary>
    public required WorkItemState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Why it was closed.</summary>
    public WorkItemResolution? Resolution { get; init; }

    /// <summary>The tool's own word for the resolution.</summary>
    public string? SourceResolution { get; init; }

    /// <summary>Its past states, oldest first.</summary>
    public IReadOnlyList<StateChange<WorkItemState>>? StateHistory { get; init; }

    /// <summary>How many older changes the history had to leave out.</summary>
    public int? StateHistoryOmitted { get; init; }

    /// <summary>What is to be done, as written.</summary>
    public string? Description { get; init; }

    /// <summary>How soon it should be attended to.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The tool's own word for the priority.</summary>
    public string? SourcePriority { get; init; }

    /// <summary>How bad what it tells of is.</summary>
    public Severity? Severity { get; init; }

    /// <summary>The tool's own word for the severity.</summary>
    public string? SourceSeverity { get; init; }

    /// <summary>Its size in story points.</summary>
    public double? StoryPoints { get; init; }

    /// <summary>The first estimate of the work, in milliseconds.</summary>
    public double? EstimateMs { get; init; }

    /// <summary>The time booked on it, in milliseconds.</summary>
    public double? TimeSpentMs { get; init; }

    /// <summary>The time estimated to be left, in milliseconds.</summary>
    public double? TimeRemainingMs { get; init; }

    /// <summary>Who entered it.</summary>
    [References("person")]
    public Reference? Creator { get; init; }

    /// <summary>Who asked for it, where that differs from who entered it.</summary>
    [References("person")]
    public Reference? Reporter { get; init; }

    /// <summary>Who is to do it.</summary>
    [References("person")]
    public IReadOnlyList<Reference>? Assignees { get; init; }

    /// <summary>Who closed it.</summary>
    [References("person")]
    public Reference? ClosedBy { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The parts of the product it touches, as the tool names them.</summary>
    public IReadOnlyList<string>? Components { get; init; }

    /// <summary>The tool's container it lives in: a project key, a board's name.</summary>
    public string? Project { get; init; }

    /// <summary>The repository it lives in, where issues live in one.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The application it is about.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The service it is about.</summary>
    [References("service")]
    public Reference? Service { get; init; }

    /// <summary>The team it belongs to.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("work-item")]
    public Reference? Parent { get; init; }

    /// <summary>The sprint it is planned in now.</summary>
    [References("sprint")]
    public Reference? Sprint { get; init; }

    /// <summary>All sprints it has been in.</summary>
    [References("sprint")]
    public IReadOnlyList<Reference>? Sprints { get; init; }

    /// <summary>The milestone it counts towards.</summary>
    [References("milestone")]
    public Reference? Milestone { get; init; }

    /// <summary>The releases that contain or will contain it.</summary>
    [References("release")]
    public IReadOnlyList<Reference>? FixVersions { get; init; }

    /// <summary>The releases in which what it tells of was seen.</summary>
    [References("release")]
    public IReadOnlyList<Reference>? AffectedVersions { get; init; }

    /// <summary>Where what it tells of was seen.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>When work on it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was resolved.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When it should be done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How many comments it has.</summary>
    public int? CommentCount { get; init; }
}
