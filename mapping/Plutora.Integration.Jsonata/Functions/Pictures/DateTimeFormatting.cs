using System.Text;

namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>Formats instants by their picture.</summary>
internal static class DateTimeFormatting
{
    private static readonly IntegerPicture TwoDigits = IntegerPicture.Parse("00");

    /// <summary>The instant in a time zone given as <c>±hhmm</c>.</summary>
    public static string Format(double millis, IReadOnlyList<DateTimePart> picture, string? timezone)
    {
        // An offset has one sign: the reference takes the hours' for the minutes too only where both are positive.
        var offset = timezone is null ? 0 : IntegerPattern.ReadLeading(timezone);
        var (hours, minutes) = (Math.Truncate(offset / 100), offset % 100);
        var local = JavaScriptDate.Clip(millis + (((60 * hours) + minutes) * 60_000));
        var text = new StringBuilder();
        foreach (var part in picture)
        {
            text.Append(part.Literal ?? Component(part, local, hours, minutes));
        }

        return text.ToString();
    }

    private static string Component(DateTimePart part, double local, double hours, double minutes) => part.Component switch
    {
        'Z' or 'z' => Zone(part, hours, minutes),
        'P' => part.Name == PictureCase.Upper ? HalfOf(local).ToUpperInvariant() : HalfOf(local),
        'C' or 'E' => "ISO",
        'Y' or 'M' or 'D' or 'd' or 'F' or 'W' or 'w' or 'X' or 'x' or 'H' or 'h' or 'm' or 's' => part.Name is null ? Number(part, local) : NameOf(part, local),
        'f' => part.Integer?.Format(DateTimeComponents.Of(local, 'f')) ?? throw Unnamed(part),
        _ => throw Faults.Of("D3132", JsonataValue.From(part.Component.ToString())),
    };

    private static string HalfOf(double local) => DateTimeComponents.Of(local, 'P') == 1 ? "pm" : "am";

    private static string Number(DateTimePart part, double local)
    {
        var value = DateTimeComponents.Of(local, part.Component);
        return part.Integer!.Format(part.Component == 'Y' && part.YearDigits != -1 ? value % Math.Pow(10, part.YearDigits) : value);
    }

    private static string NameOf(DateTimePart part, double local)
    {
        var value = DateTimeComponents.Of(local, part.Component);
        var name = double.IsNaN(value) ? "" : part.Component switch
        {
            'M' or 'x' => DateTimeComponents.Months[(int)value - 1],
            'F' => DateTimeComponents.Days[(int)value],
            _ => throw Unnamed(part),
        };
        name = part.Name switch
        {
            PictureCase.Upper => name.ToUpperInvariant(),
            PictureCase.Lower => LetterCase.ToLower(name),
            _ => name,
        };
        return part.MostWidth is { } most && name.Length > most ? name[..Math.Max(most, 0)] : name;
    }

    private static JsonataException Unnamed(DateTimePart part) => Faults.Of("D3133", JsonataValue.From(part.Component.ToString()));

    private static string Zone(DateTimePart part, double hours, double minutes)
    {
        var picture = part.Integer!;
        var offset = (hours * 100) + minutes;
        if (offset == 0 && part.Modifier == 't')
        {
            return "Z";
        }

        var text = picture.IsRegular ? picture.Format(offset) : picture.MandatoryDigits switch
        {
            1 or 2 => picture.Format(hours) + (minutes == 0 ? "" : ":" + TwoDigits.Format(Math.Abs(minutes))),
            3 or 4 => picture.Format(offset),
            _ => throw Faults.Of("D3134", JsonataValue.From(picture.MandatoryDigits)),
        };
        return (part.Component == 'z' ? "GMT" : "") + (offset >= 0 ? "+" : "") + text;
    }
}
