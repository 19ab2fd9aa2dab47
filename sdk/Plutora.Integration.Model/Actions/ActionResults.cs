using System.ComponentModel;

namespace Plutora.Integration.Model.Actions;

/// <summary>A ticket that was changed.</summary>
public record TicketResult
{
    /// <summary>State that it has now, as the tool names it.</summary>
    [Description("State that it has now, as the tool names it.")]
    public string? State { get; init; }

    /// <summary>Where people look at it.</summary>
    [Description("Where people look at it.")]
    public string? Url { get; init; }
}

/// <summary>Something that was created.</summary>
public record CreatedResult
{
    /// <summary>Its immutable id at the tool.</summary>
    [Description("Its immutable id at the tool.")]
    public required string Id { get; init; }

    /// <summary>What people call it, such as <c>PROJ-12</c> or <c>CHG0030001</c>.</summary>
    [Description("What people call it, such as PROJ-12 or CHG0030001.")]
    public string? Key { get; init; }

    /// <summary>Where people look at it.</summary>
    [Description("Where people look at it.")]
    public string? Url { get; init; }
}

/// <summary>A comment that was added.</summary>
public record CommentResult
{
    /// <summary>Its id at the tool, where comments have one.</summary>
    [Description("Its id at the tool, where comments have one.")]
    public string? Id { get; init; }

    /// <summary>Where people look at it.</summary>
    [Description("Where people look at it.")]
    public string? Url { get; init; }
}

/// <summary>A run of a pipeline that was started.</summary>
public record BuildResult
{
    /// <summary>Its id at the tool, where it is known already.</summary>
    [Description("Its id at the tool, where it is known already.")]
    public string? Id { get; init; }

    /// <summary>Its number, where it is known already.</summary>
    [Description("Its number, where it is known already.")]
    public string? Number { get; init; }

    /// <summary>Where people look at it.</summary>
    [Description("Where people look at it.")]
    public string? Url { get; init; }
}

/// <summary>A test run that was started.</summary>
public record TestsResult
{
    /// <summary>Its id at the tool.</summary>
    [Description("Its id at the tool.")]
    public string? Id { get; init; }

    /// <summary>Where people look at it.</summary>
    [Description("Where people look at it.")]
    public string? Url { get; init; }
}

/// <summary>A deployment that was started.</summary>
public record DeployResult
{
    /// <summary>Its id at the tool, where it is known already.</summary>
    [Description("Its id at the tool, where it is known already.")]
    public string? Id { get; init; }

    /// <summary>Where people look at it.</summary>
    [Description("Where people look at it.")]
    public string? Url { get; init; }
}

/// <summary>A run that applies a configuration.</summary>
public record ConfigurationResult
{
    /// <summary>The tool's job.</summary>
    [Description("The tool's job.")]
    public string? Job { get; init; }

    /// <summary>Where people look at it.</summary>
    [Description("Where people look at it.")]
    public string? Url { get; init; }
}

/// <summary>How a program ended.</summary>
public record ScriptResult
{
    /// <summary>Exit code of the program.</summary>
    [Description("Exit code of the program.")]
    public required int ExitCode { get; init; }

    /// <summary>The last of what it wrote to its output, secrets masked.</summary>
    [Description("The last of what it wrote to its output, secrets masked.")]
    public string? Output { get; init; }

    /// <summary>The last of what it wrote to its errors, secrets masked.</summary>
    [Description("The last of what it wrote to its errors, secrets masked.")]
    public string? Errors { get; init; }
}

/// <summary>A pull request that was merged.</summary>
public record MergeResult
{
    /// <summary>SHA of the merge.</summary>
    [Description("SHA of the merge.")]
    public string? Commit { get; init; }

    /// <summary>Where people look at it.</summary>
    [Description("Where people look at it.")]
    public string? Url { get; init; }
}
