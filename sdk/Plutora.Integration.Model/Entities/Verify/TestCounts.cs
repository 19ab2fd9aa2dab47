namespace Plutora.Integration.Model.Entities;

/// <summary>How many tests of a run ended how.</summary>
public sealed record TestCounts
{
    /// <summary>All of them.</summary>
    public required int Total { get; init; }

    /// <summary>Succeeded.</summary>
    public int? Passed { get; init; }

    /// <summary>Failed.</summary>
    public int? Failed { get; init; }

    /// <summary>Could not run to their end.</summary>
    public int? Errored { get; init; }

    /// <summary>Did not run.</summary>
    public int? Skipped { get; init; }

    /// <summary>Succeeded only after being repeated.</summary>
    public int? Flaky { get; init; }
}
