using System.Text.RegularExpressions;

namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>Reads instants by their picture.</summary>
internal sealed class DateTimeParsing
{
    /// <summary>Which components must and may be there for each way to state a date and a time, as bits of the orders below.</summary>
    private const int DateByDay = 161, DateByDayOfYear = 130, DateByWeekOfMonth = 84, DateByWeek = 72, TimeBy24Hours = 23, TimeByHalves = 47;

    private const string DateOrder = "YXMxWwdD", TimeOrder = "PHhmsf";

    private readonly Regex _regex;
    private readonly List<(char Component, Func<string, double?>? Parse)> _parts = [];

    public DateTimeParsing(IReadOnlyList<DateTimePart> picture, TimeSpan timeout)
    {
        var pattern = "^";
        foreach (var part in picture)
        {
            var (regex, parse) = PatternOf(part);
            _parts.Add((part.Component, parse));
            pattern += $"({regex})";
        }

        _regex = new Regex(pattern + @"\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, timeout);
    }

    /// <summary>Milliseconds since 1970, or null where the text is none of the picture's.</summary>
    public double? Parse(string text, double now)
    {
        Match match;
        try
        {
            match = _regex.Match(text);
        }
        catch (RegexMatchTimeoutException slow)
        {
            throw Faults.Said("U1001", "The timestamp took longer to match than it may", slow);
        }

        var components = new Dictionary<char, double>();
        var any = false;
        for (var index = 0; match.Success && index < _parts.Count; index++)
        {
            if (_parts[index].Parse is { } parse)
            {
                any = true;
                // A word that is no name leaves its component out.
                if (parse(match.Groups[index + 1].Value) is { } value)
                {
                    components[_parts[index].Component] = value;
                }
            }
        }

        return any ? Combine(components, now) : null;
    }

    private static double Combine(Dictionary<char, double> components, double now)
    {
        var date = Mask(components, DateOrder);
        var time = Mask(components, TimeOrder);
        var byDayOfYear = !Is(date, DateByDay) && Is(date, DateByDayOfYear);
        var byWeekOfMonth = Is(date, DateByWeekOfMonth);
        var byWeek = !byWeekOfMonth && Is(date, DateByWeek);
        var byHalves = !Is(time, TimeBy24Hours) && Is(time, TimeByHalves);
        var order = (byDayOfYear ? "YD" : byWeekOfMonth ? "XxwF" : byWeek ? "XWF" : "YMD") + (byHalves ? "Phmsf" : "Hmsf");
        Complete(components, order, now);
        if (byWeekOfMonth || byWeek)
        {
            throw Faults.Of("D3136");
        }

        var (year, month, day) = (components['Y'], components.GetValueOrDefault('M') is var given && given > 0 ? given - 1 : 0, components['D']);
        if (byDayOfYear)
        {
            var (_, derivedMonth, derivedDay) = JavaScriptDate.DateOf(JavaScriptDate.Utc(year, 0) + ((components['d'] - 1) * JavaScriptDate.Day));
            (month, day) = (derivedMonth - 1, derivedDay);
        }

        var hour = byHalves ? (components['h'] == 12 ? 0 : components['h']) + (components['P'] == 1 ? 12 : 0) : components['H'];
        var millis = JavaScriptDate.Utc(year, month, day, hour, components['m'], components['s'], components['f']);
        var zone = components.GetValueOrDefault('Z') is var z && z != 0 ? z : components.GetValueOrDefault('z');
        return millis - (zone * 60_000);
    }

    /// <summary>Larger components than any that is given are today's, smaller ones their least; between two that are given none may lack.</summary>
    private static void Complete(Dictionary<char, double> components, string order, double now)
    {
        var (started, ended) = (false, false);
        foreach (var part in order)
        {
            if (components.ContainsKey(part))
            {
                started = true;
                if (ended)
                {
                    throw Faults.Of("D3136");
                }
            }
            else if (started)
            {
                components[part] = part is 'M' or 'D' or 'd' ? 1 : 0;
                ended = true;
            }
            else
            {
                components[part] = DateTimeComponents.Of(now, part);
            }
        }
    }

    private static int Mask(Dictionary<char, double> components, string order) =>
        order.Aggregate(0, (mask, part) => (mask << 1) + (components.TryGetValue(part, out var value) && value is not (0 or double.NaN) ? 1 : 0));

    private static bool Is(int mask, int type) => (~type & mask) == 0 && (type & mask) != 0;

    private static (string Regex, Func<string, double?>? Parse) PatternOf(DateTimePart part)
    {
        if (part.Literal is not null)
        {
            return (Regex.Escape(part.Literal), null);
        }

        switch (part.Component)
        {
            case 'Z' or 'z':
                var separator = part.Integer!.IsRegular ? part.Integer.Separators[0].Character : null;
                return ((part.Component == 'z' ? "GMT" : "") + "[-+][0-9]+" + (separator is null ? "" : Regex.Escape(separator) + "[0-9]+"),
                    text => Zone(part.Component == 'z' ? text[3..] : text, separator));
            case 'f':
                return ("[0-9]+", text => NumberFunctions.Parse("0." + text[..Math.Min(3, text.Length)]) * 1000);
            case 'P' when part.Integer is null:
                return ("[a-zA-Z]+", text => text is "am" or "AM" ? 0 : text is "pm" or "PM" ? 1 : null);
        }

        if (part.Integer is not null)
        {
            var pattern = IntegerPattern.Of(part.Integer, part.ParseWidth);
            return (pattern.Regex, text => pattern.Parse(text));
        }

        return ("[a-zA-Z]+", part.Component switch
        {
            'M' or 'x' => text => NameIndex(DateTimeComponents.Months, text, part, 1),
            'F' => text => NameIndex(DateTimeComponents.Days, text, part, 0),
            _ => throw Faults.Of("D3133", JsonataValue.From(part.Component.ToString())),
        });
    }

    private static double? NameIndex(string[] names, string text, DateTimePart part, int first)
    {
        var index = Array.FindLastIndex(names, name => name.Length > 0 && text == (part.MostWidth is > 0 ? name[..Math.Min(part.MostWidth.Value, name.Length)] : name));
        return index < 0 ? null : index + first;
    }

    /// <summary>An offset in minutes; as when formatting it has one sign.</summary>
    private static double Zone(string text, string? separator)
    {
        var split = separator is not null ? text.IndexOf(separator, StringComparison.Ordinal) : text.Length > 3 ? 3 : text.Length;
        var hours = IntegerPattern.ReadLeading(text[..Math.Max(split, 0)]);
        var rest = text[Math.Min(Math.Max(split, 0) + (separator?.Length ?? 0), text.Length)..];
        var minutes = rest.Length == 0 ? 0 : IntegerPattern.ReadLeading(rest);
        return (hours * 60) + (text[0] == '-' ? -minutes : minutes);
    }
}
