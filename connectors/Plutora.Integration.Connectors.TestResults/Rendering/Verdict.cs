namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>How a test, an attempt, a step or a suite ended, in the words of the rendering; the tool's own word is kept beside it.</summary>
internal enum Verdict
{
    /// <summary>It did what it should.</summary>
    Passed,

    /// <summary>A check did not hold.</summary>
    Failed,

    /// <summary>It could not run to its end: an exception, a time-out, a missing step.</summary>
    Error,

    /// <summary>It was not run, on purpose.</summary>
    Skipped,

    /// <summary>Someone or something stopped it.</summary>
    Cancelled,

    /// <summary>It ran and came to no judgement.</summary>
    Inconclusive,
}

internal static class Verdicts
{
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Passed => "passed",
        Verdict.Failed => "failed",
        Verdict.Error => "error",
        Verdict.Skipped => "skipped",
        Verdict.Cancelled => "cancelled",
        _ => "inconclusive",
    };

    /// <summary>The worse of two, by which a whole is judged from its parts.</summary>
    public static Verdict Worse(Verdict a, Verdict b) => Weight(a) >= Weight(b) ? a : b;

    private static int Weight(Verdict verdict) => verdict switch
    {
        Verdict.Error => 5,
        Verdict.Failed => 4,
        Verdict.Cancelled => 3,
        Verdict.Inconclusive => 2,
        Verdict.Passed => 1,
        _ => 0,
    };
}
