namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>What the engine's answer has otherwise than the reference's.</summary>
internal static class Difference
{
    /// <summary>Compares by result and code of error; null where both are the same, or a defect of the reference explains it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="input">Its input, as JSON.</param>
    /// <param name="expected">The reference's answer; undefined where the program ended its process.</param>
    /// <param name="code">The code that is due where the reference tells of an error.</param>
    /// <param name="result">The engine's result; null where it told of an error.</param>
    /// <param name="error">The engine's error.</param>
    public static string? Of(string program, string input, JsonataValue expected, string code, JsonataValue? result, JsonataException? error)
    {
        if (expected.IsUndefined || error?.Code == code)
        {
            return null;
        }

        if (result is { } given && (expected["u"].AsBoolean() ? given.IsUndefined : expected["c"].IsUndefined && Comparison.Same(expected["r"], given)))
        {
            return null;
        }

        // What is undefined there has no defect that would explain a result here.
        if (!(expected["u"].AsBoolean() && result is not null) && KnownDefects.Explains(program, input, expected, result, error))
        {
            return null;
        }

        var due = expected["u"].AsBoolean() ? "undefined" : expected["c"].IsUndefined ? expected["r"].ToJson() : $"error {expected["c"]} ({expected["m"]})";
        return $"{due} expected, {(error is null ? result?.ToJson() : $"error {error.Code} at {error.Position} ({error.Message})")} given";
    }
}
