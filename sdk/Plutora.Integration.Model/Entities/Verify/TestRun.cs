using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>One run of a set of tests; also what tools call suite run or execution.</summary>
[EntityType("test-run", Stage = "verify", IsOccurrence = true)]
public sealed record TestRun : Entity
{
    /// <summary>What it looks at.</summary>
    public TestKind? Kind { get; init; }

    /// <summary>The tool's own word for its kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The tool's own word for how it ended.</summary>
    public string? SourceOutcome { get; init; }

    /// <summary>The suite that ran.</summary>
    public string? Suite { get; init; }

    /// <summary>The version of the suite.</summary>
    public string? SuiteVersion { get; init; }

    /// <summary>The plan it carries out.</summary>
    [References("test-plan")]
    public Reference? TestPlan { get; init; }

    /// <summary>The run it is a part of.</summary>
    [References("test-run")]
    public Reference? Parent { get; init; }

    /// <summary>Where it ran.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>The repository of what was tested.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The name of the branch that was tested.</summary>
    public string? Branch { get; init; }

    /// <summary>The commit that was tested.</summary>
    [References("commit")]
    public Reference? Commit { get; init; }

    /// <summary>The artifact that was tested.</summary>
    [References("artifact")]
    public Reference? Artifact { get; init; }

    /// <summary>The application that was tested.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The release that was tested.</summary>
    [References("release")]
    public Reference? Release { get; init; }

    /// <summary>The run it was a part of.</summary>
    [References("pipeline-run")]
    public Reference? PipelineRun { get; init; }

    /// <summary>The task it was a part of.</summary>
    [References("task-run")]
    public Reference? TaskRun { get; init; }

    /// <summary>What made it run.</summary>
    public RunTrigger? Trigger { get; init; }

    /// <summary>Who ran it.</summary>
    [References("person")]
    public Reference? ExecutedBy { get; init; }

    /// <summary>What ran it.</summary>
    public string? Tool { get; init; }

    /// <summary>That tool's version.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The machine it ran on.</summary>
    public string? Host { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it ran, in milliseconds, as the tool told it.</summary>
    public double? DurationMs { get; init; }

    /// <summary>How many of its tests ended how.</summary>
    public TestCounts? Counts { get; init; }

    /// <summary>What it measured.</summary>
    public IReadOnlyList<Measurement>? Measurements { get; init; }

    /// <summary>Files it left behind.</summary>
    public IReadOnlyList<TestOutput>? Outputs { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Reason { get; init; }

    /// <summary>How bad its failing is.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
