using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions over numbers.</summary>
internal static partial class NumberFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.OfDefined("number", "<(nsb)-:n>", 1, (arguments, _) => Number(arguments[0])),
        Native.OfDefined("abs", "<n-:n>", 1, (arguments, _) => Abs(arguments[0])),
        Native.OfNumber("floor", Math.Floor),
        Native.OfNumber("ceil", Math.Ceiling),
        Native.OfDefined("round", "<n-n?:n>", 2, (arguments, _) => JsonataValue.From(Round(arguments[0].AsDouble(), arguments.At(1).IsUndefined ? 0 : arguments[1].AsDouble()))),
        Native.OfNumber("sqrt", number => number < 0 ? throw Faults.Argument("D3060", 1, JsonataValue.From(number)) : Math.Sqrt(number)),
        Native.OfDefined("power", "<n-n:n>", 2, (arguments, _) => Power(arguments[0], arguments.At(1))),
        Native.Of("random", "<:n>", 0, (_, _) => JsonataValue.From(Random.Shared.NextDouble())),
    ];

    /// <summary>To the nearest number of so many decimals, half to even as far as the decimal text of the number goes.</summary>
    public static double Round(double number, double precision)
    {
        if (precision != 0)
        {
            number = Shift(number, precision);
        }

        var floor = Math.Floor(number);
        var result = number - floor >= 0.5 ? floor + 1 : floor;
        if (Math.Abs(result - number) == 0.5 && Math.Abs(result % 2) == 1)
        {
            result--;
        }

        return (precision != 0 ? Shift(result, -precision) : result) + 0.0;
    }

    /// <summary>A number from its text in the notations of JavaScript: decimal, hexadecimal, octal, binary.</summary>
    public static double Parse(string text)
    {
        var trimmed = text.Trim();
        return trimmed switch
        {
            ['0', 'x' or 'X', .. var digits] => ParseRadix(digits, 16),
            ['0', 'o' or 'O', .. var digits] => ParseRadix(digits, 8),
            ['0', 'b' or 'B', .. var digits] => ParseRadix(digits, 2),
            _ => double.TryParse(trimmed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
        };
    }

    private static double ParseRadix(string digits, int radix)
    {
        var number = System.Numerics.BigInteger.Zero;
        foreach (var digit in digits)
        {
            var value = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (value >= radix)
            {
                return double.NaN;
            }

            number = (number * radix) + value;
        }

        return digits.Length == 0 ? double.NaN : (double)number;
    }

    private static JsonataValue Number(JsonataValue value)
    {
        if (value.IsNumber)
        {
            return value;
        }

        if (value.IsBoolean)
        {
            return JsonataValue.From(value.AsBoolean() ? 1 : 0);
        }

        var text = value.AsString();
        if (value.IsString && Decimal().IsMatch(text) && NumberText.FromSource(text) is var number && double.IsFinite(number.AsDouble()))
        {
            // Digits stay only where they are a number in JSON, which leading zeros are not.
            return text.AsSpan().TrimStart('-') is ['0', >= '0' and <= '9', ..] ? JsonataValue.From(number.AsDouble()) : number;
        }

        return value.IsString && OtherRadix().IsMatch(text) ? JsonataValue.From(Parse(text)) : throw Faults.Argument("D3030", 1, value);
    }

    private static JsonataValue Abs(JsonataValue value)
    {
        var number = value.AsDouble();
        return number < 0 ? JsonataValue.From(-number) : number == 0 ? JsonataValue.From(0) : value;
    }

    private static JsonataValue Power(JsonataValue @base, JsonataValue exponent)
    {
        // One to a power that is no finite number is 1 here, and none there.
        var result = Math.Abs(@base.AsDouble()) == 1 && !double.IsFinite(exponent.AsDouble()) ? double.NaN : Math.Pow(@base.AsDouble(), exponent.AsDouble());
        return double.IsFinite(result) ? JsonataValue.From(result) : throw new JsonataException("D3061") { Index = 1, Value = @base, Value2 = exponent };
    }

    /// <summary>Moves the decimal point in the number's text, which is exact where multiplying is not.</summary>
    private static double Shift(double number, double places)
    {
        if (!double.IsInteger(places) || !double.IsFinite(number))
        {
            return double.NaN;
        }

        var text = NumberText.Of(number);
        var e = text.IndexOf('e', StringComparison.Ordinal);
        var (mantissa, exponent) = e < 0 ? (text, 0) : (text[..e], int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        var moved = Math.Clamp(exponent + places, -100_000, 100_000);
        return double.Parse($"{mantissa}e{moved.ToString(CultureInfo.InvariantCulture)}", NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^(0[xX][0-9A-Fa-f]+)|(0[oO][0-7]+)|(0[bB][0-1]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OtherRadix();
}
