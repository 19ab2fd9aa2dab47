using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A change to what runs, asked for, allowed and made.</summary>
[EntityType("change-request", Stage = "operate")]
public sealed record ChangeRequest : Entity
{
    /// <summary>Its number, as people say it.</summary>
    public string? Number { get; init; }

    /// <summary>How it is to be allowed.</summary>
    public ChangeRequestKind? Kind { get; init; }

    /// <summary>The tool's own word for its kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>Where it stands.</summary>
    public required ChangeRequestState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Its past states, oldest first.</summary>
    public IReadOnlyList<StateChange<ChangeRequestState>>? StateHistory { get; init; }

    /// <summary>How many older changes the history had to leave out.</summary>
    public int? StateHistoryOmitted { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The tool's own word for how it ended.</summary>
    public string? SourceOutcome { get; init; }

    /// <summary>What the approvals come to.</summary>
    public ApprovalState? Approval { get; init; }

    /// <summary>The tool's own word for what the approvals come to.</summary>
    public string? SourceApproval { get; init; }

    /// <summary>Who allowed or refused it.</summary>
    public IReadOnlyList<Approval>? Approvals { get; init; }

    /// <summary>What is to be changed.</summary>
    public string? Description { get; init; }

    /// <summary>Why.</summary>
    public string? Justification { get; init; }

    /// <summary>How.</summary>
    public string? ImplementationPlan { get; init; }

    /// <summary>How it can be undone.</summary>
    public string? BackoutPlan { get; init; }

    /// <summary>How it will be seen to work.</summary>
    public string? TestPlan { get; init; }

    /// <summary>What was noted when it was closed.</summary>
    public string? CloseNotes { get; init; }

    /// <summary>What it is filed under.</summary>
    public string? Category { get; init; }

    /// <summary>How likely it does harm.</summary>
    public Level? Risk { get; init; }

    /// <summary>The tool's own word for the risk.</summary>
    public string? SourceRisk { get; init; }

    /// <summary>How many it touches.</summary>
    public Level? Impact { get; init; }

    /// <summary>How soon it must be.</summary>
    public Level? Urgency { get; init; }

    /// <summary>How soon it should be attended to.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The tool's own word for the priority.</summary>
    public string? SourcePriority { get; init; }

    /// <summary>Who asked for it.</summary>
    [References("person")]
    public Reference? Requester { get; init; }

    /// <summary>Who is to make it.</summary>
    [References("person")]
    public IReadOnlyList<Reference>? Assignees { get; init; }

    /// <summary>The team that is to make it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("change-request")]
    public Reference? Parent { get; init; }

    /// <summary>What it touches.</summary>
    [References("service")]
    public IReadOnlyList<Reference>? Services { get; init; }

    /// <summary>The application it touches.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>Where it is made.</summary>
    [References("environment")]
    public IReadOnlyList<Reference>? Environments { get; init; }

    /// <summary>What it changes.</summary>
    [References("configuration-item")]
    public IReadOnlyList<Reference>? ConfigurationItems { get; init; }

    /// <summary>The release it brings.</summary>
    [References("release")]
    public Reference? Release { get; init; }

    /// <summary>When it is to begin.</summary>
    public DateTimeOffset? PlannedStartAt { get; init; }

    /// <summary>When it is to be over.</summary>
    public DateTimeOffset? PlannedEndAt { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Whether users notice.</summary>
    public bool? IsOutage { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
