using Plutora.Integration.Jsonata.Evaluation;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions of arrays, and those that take functions.</summary>
internal static class ListFunctions
{
    public static (string Name, int Arity, Func<Arguments, JsonataValue> Body)[] All { get; } =
    [
        ("count", 1, a => JsonataValue.From(a.List(0).Count)),
        ("exists", 1, a => JsonataValue.From(!a[0].IsUndefined)),
        ("append", 2, a => a[0].IsUndefined ? a[1] : a[1].IsUndefined ? a[0] : JsonataValue.From(a.List(0).Concat(a.List(1)))),
        ("reverse", 1, a => a[0].IsUndefined ? default : JsonataValue.From(a.List(0).AsEnumerable().Reverse())),
        ("distinct", 1, a => a[0].Kind == JsonataKind.Array ? JsonataValue.From(Distinct(a.List(0))) : a[0]),
        ("sort", 2, Sort),
        ("map", 2, a => Sequences.Of([.. Over(a, (f, item, i) => a.Call(f, item, JsonataValue.From(i), a[0])).Where(v => !v.IsUndefined)])),
        ("filter", 2, a => Sequences.Of([.. a.List(0).Where((item, i) => Truth.Of(a.Call(a.Function(1), item, JsonataValue.From(i), a[0])))])),
        ("reduce", 3, Reduce),
    ];

    private static IEnumerable<JsonataValue> Over(Arguments a, Func<FunctionValue, JsonataValue, int, JsonataValue> apply)
    {
        var function = a.Function(1);
        return a.List(0).Select((item, i) => apply(function, item, i));
    }

    private static List<JsonataValue> Distinct(List<JsonataValue> items)
    {
        var distinct = new List<JsonataValue>();
        foreach (var item in items)
        {
            if (!distinct.Exists(known => Truth.Equal(known, item)))
            {
                distinct.Add(item);
            }
        }

        return distinct;
    }

    private static JsonataValue Sort(Arguments a)
    {
        if (a[0].IsUndefined)
        {
            return default;
        }

        var compare = a[1].IsUndefined
            ? Comparer<JsonataValue>.Create((x, y) => Operators.Order(x, y, 0, "D3070", "D3070"))
            : Comparer<JsonataValue>.Create((x, y) => Truth.Of(a.Call(a.Function(1), x, y)) ? 1 : Truth.Of(a.Call(a.Function(1), y, x)) ? -1 : 0);
        return JsonataValue.From(a.List(0).Order(compare));
    }

    private static JsonataValue Reduce(Arguments a)
    {
        var items = a.List(0);
        var start = a[2].IsUndefined ? 1 : 0;
        var result = a[2].IsUndefined ? items.FirstOrDefault() : a[2];
        for (var i = start; i < items.Count; i++)
        {
            result = a.Call(a.Function(1), result, items[i], JsonataValue.From(i), a[0]);
        }

        return result;
    }
}
