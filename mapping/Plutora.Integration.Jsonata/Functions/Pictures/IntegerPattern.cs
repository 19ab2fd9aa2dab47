using System.Globalization;

namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>How a picture's integer is found in a text, and read.</summary>
internal sealed record IntegerPattern(string Regex, Func<string, double> Parse)
{
    /// <summary>The pattern of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="width">Exactly so many digits, where another number follows at once.</param>
    public static IntegerPattern Of(IntegerPicture picture, int? width = null)
    {
        var upper = picture.Case == PictureCase.Upper;
        return picture.Form switch
        {
            IntegerForm.Letters => new(upper ? "[A-Z]+" : "[a-z]+", text => Letters(text, upper ? 'A' : 'a')),
            IntegerForm.Roman => new(upper ? "[MDCLXVI]+" : "[mdclxvi]+", text => Roman(upper ? text : text.ToUpperInvariant())),
            IntegerForm.Words => new(NumberWords.Pattern, text => NumberWords.Read(LetterCase.ToLower(text))),
            IntegerForm.Decimal => new(
                "[0-9]" + (width is > 0 ? $"{{{width}}}" : "+") + (picture.Ordinal ? "(?:th|st|nd|rd)" : ""),
                text => Decimal(text, picture)),
            _ => throw Faults.Of("D3130", JsonataValue.From(picture.Token)),
        };
    }

    /// <summary>The whole number that a text begins with, as JavaScript's parseInt; not a number where it begins with none.</summary>
    public static double ReadLeading(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        var sign = trimmed is ['+' or '-', ..] ? 1 : 0;
        var end = sign;
        while (end < trimmed.Length && char.IsAsciiDigit(trimmed[end]))
        {
            end++;
        }

        return end == sign ? double.NaN : double.Parse(trimmed[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static double Decimal(string text, IntegerPicture picture)
    {
        var digits = picture.Ordinal ? text[..Math.Max(text.Length - 2, 0)] : text;
        if (picture.IsRegular)
        {
            digits = digits.Replace(",", "", StringComparison.Ordinal);
        }

        foreach (var separator in picture.Separators)
        {
            digits = digits.Replace(separator.Character, "", StringComparison.Ordinal);
        }

        if (picture.Zero != '0')
        {
            digits = string.Concat(digits.Select(digit => (char)(digit - picture.Zero + '0')));
        }

        return ReadLeading(digits);
    }

    private static double Letters(string letters, char first)
    {
        var value = 0.0;
        for (var index = 0; index < letters.Length; index++)
        {
            value += (letters[letters.Length - index - 1] - first + 1) * Math.Pow(26, index);
        }

        return value;
    }

    private static double Roman(string roman)
    {
        var (value, largest) = (0.0, 1.0);
        for (var index = roman.Length - 1; index >= 0; index--)
        {
            var digit = roman[index] switch { 'M' => 1000, 'D' => 500, 'C' => 100, 'L' => 50, 'X' => 10, 'V' => 5, 'I' => 1, _ => double.NaN };
            value += digit < largest ? -digit : digit;
            largest = digit < largest ? largest : digit;
        }

        return value;
    }
}
