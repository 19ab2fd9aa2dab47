using System.Collections.Immutable;

namespace Acme.Company.World;

/// <summary>A repository of code.</summary>
public sealed record Repository : Thing
{
    /// <summary>The organisation, such as <c>acme</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>Name, such as <c>checkout-api</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Branch that is released from.</summary>
    public string DefaultBranch { get; init; } = "main";

    /// <summary>The application whose code it holds.</summary>
    public required long ApplicationId { get; init; }
}

/// <summary>A branch; deleted from the world when it is.</summary>
public sealed record Branch : Thing
{
    /// <summary>The repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>Name, such as <c>feature/SHOP-12-refund-by-card</c>.</summary>
    public required string Name { get; init; }

    /// <summary>SHA of its newest commit.</summary>
    public required string Head { get; init; }
}

/// <summary>A commit.</summary>
public sealed record Commit : Thing
{
    /// <summary>The repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>SHA, 40 hexadecimal digits.</summary>
    public required string Sha { get; init; }

    /// <summary>Message; its first line names the work item.</summary>
    public required string Message { get; init; }

    /// <summary>Login of who wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>SHAs of what it builds on: none for the first, two for a merge.</summary>
    public ImmutableList<string> Parents { get; init; } = [];

    /// <summary>Lines added.</summary>
    public int Additions { get; init; }

    /// <summary>Lines removed.</summary>
    public int Deletions { get; init; }

    /// <summary>The files that it changed.</summary>
    public ImmutableList<string> Files { get; init; } = [];

    /// <summary>The branch that it was pushed to.</summary>
    public required string Branch { get; init; }

    /// <summary>The work item that it is for.</summary>
    public long? WorkItemId { get; init; }
}

/// <summary>Where a pull request stands.</summary>
public enum PullRequestState
{
    /// <summary>It may be reviewed and merged.</summary>
    Open,

    /// <summary>It was merged.</summary>
    Merged,

    /// <summary>It was closed without a merge.</summary>
    Closed,
}

/// <summary>A pull request.</summary>
public sealed record PullRequest : Thing
{
    /// <summary>The repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>Number within the repository.</summary>
    public required long Number { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>Description.</summary>
    public string Body { get; init; } = "";

    /// <summary>Login of who opened it.</summary>
    public required string Author { get; init; }

    /// <summary>The branch that is to be merged.</summary>
    public required string SourceBranch { get; init; }

    /// <summary>The branch that it is to be merged into.</summary>
    public required string TargetBranch { get; init; }

    /// <summary>Where it stands.</summary>
    public PullRequestState State { get; init; }

    /// <summary>Whether it is not to be reviewed yet.</summary>
    public bool Draft { get; init; }

    /// <summary>SHA of the newest commit of the source branch.</summary>
    public required string HeadSha { get; init; }

    /// <summary>SHA of the target branch when it was opened.</summary>
    public required string BaseSha { get; init; }

    /// <summary>SHA of the merge; null before.</summary>
    public string? MergeSha { get; init; }

    /// <summary>When it was merged or closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Login of who merged or closed it.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>Logins of who is asked to review.</summary>
    public ImmutableList<string> Reviewers { get; init; } = [];

    /// <summary>SHAs of its commits, the oldest first.</summary>
    public ImmutableList<string> Commits { get; init; } = [];

    /// <summary>The work item that it is for.</summary>
    public long? WorkItemId { get; init; }
}

/// <summary>What a review says.</summary>
public enum ReviewVerdict
{
    /// <summary>It may be merged.</summary>
    Approved,

    /// <summary>Something has to change first.</summary>
    ChangesRequested,

    /// <summary>Neither.</summary>
    Commented,
}

/// <summary>A review of a pull request.</summary>
public sealed record Review : Thing
{
    /// <summary>The pull request.</summary>
    public required long PullRequestId { get; init; }

    /// <summary>Login of who reviewed.</summary>
    public required string Author { get; init; }

    /// <summary>What it says.</summary>
    public required ReviewVerdict Verdict { get; init; }

    /// <summary>The text.</summary>
    public string Body { get; init; } = "";

    /// <summary>SHA that was reviewed.</summary>
    public required string Sha { get; init; }
}
