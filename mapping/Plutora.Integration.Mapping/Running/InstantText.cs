using System.Globalization;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Instants as tools write them, and as the model does: ISO 8601 in UTC with a trailing Z.</summary>
internal static partial class InstantText
{
    /// <summary>Numbers below this are epoch seconds (the limit is the year 5138), from it on epoch milliseconds (it is March 1973).</summary>
    private const double FirstMilliseconds = 100_000_000_000;

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd",
    ];

    /// <summary>The instant in the model's form.</summary>
    public static string Format(DateTimeOffset instant)
        => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whether a text is an instant in the model's form already: then it is what reading and formatting would give.</summary>
    public static bool IsCanonical(ReadOnlySpan<char> text) =>
        text is [_, _, _, _, '-', _, _, '-', _, _, 'T', _, _, ':', _, _, ':', _, _, .. var fraction, 'Z']
        && NumberIn(text[..4]) is > 0 and var year && NumberIn(text[5..7]) is >= 1 and <= 12 and var month
        && NumberIn(text[8..10]) is > 0 and var day && day <= DateTime.DaysInMonth(year, month)
        && NumberIn(text[11..13]) is >= 0 and < 24 && NumberIn(text[14..16]) is >= 0 and < 60 && NumberIn(text[17..19]) is >= 0 and < 60
        && (fraction.IsEmpty || (fraction is ['.', .. { Length: >= 1 and <= 7 } digits] && digits[^1] != '0' && NumberIn(digits) >= 0));

    /// <summary>The number that a few digits are; -1 where one is none.</summary>
    private static int NumberIn(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }

    /// <summary>
    /// Reads ISO 8601 with <c>Z</c>, an offset (<c>+02:00</c>, <c>+0200</c>, <c>+02</c>) or none, which is taken as UTC; the date may stand
    /// alone, a space may stand for the T and before the offset, and digits beyond 100 ns are cut.
    /// </summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
        => DateTimeOffset.TryParseExact(
            Normalise(text.Trim()), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    /// <summary>Reads the same; what has no offset is a time of the zone. Of a time that comes twice when clocks are set back the later is taken.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out DateTimeOffset instant)
    {
        if (!TryParse(text, out instant))
        {
            return false;
        }

        var trimmed = text.Trim();
        if (trimmed.Length < 16 || trimmed.AsSpan(11).IndexOfAny("Zz+-U") < 0)
        {
            var local = DateTime.SpecifyKind(instant.UtcDateTime, DateTimeKind.Unspecified);
            instant = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        }

        return true;
    }

    /// <summary>Reads a number of seconds or milliseconds since 1970.</summary>
    public static bool TryParse(double number, out DateTimeOffset instant)
    {
        var milliseconds = Math.Abs(number) < FirstMilliseconds ? number * 1000 : number;
        if (milliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999)
        {
            instant = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(milliseconds));
            return true;
        }

        instant = default;
        return false;
    }

    /// <summary>Reads the same from digits as text. Fewer than nine are no such number but a year or a day, more than thirteen a date without its marks.</summary>
    public static bool TryParseDigits(string text, out DateTimeOffset instant)
    {
        instant = default;
        return Digits().IsMatch(text) && TryParse(double.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture), out instant);
    }

    [GeneratedRegex(@"^\s*[0-9]{9,13}(\.[0-9]+)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    /// <summary>Brings a space to T, an offset to ±hh:mm and a fraction to seven digits.</summary>
    private static string Normalise(string text)
    {
        if (text.Length < 16 || text[10] is not ('T' or 't' or ' '))
        {
            return text;
        }

        var zoneAt = text.AsSpan(11).IndexOfAny("Zz+-U") is var found && found < 0 ? text.Length : found + 11;
        var time = text.AsSpan(11, zoneAt - 11).TrimEnd();
        if (time.LastIndexOf('.') is var point && point >= 0 && time.Length - point > 8)
        {
            time = time[..(point + 8)];
        }

        var zone = text[zoneAt..] switch
        {
            "Z" or "z" or "UTC" or "" => "Z",
            [_, _, _] hours => hours + ":00",
            [_, _, _, not ':', _] compact => compact.Insert(3, ":"),
            var other => other,
        };
        return string.Concat(text.AsSpan(0, 10), "T", time, zone);
    }
}
