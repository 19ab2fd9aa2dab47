using System.Globalization;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>Reads instants and durations in the many forms that test tools write.</summary>
internal static partial class ReportTimes
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd",
        "yyyyMMdd' 'HH:mm:ss.FFFFFFFK", "yyyyMMdd'T'HH:mm:ss.FFFFFFFK", "yyyy/MM/dd' 'HH:mm:ss.FFFFFFFK",
        "d MMM yyyy HH:mm:ss", "ddd, d MMM yyyy HH:mm:ss", "ddd MMM d HH:mm:ss yyyy", "M/d/yyyy HH:mm:ss", "M/d/yyyy h:mm:ss tt",
    ];

    /// <summary>An instant; null when there is none, or it cannot be one. A time without an offset is taken in <paramref name="zone"/>.</summary>
    public static DateTimeOffset? Instant(string? text, TimeZoneInfo zone)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 64)
        {
            return null;
        }

        text = Normal(text.Trim());
        if (text.Length is >= 9 and <= 16 && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 100_000_000)
        {
            return FromUnix(number);
        }

        const DateTimeStyles Style = DateTimeStyles.AllowWhiteSpaces;
        if (!DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, Style | DateTimeStyles.RoundtripKind, out var local))
        {
            return null;
        }

        var instant = local.Kind switch
        {
            DateTimeKind.Utc => new DateTimeOffset(local),
            _ when HasOffset().IsMatch(text) => DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, Style, out var told) ? told : null,
            _ => InZone(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone),
        };
        // Tools write the beginning of 1970, or of all time, where they know no time.
        return instant is { } i && i.UtcDateTime.Year > 1971 ? instant : null;
    }

    /// <summary>An instant in milliseconds since 1970; null where it cannot be one.</summary>
    public static DateTimeOffset? Milliseconds(double? value) => value is > 0 and < 32_503_680_000_000 ? DateTimeOffset.UnixEpoch.AddMilliseconds(value.Value) : null;

    /// <summary>A duration in milliseconds from seconds as tools write them; null when it is none or negative.</summary>
    public static double? SecondsToMs(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 40)
        {
            return null;
        }

        text = text.Trim();
        var factor = 1_000d;
        if (text.EndsWith("ms", StringComparison.OrdinalIgnoreCase))
        {
            (text, factor) = (text[..^2].TrimEnd(), 1);
        }
        else if (text.EndsWith('s') || text.EndsWith('S'))
        {
            text = text[..^1].TrimEnd();
        }
        else if (text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span))
        {
            return Sound(span.TotalMilliseconds);
        }

        return double.TryParse(PointAlone(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? Sound(seconds * factor) : null;
    }

    /// <summary>A number that is a duration in milliseconds: finite and not negative.</summary>
    public static double? Sound(double? milliseconds) =>
        milliseconds is { } value && double.IsFinite(value) && value >= 0 && value < 1e14 ? Math.Round(value, 6) : null;

    private static DateTimeOffset? FromUnix(double number) => Milliseconds(number < 100_000_000_000 ? number * 1_000 : number);

    private static DateTimeOffset? InZone(DateTime local, TimeZoneInfo zone)
    {
        // An hour that the change to summer time leaves out is read as the hour after.
        var offset = zone.GetUtcOffset(local);
        return local.Ticks - offset.Ticks is > 0 and var utc && utc < DateTime.MaxValue.Ticks ? new DateTimeOffset(local, offset) : null;
    }

    // "2024-01-03T 12:40:13", "12:00:00,123", more than seven digits of a second, "GMT".
    private static string Normal(string text)
    {
        text = SpaceAfterT().Replace(text, "T");
        text = CommaFraction().Replace(text, "$1.$2");
        text = LongFraction().Replace(text, "$1");
        if (text.EndsWith(" GMT", StringComparison.Ordinal) || text.EndsWith(" UTC", StringComparison.Ordinal))
        {
            text = DateTime.TryParseExact(text[..^4], Forms, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var utc)
                ? utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
                : text;
        }

        return OffsetWithoutColon().Replace(text, "$1:$2");
    }

    // With both, the last is the decimal one; a lone comma is one too, unless it parts thousands as in "1,234".
    private static string PointAlone(string text)
    {
        var (comma, point) = (text.LastIndexOf(','), text.LastIndexOf('.'));
        if (comma < 0)
        {
            return text;
        }

        if (point >= 0)
        {
            return comma < point ? text.Replace(",", "", StringComparison.Ordinal) : text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        }

        var thousands = text.IndexOf(',') != comma || (text.Length - comma == 4 && text[0] != '0');
        return thousands ? text.Replace(",", "", StringComparison.Ordinal) : text.Replace(',', '.');
    }

    [GeneratedRegex(@"T\s+(?=\d)")]
    private static partial Regex SpaceAfterT();

    [GeneratedRegex(@"(:\d\d),(\d+)")]
    private static partial Regex CommaFraction();

    [GeneratedRegex(@"(\.\d{7})\d+")]
    private static partial Regex LongFraction();

    [GeneratedRegex(@"([+-]\d\d)(\d\d)$")]
    private static partial Regex OffsetWithoutColon();

    [GeneratedRegex(@":\d\d(\.\d+)?\s*[+-]\d\d:\d\d$")]
    private static partial Regex HasOffset();
}
