using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>The characters of a number's picture, by XPath's names.</summary>
internal sealed record NumberSymbols
{
    public string DecimalSeparator { get; private init; } = ".";

    public string GroupingSeparator { get; private init; } = ",";

    public string ExponentSeparator { get; private init; } = "e";

    public string MinusSign { get; private init; } = "-";

    public string Percent { get; private init; } = "%";

    public string PerMille { get; private init; } = "\u2030";

    public string ZeroDigit { get; private init; } = "0";

    public string Digit { get; private init; } = "#";

    public string PatternSeparator { get; private init; } = ";";

    /// <summary>The defaults, but for what an object of options sets.</summary>
    public static NumberSymbols From(ObjectValue? options)
    {
        var symbols = new NumberSymbols();
        for (var index = 0; index < (options?.Count ?? 0); index++)
        {
            var value = options!.Values[index].AsString();
            symbols = options.Names[index] switch
            {
                "decimal-separator" => symbols with { DecimalSeparator = value },
                "grouping-separator" => symbols with { GroupingSeparator = value },
                "exponent-separator" => symbols with { ExponentSeparator = value },
                "minus-sign" => symbols with { MinusSign = value },
                "percent" => symbols with { Percent = value },
                "per-mille" => symbols with { PerMille = value },
                "zero-digit" => symbols with { ZeroDigit = value },
                "digit" => symbols with { Digit = value },
                "pattern-separator" => symbols with { PatternSeparator = value },
                _ => symbols,
            };
        }

        return symbols;
    }

    /// <summary>Whether the character is a digit of the family that the zero begins.</summary>
    public bool IsDecimalDigit(char character) => ZeroDigit.Length > 0 && character >= ZeroDigit[0] && character < ZeroDigit[0] + 10;

    public bool IsDigit(char character) => IsDecimalDigit(character) || Is(Digit, character);

    public bool IsActive(char character) =>
        IsDigit(character) || Is(DecimalSeparator, character) || Is(ExponentSeparator, character) || Is(GroupingSeparator, character) || Is(PatternSeparator, character);

    public static bool Is(string symbol, char character) => symbol.Length == 1 && symbol[0] == character;
}
