namespace Plutora.Integration.Model.Entities;

/// <summary>One step of a task.</summary>
public sealed record TaskStep
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in the task, from 1.</summary>
    public int? Number { get; init; }

    /// <summary>Where it stands.</summary>
    public RunState? State { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The tool's own word for how it ended.</summary>
    public string? SourceOutcome { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
