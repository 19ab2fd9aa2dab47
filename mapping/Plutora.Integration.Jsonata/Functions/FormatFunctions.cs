using System.Numerics;
using Plutora.Integration.Jsonata.Functions.Pictures;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Numbers to text by pictures and bases, and back.</summary>
internal static class FormatFunctions
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.OfDefined("formatNumber", "<n-so?:s>", 3, FormatNumber),
        Native.OfDefined("formatBase", "<n-n?:s>", 2, (arguments, _) => JsonataValue.From(FormatBase(arguments[0].AsDouble(), arguments.At(1)))),
        Native.OfDefined("formatInteger", "<n-s:s>", 2, FormatInteger),
        Native.OfDefined("parseInteger", "<s-s:n>", 2, (arguments, _) =>
            JsonataValue.From(IntegerPattern.Of(IntegerPicture.Parse(arguments.At(1).AsString())).Parse(arguments[0].AsString()))),
    ];

    private static JsonataValue FormatNumber(JsonataValue[] arguments, Call call)
    {
        var symbols = NumberSymbols.From(arguments.At(2).Object);
        var text = NumberPicture.Format(arguments[0].AsDouble(), arguments.At(1).AsString(), symbols);
        call.Run.Make(text.Length);
        return JsonataValue.From(text);
    }

    private static JsonataValue FormatInteger(JsonataValue[] arguments, Call call)
    {
        var text = IntegerPicture.Parse(arguments.At(1).AsString()).Format(Math.Floor(arguments[0].AsDouble()));
        call.Run.Make(text.Length);
        return JsonataValue.From(text);
    }

    private static string FormatBase(double value, JsonataValue given)
    {
        value = NumberFunctions.Round(value, 0);
        var radix = given.IsUndefined ? 10 : NumberFunctions.Round(given.AsDouble(), 0);
        if (radix is < 2 or > 36)
        {
            throw Faults.Of("D3100", JsonataValue.From(radix));
        }

        return radix == 10 || !double.IsFinite(value) ? NumberText.Of(value) : (value < 0 ? "-" : "") + ToBase(Math.Abs(value), (int)radix);
    }

    private static string ToBase(double value, int radix)
    {
        var digits = new Stack<char>();
        var rest = (BigInteger)value;
        do
        {
            rest = BigInteger.DivRem(rest, radix, out var digit);
            digits.Push(Digits[(int)digit]);
        }
        while (!rest.IsZero);
        return string.Concat(digits);
    }
}
