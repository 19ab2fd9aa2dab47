namespace Plutora.Integration.Jsonata;

/// <summary>How an expression is compiled.</summary>
public sealed record JsonataOptions
{
    /// <summary>Functions of the host, beside the language's own; one of the same name replaces that.</summary>
    public IReadOnlyList<JsonataFunction> Functions { get; init; } = [];

    /// <summary>Bounds of each evaluation.</summary>
    public JsonataLimits Limits { get; init; } = new();

    /// <summary>The clock of <c>$now</c> and <c>$millis</c>, unless an evaluation has its own, and of the limit on time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
