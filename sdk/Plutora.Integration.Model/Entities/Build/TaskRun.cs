using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>One run of one part of a pipeline; also what tools call job, stage or check.</summary>
[EntityType("task-run", Stage = "build", IsOccurrence = true)]
public sealed record TaskRun : Entity
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public PipelineKind? Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The tool's own word for how it ended.</summary>
    public string? SourceOutcome { get; init; }

    /// <summary>The run it is a part of.</summary>
    [References("pipeline-run")]
    public Reference? PipelineRun { get; init; }

    /// <summary>The task it is a part of.</summary>
    [References("task-run")]
    public Reference? Parent { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>The repository it ran on.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The name of the branch or tag it ran on.</summary>
    public string? Branch { get; init; }

    /// <summary>The commit it ran on.</summary>
    [References("commit")]
    public Reference? Commit { get; init; }

    /// <summary>The pull requests it ran for.</summary>
    [References("pull-request")]
    public IReadOnlyList<Reference>? PullRequests { get; init; }

    /// <summary>The environment it works on.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>What ran it: an app, a plugin, an action.</summary>
    public string? Tool { get; init; }

    /// <summary>The machine or agent it ran on.</summary>
    public string? Runner { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it ran, in milliseconds, as the tool told it.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Its steps, in order.</summary>
    public IReadOnlyList<TaskStep>? Steps { get; init; }

    /// <summary>What it made.</summary>
    [References("artifact")]
    public IReadOnlyList<Reference>? Artifacts { get; init; }

    /// <summary>Package URL of what a build made, after CDEvents' artifactId.</summary>
    public string? ArtifactId { get; init; }

    /// <summary>Why it did not succeed, as the tool told it.</summary>
    public string? Errors { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
