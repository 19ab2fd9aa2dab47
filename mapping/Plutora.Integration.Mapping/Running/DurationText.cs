using System.Globalization;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Durations as tools write them, in milliseconds: <c>PT1H30M</c>, <c>01:30:00</c>, <c>1h 30m</c>, or a number with its unit.</summary>
internal static partial class DurationText
{
    private static readonly Dictionary<string, double> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ns"] = 1e-6,
        ["us"] = 1e-3,
        ["µs"] = 1e-3,
        ["ms"] = 1,
        ["s"] = 1_000,
        ["sec"] = 1_000,
        ["m"] = 60_000,
        ["min"] = 60_000,
        ["h"] = 3_600_000,
        ["d"] = 86_400_000,
        ["w"] = 604_800_000,
    };

    /// <summary>The names of units, for a message.</summary>
    public static string Known => string.Join(", ", Units.Keys);

    public static double? UnitOf(string unit) => Units.TryGetValue(unit, out var milliseconds) ? milliseconds : null;

    /// <summary>Reads a text; one that is a bare number is in the unit given.</summary>
    public static bool TryParse(string text, double unit, out double milliseconds)
    {
        var trimmed = text.Trim();
        milliseconds = 0;
        if (double.TryParse(trimmed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bare))
        {
            milliseconds = bare * unit;
            return true;
        }

        var match = Clock().Match(trimmed) is { Success: true } clock ? clock : Iso().Match(trimmed);
        if (match.Success && match.Length > 1)
        {
            milliseconds = (Part(match, "w") * Units["w"]) + (Part(match, "d") * Units["d"]) + (Part(match, "h") * Units["h"]) + (Part(match, "m") * Units["m"]) + (Part(match, "s") * Units["s"]);
            return true;
        }

        if (!Words().IsMatch(trimmed))
        {
            return false;
        }

        foreach (Match part in Word().Matches(trimmed))
        {
            milliseconds += double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * Units[part.Groups[2].Value];
        }

        return true;
    }

    private static double Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(?<d>\d+)\.)?(?<h>\d{1,6}):(?<m>\d{2}):(?<s>\d{2}(?:\.\d+)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^P(?:(?<w>\d+(?:\.\d+)?)W)?(?:(?<d>\d+(?:\.\d+)?)D)?(?:T(?:(?<h>\d+(?:\.\d+)?)H)?(?:(?<m>\d+(?:\.\d+)?)M)?(?:(?<s>\d+(?:\.\d+)?)S)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?:\d+(?:\.\d+)?\s*(?:ns|us|µs|ms|sec|s|min|m|h|d|w)\s*)+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|sec|s|min|m|h|d|w)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
