using System.Collections.Immutable;

namespace Acme.Company.World;

/// <summary>How far something that runs has come, and how it ended.</summary>
public enum RunState
{
    /// <summary>Waits to begin.</summary>
    Queued,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended badly: what it ran found a fault.</summary>
    Failed,

    /// <summary>Ended, but tests failed.</summary>
    Unstable,

    /// <summary>Somebody ended it.</summary>
    Aborted,
}

/// <summary>A stage of a build.</summary>
/// <param name="Name">Name, such as <c>Test</c>.</param>
/// <param name="State">How far it has come.</param>
/// <param name="StartedAt">When it began; null while it has not.</param>
/// <param name="FinishedAt">When it ended; null while it has not.</param>
public sealed record Stage(string Name, RunState State, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

/// <summary>A build of a commit.</summary>
public sealed record Build : Thing
{
    /// <summary>The repository, which has a job of its own.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>Number within the branch of the repository.</summary>
    public required long Number { get; init; }

    /// <summary>The branch that is built.</summary>
    public required string Branch { get; init; }

    /// <summary>SHA that is built.</summary>
    public required string Sha { get; init; }

    /// <summary>How far it has come, and how it ended.</summary>
    public RunState State { get; init; }

    /// <summary>Login of who began it; <c>scm</c> where a push did.</summary>
    public required string StartedBy { get; init; }

    /// <summary>Parameters that it was begun with.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it began to run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its stages, in order, each from the moment on at which the build begins.</summary>
    public ImmutableList<Stage> Stages { get; init; } = [];

    /// <summary>What it made.</summary>
    public long? ArtifactId { get; init; }

    /// <summary>The pull request that it checks; null for a build of what was merged.</summary>
    public long? PullRequestId { get; init; }
}

/// <summary>A container image that a build made.</summary>
public sealed record Artifact : Thing
{
    /// <summary>The application.</summary>
    public required long ApplicationId { get; init; }

    /// <summary>Image without tag, such as <c>registry.acme.example/shop/checkout-api</c>.</summary>
    public required string Image { get; init; }

    /// <summary>Tag, such as <c>1.42.0</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>Digest, <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>SHA of the commit that it was built of.</summary>
    public required string Sha { get; init; }

    /// <summary>The build that made it.</summary>
    public required long BuildId { get; init; }
}
