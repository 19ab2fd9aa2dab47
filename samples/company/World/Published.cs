namespace Acme.Company.World;

/// <summary>A release of a repository: a tag that users are told of.</summary>
public sealed record CodeRelease : Thing
{
    /// <summary>The repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>Tag, such as <c>1.42.0</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>The branch or SHA that the tag is made of.</summary>
    public required string Target { get; init; }

    /// <summary>Title.</summary>
    public string Name { get; init; } = "";

    /// <summary>What is new.</summary>
    public string Body { get; init; } = "";

    /// <summary>Whether nobody is told yet.</summary>
    public bool Draft { get; init; }

    /// <summary>Whether it is for those who try things out.</summary>
    public bool Prerelease { get; init; }

    /// <summary>Login of who made it.</summary>
    public required string Author { get; init; }
}

/// <summary>A deployment that was asked for where the code is kept.</summary>
public sealed record CodeDeployment : Thing
{
    /// <summary>The repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>The branch, tag or SHA that was asked for.</summary>
    public required string Ref { get; init; }

    /// <summary>SHA that it means.</summary>
    public required string Sha { get; init; }

    /// <summary>The environment, as it was asked for.</summary>
    public required string Environment { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What was given with it; a JSON value.</summary>
    public string Payload { get; init; } = "{}";

    /// <summary>Login of who asked.</summary>
    public required string Creator { get; init; }

    /// <summary>The roll-out that it began; null where the company has no such environment, or no artifact of the commit.</summary>
    public long? DeploymentId { get; init; }
}

/// <summary>What became of a <see cref="CodeDeployment"/>, as somebody reported it.</summary>
public sealed record CodeDeploymentStatus : Thing
{
    /// <summary>The deployment.</summary>
    public required long CodeDeploymentId { get; init; }

    /// <summary><c>queued</c>, <c>in_progress</c>, <c>success</c>, <c>failure</c>, <c>error</c>, <c>inactive</c> or <c>pending</c>.</summary>
    public required string State { get; init; }

    /// <summary>More of it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where its log is.</summary>
    public string LogUrl { get; init; } = "";

    /// <summary>Where what was deployed is.</summary>
    public string EnvironmentUrl { get; init; } = "";

    /// <summary>Login of who reported it.</summary>
    public required string Creator { get; init; }
}

/// <summary>A remark in the talk on a pull request.</summary>
public sealed record Remark : Thing
{
    /// <summary>The pull request.</summary>
    public required long PullRequestId { get; init; }

    /// <summary>Login of who wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }
}

/// <summary>A run of the workflow by which people start a build from where the code is kept.</summary>
public sealed record WorkflowRun : Thing
{
    /// <summary>The repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>Number among the runs of the repository.</summary>
    public required long Number { get; init; }

    /// <summary>The branch that it was started on.</summary>
    public required string Branch { get; init; }

    /// <summary>SHA of the branch at that time.</summary>
    public required string Sha { get; init; }

    /// <summary>Login of who started it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>What it is called: the id of an action among its inputs, or the workflow's name.</summary>
    public required string Title { get; init; }

    /// <summary>The build that it started, whose end is its own.</summary>
    public required long BuildId { get; init; }
}
