using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.Lines;

/// <summary>Reads what Go writes as text within its events: measurements of a benchmark, the reason of a failure.</summary>
internal static partial class GoBenchmarks
{
    /// <summary>Adds the values of a line such as <c>BenchmarkX-8   1000   123 ns/op   16 B/op</c>.</summary>
    public static void Read(string? output, Capped<Measure> measures)
    {
        if (output is null || !output.Contains("/op", StringComparison.Ordinal) || output.Length > 2_000)
        {
            return;
        }

        foreach (Match match in Value().Matches(output))
        {
            if (double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                measures.Add(new(match.Groups[2].Value, value, match.Groups[2].Value));
            }
        }
    }

    /// <summary>The first line that the test itself wrote.</summary>
    public static string? Reason(string? output)
    {
        foreach (var line in (output ?? "").Split('\n'))
        {
            var text = line.Trim();
            if (text.Length > 0 && !text.StartsWith("=== ", StringComparison.Ordinal) && !text.StartsWith("--- ", StringComparison.Ordinal))
            {
                return text.Length > 500 ? text[..500] : text;
            }
        }

        return null;
    }

    [GeneratedRegex(@"([0-9][0-9.eE+]*)\s+([^\s0-9][^\s]*/(?:op|s))")]
    private static partial Regex Value();
}
