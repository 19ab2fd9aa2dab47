using System.Collections.Immutable;

namespace Acme.Company.World;

/// <summary>What an environment is for.</summary>
public enum EnvironmentKind
{
    /// <summary>Developers' own.</summary>
    Development,

    /// <summary>For tests.</summary>
    Test,

    /// <summary>For users.</summary>
    Production,
}

/// <summary>A place that applications of a team run in: a namespace.</summary>
public sealed record DeploymentEnvironment : Thing
{
    /// <summary>Name, such as <c>shop-prod</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required EnvironmentKind Kind { get; init; }

    /// <summary>The team whose applications run in it.</summary>
    public required long TeamId { get; init; }
}

/// <summary>A roll-out of an artifact to an environment.</summary>
public sealed record Deployment : Thing
{
    /// <summary>The application.</summary>
    public required long ApplicationId { get; init; }

    /// <summary>The environment.</summary>
    public required long EnvironmentId { get; init; }

    /// <summary>What is rolled out.</summary>
    public required long ArtifactId { get; init; }

    /// <summary>Number among the roll-outs of the application to the environment, from 1 on.</summary>
    public required long Number { get; init; }

    /// <summary>How far it has come, and how it ended.</summary>
    public RunState State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Copies of the application that are to run.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>The roll-out whose artifact this one brings back; null where it brings a new one.</summary>
    public long? RollbackOf { get; init; }

    /// <summary>The change request that allowed it.</summary>
    public long? ChangeRequestId { get; init; }

    /// <summary>Login of who began it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>Marks that tools keep beside it, by name.</summary>
    public ImmutableSortedDictionary<string, string> Properties { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>Where a change request stands.</summary>
public enum ChangeState
{
    /// <summary>Written.</summary>
    New,

    /// <summary>Its risk is looked at.</summary>
    Assess,

    /// <summary>Waits for an approval.</summary>
    Authorize,

    /// <summary>Approved, waits for its time.</summary>
    Scheduled,

    /// <summary>Under way.</summary>
    Implement,

    /// <summary>Done, and looked at.</summary>
    Review,

    /// <summary>Over.</summary>
    Closed,

    /// <summary>Given up, or refused.</summary>
    Canceled,
}

/// <summary>A request to change something in production.</summary>
public sealed record ChangeRequest : Thing
{
    /// <summary>What people call it, such as <c>CHG0030001</c>.</summary>
    public required string Number { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>What is changed and why; names work items.</summary>
    public string Description { get; init; } = "";

    /// <summary><c>normal</c>, <c>standard</c> or <c>emergency</c>.</summary>
    public string Type { get; init; } = "normal";

    /// <summary>Where it stands.</summary>
    public ChangeState State { get; init; }

    /// <summary>Every change of <see cref="State"/>, the oldest first.</summary>
    public ImmutableList<StateChange<ChangeState>> History { get; init; } = [];

    /// <summary>The application that is changed; null where none is named.</summary>
    public long? ApplicationId { get; init; }

    /// <summary>The team that does it; null where none is named.</summary>
    public long? TeamId { get; init; }

    /// <summary>What is deployed by it.</summary>
    public long? ArtifactId { get; init; }

    /// <summary>Login of who asked for it.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Login of who does it.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Login of who approved it.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>1 (critical) to 5 (planning).</summary>
    public int Priority { get; init; } = 4;

    /// <summary>1 (high) to 4 (low).</summary>
    public int Risk { get; init; } = 3;

    /// <summary>When it is planned to begin.</summary>
    public DateTimeOffset? PlannedStart { get; init; }

    /// <summary>When it is planned to end.</summary>
    public DateTimeOffset? PlannedEnd { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? ActualStart { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? ActualEnd { get; init; }

    /// <summary><c>successful</c>, <c>successful_issues</c> or <c>unsuccessful</c>; null while it is open.</summary>
    public string? CloseCode { get; init; }

    /// <summary>What is said at the end.</summary>
    public string? CloseNotes { get; init; }

    /// <summary>Notes of those who work on it, the oldest first.</summary>
    public ImmutableList<Note> Notes { get; init; } = [];

    /// <summary>What another system calls it.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>A note on a ticket.</summary>
/// <param name="At">When.</param>
/// <param name="By">Login of who wrote it.</param>
/// <param name="Text">The text.</param>
/// <param name="Public">Whether customers see it.</param>
public sealed record Note(DateTimeOffset At, string By, string Text, bool Public);

/// <summary>Where an incident stands.</summary>
public enum IncidentState
{
    /// <summary>Reported.</summary>
    New,

    /// <summary>Somebody works on it.</summary>
    InProgress,

    /// <summary>Waits for something.</summary>
    OnHold,

    /// <summary>The service is back.</summary>
    Resolved,

    /// <summary>Over.</summary>
    Closed,

    /// <summary>It was none.</summary>
    Canceled,
}

/// <summary>Something that users cannot do as they should.</summary>
public sealed record Incident : Thing
{
    /// <summary>What people call it, such as <c>INC0010001</c>.</summary>
    public required string Number { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>What is known.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public IncidentState State { get; init; }

    /// <summary>Every change of <see cref="State"/>, the oldest first.</summary>
    public ImmutableList<StateChange<IncidentState>> History { get; init; } = [];

    /// <summary>1 (high) to 3 (low).</summary>
    public int Impact { get; init; } = 3;

    /// <summary>1 (high) to 3 (low).</summary>
    public int Urgency { get; init; } = 3;

    /// <summary>1 (critical) to 5 (planning), by impact and urgency.</summary>
    public int Priority => Impact + Urgency - 1;

    /// <summary>The application that does not work; null where none is named.</summary>
    public long? ApplicationId { get; init; }

    /// <summary>The team that it is given to; null where none is named.</summary>
    public long? TeamId { get; init; }

    /// <summary>Login of who reported it.</summary>
    public required string ReportedBy { get; init; }

    /// <summary>Login of who works on it.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>When the service was back.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How it was resolved, such as <c>Solution provided</c>; null while it is open.</summary>
    public string? CloseCode { get; init; }

    /// <summary>What is said at the end.</summary>
    public string? CloseNotes { get; init; }

    /// <summary>The change request that caused it.</summary>
    public long? CausedBy { get; init; }

    /// <summary>The work item in which its cause is mended.</summary>
    public long? WorkItemId { get; init; }

    /// <summary>Notes of those who work on it, the oldest first.</summary>
    public ImmutableList<Note> Notes { get; init; } = [];

    /// <summary>What another system calls it.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>A run of a pipeline that somebody started in the cluster; it builds an application.</summary>
public sealed record ClusterPipelineRun : Thing
{
    /// <summary>Name, such as <c>checkout-api-x7k2p</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The environment in whose namespace it runs.</summary>
    public required long EnvironmentId { get; init; }

    /// <summary>Name of the pipeline: the application's key.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Parameters that it was started with.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Labels that it was started with.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The build, whose end is its own; null where there is no such pipeline.</summary>
    public long? BuildId { get; init; }
}
