using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>Numbers read from text, and written as JavaScript writes them.</summary>
internal static class NumberText
{
    /// <summary>Whole numbers of up to so many digits are the same as double and as written.</summary>
    private const int ExactDigits = 15;

    private const double LargestWritten = 1e21;

    /// <summary>A number from its source, whose digits stay with it where a double would write others.</summary>
    public static JsonataValue FromSource(string text)
    {
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return IsPlain(text) ? JsonataValue.From(number) : new JsonataValue(new SourceDigits(text), number);
    }

    /// <inheritdoc cref="FromSource(string)"/>
    public static JsonataValue FromSource(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= ExactDigits && Utf8Parser.TryParse(utf8, out long whole, out var read) && read == utf8.Length && (whole != 0 || utf8[0] != (byte)'-'))
        {
            return JsonataValue.From((double)whole);
        }

        var number = double.Parse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture);
        return new JsonataValue(new SourceDigits(Encoding.ASCII.GetString(utf8)), number);
    }

    /// <summary>The number as JavaScript writes it: the fewest digits that give it back.</summary>
    public static string Of(double number)
    {
        if (number == Math.Truncate(number) && Math.Abs(number) < 1e15)
        {
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        }

        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }

        var (digits, exponent) = Shortest(Math.Abs(number));
        return (number < 0 ? "-" : "") + Layout(digits, exponent);
    }

    /// <summary>The number as <c>$string</c> writes it: with up to 15 significant digits unless it is whole.</summary>
    public static string Rounded(double number) => Of(number == Math.Truncate(number) ? number : Round15(number));

    /// <summary>The number rounded to 15 significant digits; of two as near, the larger magnitude.</summary>
    private static double Round15(double number)
    {
        var (digits, exponent) = Shortest(Math.Abs(number));
        if (digits.Length <= ExactDigits)
        {
            return number;
        }

        // The rounding is of the exact value, which the shortest digits only stand for.
        var rounded = Scaled(Math.Abs(number), ExactDigits - exponent);
        return double.Parse($"{(number < 0 ? "-" : "")}{rounded}e{exponent - ExactDigits}", NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>With a fixed number of decimals, as JavaScript's toFixed.</summary>
    public static string Fixed(double number, int decimals)
    {
        if (!(Math.Abs(number) < LargestWritten))
        {
            return Of(number);
        }

        var digits = Scaled(Math.Abs(number), decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var text = decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";
        return number < 0 ? "-" + text : text;
    }

    /// <summary>The number times ten to a power, exactly, then rounded half up to a whole one.</summary>
    private static BigInteger Scaled(double number, int power)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (BigInteger)((bits & 0xF_FFFF_FFFF_FFFF) | (exponent == 0 ? 0 : 1L << 52));
        exponent = Math.Max(exponent, 1) - 1075;
        var over = mantissa * BigInteger.Pow(10, Math.Max(power, 0)) * BigInteger.Pow(2, Math.Max(exponent, 0));
        var under = BigInteger.Pow(10, Math.Max(-power, 0)) * BigInteger.Pow(2, Math.Max(-exponent, 0));
        return ((over * 2) + under) / (under * 2);
    }

    /// <summary>The fewest significant digits that give the number back, and the place of the point after them: <c>0.digits × 10^exponent</c>.</summary>
    private static (string Digits, int Exponent) Shortest(double number)
    {
        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var end = shortest.IndexOf('E', StringComparison.Ordinal) is var e && e >= 0 ? e : shortest.Length;
        var digits = shortest[..end].Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        return (digits.Length == 0 ? "0" : digits, int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) + 1 + Carry(text, digits));
    }

    /// <summary>Seventeen digits may stand just below a power of ten that the fewest digits reach.</summary>
    private static int Carry(string exact, string shortest) => exact[0] == '9' && shortest == "1" ? 1 : 0;

    private static string Layout(string digits, int exponent)
    {
        if (exponent > 21 || exponent < -5)
        {
            var power = exponent - 1;
            var fraction = digits.Length == 1 ? "" : "." + digits[1..];
            return $"{digits[0]}{fraction}e{(power < 0 ? '-' : '+')}{Math.Abs(power)}";
        }

        return exponent <= 0 ? "0." + new string('0', -exponent) + digits
            : digits.Length <= exponent ? digits.PadRight(exponent, '0')
            : $"{digits[..exponent]}.{digits[exponent..]}";
    }

    private static bool IsPlain(string text) =>
        text.Length <= ExactDigits && text != "-0" && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
        || (text.Length <= ExactDigits && text.Length > 1 && text[0] == '-' && text != "-0" && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9'));
}
