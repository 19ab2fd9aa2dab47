using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A change proposed to a repository; also what tools call merge request.</summary>
[EntityType("pull-request", Stage = "code")]
public sealed record PullRequest : Entity
{
    /// <summary>Its number in the repository.</summary>
    public long? Number { get; init; }

    /// <summary>Where it stands.</summary>
    public required PullRequestState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Whether its author calls it unfinished.</summary>
    public bool? IsDraft { get; init; }

    /// <summary>What it is for, as written.</summary>
    public string? Description { get; init; }

    /// <summary>The repository it is to be merged into.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The repository it comes from.</summary>
    [References("repository")]
    public Reference? HeadRepository { get; init; }

    /// <summary>The name of the branch it is to be merged into.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>The name of the branch it comes from.</summary>
    public string? HeadBranch { get; init; }

    /// <summary>The base branch's commit it is compared with.</summary>
    [References("commit")]
    public Reference? BaseCommit { get; init; }

    /// <summary>The newest commit of it.</summary>
    [References("commit")]
    public Reference? HeadCommit { get; init; }

    /// <summary>The commit by which it was merged.</summary>
    [References("commit")]
    public Reference? MergeCommit { get; init; }

    /// <summary>The commits it consists of, oldest first, where they are known.</summary>
    [References("commit")]
    public IReadOnlyList<Reference>? Commits { get; init; }

    /// <summary>Who proposed it.</summary>
    [References("person")]
    public Reference? Author { get; init; }

    /// <summary>Who is to see it through.</summary>
    [References("person")]
    public IReadOnlyList<Reference>? Assignees { get; init; }

    /// <summary>Who was asked to review it.</summary>
    [References("person")]
    public IReadOnlyList<Reference>? RequestedReviewers { get; init; }

    /// <summary>Which teams were asked to review it.</summary>
    [References("team")]
    public IReadOnlyList<Reference>? RequestedTeams { get; init; }

    /// <summary>Who merged it.</summary>
    [References("person")]
    public Reference? MergedBy { get; init; }

    /// <summary>Who closed it.</summary>
    [References("person")]
    public Reference? ClosedBy { get; init; }

    /// <summary>What its reviews come to, as the tool sees it.</summary>
    public ReviewDecision? ReviewDecision { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The milestone it counts towards.</summary>
    [References("milestone")]
    public Reference? Milestone { get; init; }

    /// <summary>When it was merged.</summary>
    public DateTimeOffset? MergedAt { get; init; }

    /// <summary>When it was closed, merged or not.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Whether it is to be merged as soon as it may be.</summary>
    public bool? IsAutoMerge { get; init; }

    /// <summary>Whether it could be merged, in the tool's words.</summary>
    public string? MergeableState { get; init; }

    /// <summary>Lines added.</summary>
    public int? Additions { get; init; }

    /// <summary>Lines deleted.</summary>
    public int? Deletions { get; init; }

    /// <summary>How many files it touches.</summary>
    public int? ChangedFiles { get; init; }

    /// <summary>How many commits it consists of.</summary>
    public int? CommitCount { get; init; }

    /// <summary>How many comments it has.</summary>
    public int? CommentCount { get; init; }

    /// <summary>How many of its comments stand on lines of the change.</summary>
    public int? ReviewCommentCount { get; init; }
}
