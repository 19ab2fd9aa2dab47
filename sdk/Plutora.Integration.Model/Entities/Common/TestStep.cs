namespace Plutora.Integration.Model.Entities;

/// <summary>One step of a test.</summary>
public sealed record TestStep
{
    /// <summary>What is done.</summary>
    public string? Name { get; init; }

    /// <summary>What should come of it.</summary>
    public string? Expected { get; init; }

    /// <summary>Whether it ran.</summary>
    public RunState? State { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What it said when it did not succeed.</summary>
    public string? Message { get; init; }

    /// <summary>How long it took, in milliseconds, as the tool told it.</summary>
    public double? DurationMs { get; init; }
}
