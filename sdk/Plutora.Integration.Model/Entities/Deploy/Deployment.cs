using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>An attempt to put something into an environment.</summary>
[EntityType("deployment", Stage = "deploy")]
public sealed record Deployment : Entity
{
    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The tool's own word for how it ended.</summary>
    public string? SourceOutcome { get; init; }

    /// <summary>What it does.</summary>
    public DeploymentKind? Kind { get; init; }

    /// <summary>The tool's own word for its kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Where to.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>The environment's name, as the tool tells it.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>How near to users that is, where the tool tells it with the deployment.</summary>
    public EnvironmentKind? EnvironmentKind { get; init; }

    /// <summary>The service that is deployed.</summary>
    [References("service")]
    public Reference? Service { get; init; }

    /// <summary>The application that is deployed.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The version that is deployed.</summary>
    public string? Version { get; init; }

    /// <summary>The version that was there before.</summary>
    public string? PreviousVersion { get; init; }

    /// <summary>The deployment that this one follows.</summary>
    [References("deployment")]
    public Reference? PreviousDeployment { get; init; }

    /// <summary>Package URL of what is deployed, after CDEvents' artifactId.</summary>
    public string? ArtifactId { get; init; }

    /// <summary>What is deployed.</summary>
    [References("artifact")]
    public IReadOnlyList<Reference>? Artifacts { get; init; }

    /// <summary>The repository of what is deployed.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The name of the branch or tag that is deployed.</summary>
    public string? Branch { get; init; }

    /// <summary>The commit that is deployed.</summary>
    [References("commit")]
    public Reference? Commit { get; init; }

    /// <summary>The commits it brings, where the tool tells them.</summary>
    [References("commit")]
    public IReadOnlyList<Reference>? Commits { get; init; }

    /// <summary>The work items it brings, where the tool tells them.</summary>
    [References("work-item")]
    public IReadOnlyList<Reference>? WorkItems { get; init; }

    /// <summary>The release it is a part of.</summary>
    [References("release")]
    public Reference? Release { get; init; }

    /// <summary>The run that deploys.</summary>
    [References("pipeline-run")]
    public Reference? PipelineRun { get; init; }

    /// <summary>The task that deploys.</summary>
    [References("task-run")]
    public Reference? TaskRun { get; init; }

    /// <summary>The change that allows it.</summary>
    [References("change-request")]
    public Reference? ChangeRequest { get; init; }

    /// <summary>What it changes.</summary>
    [References("configuration-item")]
    public IReadOnlyList<Reference>? ConfigurationItems { get; init; }

    /// <summary>What made it run.</summary>
    public RunTrigger? Trigger { get; init; }

    /// <summary>Who made it run.</summary>
    [References("person")]
    public Reference? TriggeredBy { get; init; }

    /// <summary>Who allowed it.</summary>
    public IReadOnlyList<Approval>? Approvals { get; init; }

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

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
