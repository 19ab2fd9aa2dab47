namespace Plutora.Integration.Jsonata;

/// <summary>Bounds on what one evaluation may cost. An evaluation that reaches one ends with <c>U1001</c>, or <c>U1002</c> where it is that of size.</summary>
public sealed record JsonataLimits
{
    /// <summary>Nested evaluations, as the reference's own tests bound them. 302 by default. Calls in tail position take none. Any number is safe: it takes memory, and never the process's stack.</summary>
    public int MaxDepth { get; init; } = 302;

    /// <summary>Evaluated nodes, compared items and the like. Ten million by default.</summary>
    public long MaxSteps { get; init; } = 10_000_000;

    /// <summary>Time, looked at every thousand steps. Five seconds by default.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Items and characters made, intermediate ones too. A hundred million by default.</summary>
    public long MaxSize { get; init; } = 100_000_000;

    /// <summary>Nesting of the input. 512 by default.</summary>
    public int MaxInputDepth { get; init; } = 512;

    /// <summary>Time of one match of a regular expression. One second by default.</summary>
    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
