namespace Plutora.Integration.Model.Entities;

/// <summary>A named number that a run or an analysis came to.</summary>
public sealed record Measurement
{
    /// <summary>What was measured, in the tool's words: <c>http_req_duration.p95</c>, <c>line_coverage</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The number.</summary>
    public required double Value { get; init; }

    /// <summary>Its unit: <c>ms</c>, <c>%</c>, <c>1/s</c>, <c>bytes</c>; none for a bare count.</summary>
    public string? Unit { get; init; }

    /// <summary>The bound it is held against, in the same unit.</summary>
    public double? Threshold { get; init; }

    /// <summary>
    /// How it is held against the bound: <c>lt</c>, <c>le</c>, <c>gt</c>, <c>ge</c>, <c>eq</c> or <c>ne</c>; the measurement passes when the
    /// comparison of value to threshold is true.
    /// </summary>
    public string? Comparison { get; init; }

    /// <summary>Whether it kept the bound, as the tool judged it.</summary>
    public bool? Passed { get; init; }

    /// <summary>True when it looks at new or changed code only.</summary>
    public bool? NewCode { get; init; }
}
