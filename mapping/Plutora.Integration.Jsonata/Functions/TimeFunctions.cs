using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Jsonata.Functions.Pictures;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Instants: now, formatted, and parsed.</summary>
internal static partial class TimeFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.Of("now", "<s?s?:s>", 2, (arguments, call) => Format(call.Run.NowMillis, arguments.At(0), arguments.At(1), call)),
        Native.Of("millis", "<:n>", 0, (_, call) => JsonataValue.From(call.Run.NowMillis)),
        Native.OfDefined("fromMillis", "<n-s?s?:s>", 3, (arguments, call) => Format(arguments[0].AsDouble(), arguments.At(1), arguments.At(2), call)),
        Native.OfDefined("toMillis", "<s-s?:n>", 2, ToMillis),
    ];

    private static JsonataValue Format(double millis, JsonataValue picture, JsonataValue timezone, Call call)
    {
        var parts = picture.IsUndefined ? DateTimePicture.Iso8601 : DateTimePicture.Parse(picture.AsString());
        var text = DateTimeFormatting.Format(millis, parts, timezone.IsUndefined ? null : timezone.AsString());
        call.Run.Make(text.Length);
        return JsonataValue.From(text);
    }

    private static JsonataValue ToMillis(JsonataValue[] arguments, Call call)
    {
        var text = arguments[0].AsString();
        if (!arguments.At(1).IsUndefined)
        {
            var parsing = new DateTimeParsing(DateTimePicture.Parse(arguments[1].AsString()), call.Run.RegexTimeout);
            return parsing.Parse(text, call.Run.NowMillis) is { } millis ? JsonataValue.From(millis) : default;
        }

        return Iso8601().Match(text) is { Success: true } match ? JsonataValue.From(ReadIso(match)) : throw Faults.Of("D3110", arguments[0]);
    }

    /// <summary>Parts that lack are their least; a time without a zone is UTC's, where the reference takes the machine's.</summary>
    private static double ReadIso(Match match)
    {
        var (year, month, day) = (Part("year", 0), Part("month", 1), Part("day", 1));
        var (hour, minute, second) = (Part("hour", 0), Part("minute", 0), Part("second", 0));
        var fraction = match.Groups["fraction"].Success ? Math.Truncate(double.Parse("0" + match.Groups["fraction"].Value, CultureInfo.InvariantCulture) * 1000 + 1e-9) : 0;
        var zone = match.Groups["zone"].Value;
        // What stands for a day without a month is the number of no month; a fraction and an offset are those of a time.
        if ((match.Groups["day"].Success && !match.Groups["month"].Success) || (!match.Groups["hour"].Success && (match.Groups["fraction"].Success || zone.Length > 1)))
        {
            return double.NaN;
        }

        if (month is < 1 or > 12 || day is < 1 or > 31 || hour > 24 || (hour == 24 && minute + second + fraction > 0))
        {
            return double.NaN;
        }

        // The first hundred years are themselves here, not those after 1900.
        var millis = JavaScriptDate.Utc(year + 400, month - 1, day, hour, minute, second, fraction) - (146_097 * JavaScriptDate.Day);
        return zone.Length < 5 ? millis : millis - ((zone[0] == '-' ? -1 : 1) * ((Number(zone[1..3]) * 60) + Number(zone[^2..])) * 60_000);

        double Part(string name, double otherwise) => match.Groups[name] is { Success: true } group ? Number(group.Value) : otherwise;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})(-(?<month>[01][0-9]))?(-(?<day>[0-3][0-9]))?(T(?<hour>[0-2][0-9]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]))?(?<fraction>\.[0-9]+)?(?<zone>[+-][0-2][0-9]:?[0-5][0-9]|Z)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Iso8601();
}
