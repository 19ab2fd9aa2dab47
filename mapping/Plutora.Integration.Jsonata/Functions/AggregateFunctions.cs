using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions that make one number of many.</summary>
internal static class AggregateFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.OfDefined("sum", "<a<n>:n>", 1, (arguments, call) => JsonataValue.From(Sum(Items(arguments, call)))),
        Native.Of("count", "<a:n>", 1, (arguments, _) => JsonataValue.From(arguments[0].IsUndefined ? 0 : Native.ItemsOf(arguments[0]).Count)),
        Native.OfDefined("max", "<a<n>:n>", 1, (arguments, call) => Best(Items(arguments, call), Math.Max)),
        Native.OfDefined("min", "<a<n>:n>", 1, (arguments, call) => Best(Items(arguments, call), Math.Min)),
        Native.OfDefined("average", "<a<n>:n>", 1, (arguments, call) =>
            Items(arguments, call) is { Count: > 0 } items ? JsonataValue.From(Sum(items) / items.Count) : default),
    ];

    private static ArrayValue Items(JsonataValue[] arguments, Call call)
    {
        var items = Native.ItemsOf(arguments[0]);
        call.Run.Step(items.Count / 8);
        return items;
    }

    private static double Sum(ArrayValue items)
    {
        var total = 0.0;
        foreach (var item in items.Items)
        {
            total += item.AsDouble();
        }

        return total;
    }

    private static JsonataValue Best(ArrayValue items, Func<double, double, double> better)
    {
        if (items.Count == 0)
        {
            return default;
        }

        // One that is an item keeps its digits.
        var best = items[0];
        foreach (var item in items.Items)
        {
            var number = better(best.AsDouble(), item.AsDouble());
            best = number.Equals(best.AsDouble()) ? best : number.Equals(item.AsDouble()) ? item : JsonataValue.From(number);
        }

        return best;
    }
}
