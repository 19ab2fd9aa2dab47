using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>What an analysis came to.</summary>
[EntityType("quality-report", Stage = "verify")]
public sealed record QualityReport : Entity
{
    /// <summary>What it is on.</summary>
    public required QualityReportKind Kind { get; init; }

    /// <summary>The tool's own word for its kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>Whether it was passed.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The tool's own word for whether it was passed.</summary>
    public string? SourceOutcome { get; init; }

    /// <summary>What it says in words.</summary>
    public string? Description { get; init; }

    /// <summary>What analysed.</summary>
    public string? Tool { get; init; }

    /// <summary>That tool's version.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The tool's container it lives in.</summary>
    public string? Project { get; init; }

    /// <summary>The application that was analysed.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The repository that was analysed.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The name of the branch that was analysed.</summary>
    public string? Branch { get; init; }

    /// <summary>The commit that was analysed.</summary>
    [References("commit")]
    public Reference? Commit { get; init; }

    /// <summary>The artifact that was analysed.</summary>
    [References("artifact")]
    public Reference? Artifact { get; init; }

    /// <summary>The pull request that was analysed.</summary>
    [References("pull-request")]
    public Reference? PullRequest { get; init; }

    /// <summary>The run it was a part of.</summary>
    [References("pipeline-run")]
    public Reference? PipelineRun { get; init; }

    /// <summary>The task it was a part of.</summary>
    [References("task-run")]
    public Reference? TaskRun { get; init; }

    /// <summary>Where it was made.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>The version of what was analysed.</summary>
    public string? Version { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? AnalyzedAt { get; init; }

    /// <summary>What it came to, each with the bound it was held against.</summary>
    public IReadOnlyList<Measurement>? Measurements { get; init; }
}
