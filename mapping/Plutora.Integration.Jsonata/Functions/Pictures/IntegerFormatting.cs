using System.Text;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>Formats integers by their picture.</summary>
internal sealed partial record IntegerPicture
{
    /// <summary>Roman numerals of larger numbers would be long rows of M.</summary>
    private const double LargestRoman = 1e9;

    private static readonly (int Value, string Numeral)[] Numerals =
    [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ];

    public string Format(double value)
    {
        var text = Form switch
        {
            IntegerForm.Letters => Letters(Math.Abs(value)),
            IntegerForm.Roman => Roman(Math.Abs(value)),
            IntegerForm.Words => NumberWords.Write(Math.Abs(value), Ordinal),
            IntegerForm.Decimal => Decimal(Math.Abs(value)),
            _ => throw Faults.Of("D3130", JsonataValue.From(Token)),
        };
        text = (Form, Case) switch
        {
            (IntegerForm.Roman or IntegerForm.Words, PictureCase.Upper) => text.ToUpperInvariant(),
            (IntegerForm.Words, PictureCase.Lower) => LetterCase.ToLower(text),
            _ => text,
        };
        return value < 0 ? "-" + text : text;
    }

    private string Decimal(double value)
    {
        var text = NumberText.Of(value).PadLeft(MandatoryDigits, '0');
        if (Zero != '0')
        {
            text = string.Concat(text.Select(digit => char.ConvertFromUtf32(digit + Zero - '0')));
        }

        if (IsRegular)
        {
            var (distance, separator) = (Separators[0].Position, Separators[0].Character);
            for (var group = (text.Length - 1) / distance; group > 0; group--)
            {
                text = text.Insert(text.Length - (group * distance), separator);
            }
        }
        else
        {
            foreach (var separator in Separators.Reverse())
            {
                // The reference loses digits where a separator would stand before the first one; here there is none then.
                var at = text.Length - separator.Position;
                text = at < 0 ? text : text.Insert(at, separator.Character);
            }
        }

        return Ordinal ? text + Suffix(text) : text;
    }

    private static string Suffix(string text)
    {
        var suffix = text[^1] switch { '1' => "st", '2' => "nd", '3' => "rd", _ => "th" };
        return text.Length > 1 && text[^2] == '1' ? "th" : suffix;
    }

    private string Letters(double value)
    {
        var letters = new StringBuilder();
        for (var first = Case == PictureCase.Upper ? 'A' : 'a'; value > 0 && double.IsFinite(value); value = Math.Floor((value - 1) / 26))
        {
            letters.Insert(0, (char)(((value - 1) % 26) + first));
        }

        return letters.ToString();
    }

    private static string Roman(double value)
    {
        if (value >= LargestRoman)
        {
            throw Faults.Of("U1002");
        }

        var text = new StringBuilder();
        foreach (var (worth, numeral) in Numerals)
        {
            for (; value >= worth; value -= worth)
            {
                text.Append(numeral);
            }
        }

        return text.ToString();
    }
}
