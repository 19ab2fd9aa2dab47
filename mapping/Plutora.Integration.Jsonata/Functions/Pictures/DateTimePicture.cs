using System.Globalization;

namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>A part of a date's picture: literal text, or a component in brackets.</summary>
internal sealed record DateTimePart
{
    /// <summary>The text of a literal, or null.</summary>
    public string? Literal { get; init; }

    /// <summary>The component's letter.</summary>
    public char Component { get; init; }

    /// <summary>The case of a name, where it is written as one.</summary>
    public PictureCase? Name { get; init; }

    public int? LeastWidth { get; init; }

    public int? MostWidth { get; init; }

    public char? Modifier { get; init; }

    public IntegerPicture? Integer { get; init; }

    /// <summary>How many digits of the year are written, or -1 for all.</summary>
    public int YearDigits { get; init; } = -1;

    /// <summary>How many digits are read, where another number follows at once.</summary>
    public int? ParseWidth { get; init; }
}

/// <summary>A date's picture by XPath, such as <c>[Y0001]-[M01]-[D01]</c>.</summary>
internal static class DateTimePicture
{
    private const string Integers = "YMDdFWwXxHhmsf";

    public static IReadOnlyList<DateTimePart> Iso8601 { get; } = Parse("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]");

    public static IReadOnlyList<DateTimePart> Parse(string picture)
    {
        var parts = new List<DateTimePart>();
        var (start, position) = (0, 0);
        while (position < picture.Length)
        {
            if (picture[position] != '[')
            {
                position++;
                continue;
            }

            AddLiteral(picture[start..position]);
            if (picture.AsSpan(position + 1) is ['[', ..])
            {
                parts.Add(new DateTimePart { Literal = "[" });
                start = position += 2;
                continue;
            }

            var end = picture.IndexOf(']', position);
            Add(parts, string.Concat(picture[(position + 1)..(end < 0 ? throw Faults.Of("D3135") : end)].Where(character => !char.IsWhiteSpace(character))));
            start = position = end + 1;
        }

        AddLiteral(picture[start..]);
        return parts;

        void AddLiteral(string text)
        {
            if (text.Length > 0)
            {
                parts.Add(new DateTimePart { Literal = text.Replace("]]", "]", StringComparison.Ordinal) });
            }
        }
    }

    private static void Add(List<DateTimePart> parts, string marker)
    {
        var part = Marker(marker);
        if (part.Integer is not null && part.Component is not ('Z' or 'z') && parts is [.., { Integer: { } before } previous])
        {
            parts[^1] = previous with { ParseWidth = before.MandatoryDigits };
        }

        parts.Add(part);
    }

    private static DateTimePart Marker(string marker)
    {
        var component = marker.Length > 0 ? marker[0] : '\0';
        var comma = marker.LastIndexOf(',');
        var presentation = comma > 0 ? marker[1..comma] : marker.Length > 1 && comma != 0 ? marker[1..] : "";
        var (least, most) = comma < 0 ? (null, null) : Widths(marker[(comma + 1)..]);
        var modifier = presentation.Length > 1 && "atco".Contains(presentation[^1], StringComparison.Ordinal) ? presentation[^1] : (char?)null;
        presentation = modifier is not null ? presentation[..^1] : presentation.Length > 0 ? presentation : Default(component);
        var part = new DateTimePart { Component = component, LeastWidth = least, MostWidth = most, Modifier = modifier };
        if (presentation[0] is 'n' or 'N')
        {
            part = part with { Name = presentation[0] == 'n' ? PictureCase.Lower : presentation is [_, 'n', ..] ? PictureCase.Title : PictureCase.Upper };
        }
        else if (Integers.Contains(component, StringComparison.Ordinal))
        {
            part = WithInteger(part, IntegerPicture.Parse(modifier is null ? presentation : $"{presentation};{modifier}"));
        }

        return component is 'Z' or 'z' ? part with { Integer = IntegerPicture.Parse(presentation) } : part;
    }

    private static DateTimePart WithInteger(DateTimePart part, IntegerPicture integer)
    {
        if (part.LeastWidth is { } least && integer.Form == IntegerForm.Decimal && integer.MandatoryDigits < least)
        {
            integer = integer with { MandatoryDigits = least };
        }

        if (part.Component != 'Y')
        {
            return part with { Integer = integer };
        }

        if (part.MostWidth is { } most)
        {
            return part with { Integer = integer with { MandatoryDigits = most }, YearDigits = most };
        }

        var width = integer.MandatoryDigits + integer.OptionalDigits;
        return part with { Integer = integer, YearDigits = width >= 2 ? width : -1 };
    }

    private static (int? Least, int? Most) Widths(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (Width(text), null) : (Width(text[..dash]), Width(text[(dash + 1)..]));
    }

    private static int? Width(string text) => IntegerPattern.ReadLeading(text) is var width && double.IsNaN(width) ? null : (int)Math.Clamp(width, -1000, 1000);

    private static string Default(char component) => component switch
    {
        'Y' or 'M' or 'D' or 'd' or 'W' or 'w' or 'X' or 'x' or 'H' or 'h' or 'f' => "1",
        'F' or 'P' or 'C' or 'E' => "n",
        'm' or 's' => "01",
        'Z' or 'z' => "01:01",
        _ => throw Faults.Of("D3132", JsonataValue.From(component == '\0' ? "" : component.ToString(CultureInfo.InvariantCulture))),
    };
}
