using System.Collections.Immutable;

namespace Acme.Company.World;

/// <summary>Kinds of work.</summary>
public enum WorkKind
{
    /// <summary>An idea that was taken up; above epics.</summary>
    Initiative,

    /// <summary>A part of an initiative that one team delivers.</summary>
    Epic,

    /// <summary>What a user is to get.</summary>
    Story,

    /// <summary>What has to be done beside.</summary>
    Task,

    /// <summary>What is wrong.</summary>
    Bug,
}

/// <summary>Where work stands.</summary>
public enum WorkState
{
    /// <summary>Known, not chosen.</summary>
    Backlog,

    /// <summary>Chosen, waits for somebody.</summary>
    Ready,

    /// <summary>Somebody works on it.</summary>
    InProgress,

    /// <summary>Waits for, or is in, the review of its pull request.</summary>
    InReview,

    /// <summary>Merged, and tested.</summary>
    InTest,

    /// <summary>In production, or done without it.</summary>
    Done,

    /// <summary>Given up.</summary>
    Rejected,
}

/// <summary>A change of a state.</summary>
/// <param name="At">When.</param>
/// <param name="By">Login of who changed it.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
public sealed record StateChange<TState>(DateTimeOffset At, string By, TState From, TState To)
    where TState : struct, Enum;

/// <summary>Something to be done.</summary>
public sealed record WorkItem : Thing
{
    /// <summary>What people call it, such as <c>SHOP-12</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Kind of work.</summary>
    public required WorkKind Kind { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>Description, plain text.</summary>
    public string Description { get; init; } = "";

    /// <summary>The team whose work it is.</summary>
    public required long TeamId { get; init; }

    /// <summary>The application that it changes; null for what is above one.</summary>
    public long? ApplicationId { get; init; }

    /// <summary>The work item that it is part of.</summary>
    public long? ParentId { get; init; }

    /// <summary>Where it stands.</summary>
    public WorkState State { get; init; }

    /// <summary>Every change of <see cref="State"/>, the oldest first.</summary>
    public ImmutableList<StateChange<WorkState>> History { get; init; } = [];

    /// <summary>Login of who reported it.</summary>
    public required string Reporter { get; init; }

    /// <summary>Login of who works on it.</summary>
    public string? Assignee { get; init; }

    /// <summary>1 (highest) to 5 (lowest).</summary>
    public int Priority { get; init; } = 3;

    /// <summary>Estimate in points.</summary>
    public int? Points { get; init; }

    /// <summary>The sprint that it is planned in.</summary>
    public long? SprintId { get; init; }

    /// <summary>The versions that it is to be in.</summary>
    public ImmutableList<long> FixVersionIds { get; init; } = [];

    /// <summary>How it ended, such as <c>Done</c> or <c>Won't Do</c>; null while it is open.</summary>
    public string? Resolution { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Labels.</summary>
    public ImmutableList<string> Labels { get; init; } = [];

    /// <summary>Comments on it.</summary>
    public int Comments { get; init; }

    /// <summary>Relations that it is an end of.</summary>
    public int Links { get; init; }

    /// <summary>Marks that tools keep beside it and people do not see, by name; each a JSON value.</summary>
    public ImmutableSortedDictionary<string, string> Properties { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>A comment on a work item.</summary>
public sealed record Comment : Thing
{
    /// <summary>The work item.</summary>
    public required long WorkItemId { get; init; }

    /// <summary>Login of who wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Marks that tools keep beside it, by name; each a JSON value.</summary>
    public ImmutableSortedDictionary<string, string> Properties { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>Time that was spent on a work item.</summary>
public sealed record Worklog : Thing
{
    /// <summary>The work item.</summary>
    public required long WorkItemId { get; init; }

    /// <summary>Login of who worked.</summary>
    public required string Author { get; init; }

    /// <summary>When the work began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long, in seconds.</summary>
    public required int Seconds { get; init; }
}

/// <summary>How one work item relates to another.</summary>
public enum Relation
{
    /// <summary>The first keeps the second from being done.</summary>
    Blocks,

    /// <summary>Each has to do with the other.</summary>
    Relates,

    /// <summary>The first says what the second says.</summary>
    Duplicates,
}

/// <summary>A relation of two work items.</summary>
public sealed record WorkLink : Thing
{
    /// <summary>The first.</summary>
    public required long FromId { get; init; }

    /// <summary>The second.</summary>
    public required long ToId { get; init; }

    /// <summary>How the first relates to the second.</summary>
    public required Relation Relation { get; init; }
}

/// <summary>A link from a work item to a page of another tool.</summary>
public sealed record RemoteLink : Thing
{
    /// <summary>The work item.</summary>
    public required long WorkItemId { get; init; }

    /// <summary>Address of the page.</summary>
    public required string Url { get; init; }

    /// <summary>What people read.</summary>
    public required string Title { get; init; }
}

/// <summary>State of a sprint.</summary>
public enum SprintState
{
    /// <summary>Not begun.</summary>
    Future,

    /// <summary>It runs.</summary>
    Active,

    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>A team's sprint.</summary>
public sealed record Sprint : Thing
{
    /// <summary>The team.</summary>
    public required long TeamId { get; init; }

    /// <summary>Name, such as <c>SHOP Sprint 7</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is to reach.</summary>
    public string Goal { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public SprintState State { get; init; }

    /// <summary>When it begins.</summary>
    public required DateTimeOffset StartAt { get; init; }

    /// <summary>When it is planned to end.</summary>
    public required DateTimeOffset EndAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>A version of a team's product, which work items are planned for.</summary>
public sealed record ProductVersion : Thing
{
    /// <summary>The team.</summary>
    public required long TeamId { get; init; }

    /// <summary>Name, such as <c>2026.11</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it is planned for, or was released.</summary>
    public required DateTimeOffset ReleaseAt { get; init; }

    /// <summary>Whether it was released.</summary>
    public bool Released { get; init; }
}
