using System.Globalization;
using Plutora.Integration.Jsonata.Evaluation;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions of numbers, truth and time.</summary>
internal static class NumberFunctions
{
    public static (string Name, int Arity, Func<Arguments, JsonataValue> Body)[] All { get; } =
    [
        ("number", 1, Number),
        ("abs", 1, Each(Math.Abs)),
        ("floor", 1, Each(Math.Floor)),
        ("ceil", 1, Each(Math.Ceiling)),
        ("round", 2, a => a[0].IsUndefined ? default : JsonataValue.From((double)Math.Round((decimal)a.Number(0), a[1].IsUndefined ? 0 : (int)a.Number(1), MidpointRounding.ToEven))),
        ("sqrt", 1, Each(Math.Sqrt)),
        ("power", 2, a => a[0].IsUndefined ? default : JsonataValue.From(Math.Pow(a.Number(0), a.Number(1)))),
        ("sum", 1, Fold(v => v.Sum())),
        ("max", 1, Fold(v => v.Max())),
        ("min", 1, Fold(v => v.Min())),
        ("average", 1, Fold(v => v.Average())),
        ("boolean", 1, a => a[0].IsUndefined ? default : JsonataValue.From(Truth.Of(a[0]))),
        ("not", 1, a => a[0].IsUndefined ? default : JsonataValue.From(!Truth.Of(a[0]))),
        ("now", 0, a => JsonataValue.From(Iso(a.Run.Now))),
        ("millis", 0, a => JsonataValue.From(a.Run.Now.ToUnixTimeMilliseconds())),
        ("fromMillis", 1, a => a[0].IsUndefined ? default : JsonataValue.From(Iso(DateTimeOffset.FromUnixTimeMilliseconds((long)a.Number(0))))),
        ("toMillis", 1, ToMillis),
    ];

    private static string Iso(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static Func<Arguments, JsonataValue> Each(Func<double, double> change) => a => a[0].IsUndefined ? default : JsonataValue.From(change(a.Number(0)));

    private static Func<Arguments, JsonataValue> Fold(Func<IEnumerable<double>, double> fold) => a =>
    {
        var numbers = a.List(0).Select(v => v.Kind == JsonataKind.Number ? v.AsDouble() : throw new JsonataException("T0412", 0, null, "The argument must be an array of numbers")).ToList();
        return numbers.Count == 0 ? default : JsonataValue.From(fold(numbers));
    };

    private static JsonataValue Number(Arguments a) => a[0].Kind switch
    {
        JsonataKind.Undefined => default,
        JsonataKind.Number => a[0],
        JsonataKind.Boolean => JsonataValue.From(a[0].AsBoolean() ? 1 : 0),
        JsonataKind.String when double.TryParse(a.Text(0), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonataValue.From(number),
        _ => throw new JsonataException("D3030", 0, "number", $"Unable to cast value to a number: {a[0]}"),
    };

    private static JsonataValue ToMillis(Arguments a) =>
        a[0].IsUndefined ? default
        : DateTimeOffset.TryParse(a.Text(0), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? JsonataValue.From(instant.ToUnixTimeMilliseconds())
        : throw new JsonataException("D3110", 0, "toMillis", $"The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given {a[0]}");
}
