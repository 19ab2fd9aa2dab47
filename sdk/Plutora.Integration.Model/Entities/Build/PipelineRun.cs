using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>One run of a pipeline.</summary>
[EntityType("pipeline-run", Stage = "build")]
public sealed record PipelineRun : Entity
{
    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The tool's own word for how it ended.</summary>
    public string? SourceOutcome { get; init; }

    /// <summary>What ran.</summary>
    [References("pipeline")]
    public Reference? Pipeline { get; init; }

    /// <summary>The name of what ran, as it was then.</summary>
    public string? PipelineName { get; init; }

    /// <summary>What it is for.</summary>
    public PipelineKind? Kind { get; init; }

    /// <summary>Its number among the runs of the pipeline.</summary>
    public long? Number { get; init; }

    /// <summary>Which attempt of the run this is, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>What made it run.</summary>
    public RunTrigger? Trigger { get; init; }

    /// <summary>The tool's own word for what made it run.</summary>
    public string? SourceTrigger { get; init; }

    /// <summary>Who made it run.</summary>
    [References("person")]
    public Reference? TriggeredBy { get; init; }

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

    /// <summary>The run that started it.</summary>
    [References("pipeline-run")]
    public Reference? Parent { get; init; }

    /// <summary>What it made.</summary>
    [References("artifact")]
    public IReadOnlyList<Reference>? Artifacts { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it ran, in milliseconds, as the tool told it.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Why it did not succeed, as the tool told it.</summary>
    public string? Errors { get; init; }

    /// <summary>Its labels or tags.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
