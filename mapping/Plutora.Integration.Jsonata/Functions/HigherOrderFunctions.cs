using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions that take functions.</summary>
internal static class HigherOrderFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.OfDefined("map", "<af>", 2, Map),
        Native.OfDefined("filter", "<af>", 2, Filter),
        Native.OfDefined("single", "<af?>", 2, Single),
        Native.OfDefined("reduce", "<afj?:j>", 3, Reduce),
        Native.Of("sift", "<o-f?:o>", 2, Sift),
        Native.Of("each", "<o-f:a>", 2, Each),
    ];

    private static JsonataValue Map(JsonataValue[] arguments, Call call)
    {
        var items = Native.ItemsOf(arguments[0]);
        var result = ArrayValue.Sequence(items.Count);
        call.Run.Make(items.Count);
        for (var index = 0; index < items.Count; index++)
        {
            var value = Native.CallBack(arguments[1], call, items[index], JsonataValue.From(index), arguments[0]);
            if (!value.IsUndefined)
            {
                result.Add(value);
            }
        }

        return new(result);
    }

    private static JsonataValue Filter(JsonataValue[] arguments, Call call)
    {
        var items = Native.ItemsOf(arguments[0]);
        var result = ArrayValue.Sequence();
        for (var index = 0; index < items.Count; index++)
        {
            if (Truth.Of(Native.CallBack(arguments[1], call, items[index], JsonataValue.From(index), arguments[0]), call.Run))
            {
                call.Run.Make(1);
                result.Add(items[index]);
            }
        }

        return new(result);
    }

    private static JsonataValue Single(JsonataValue[] arguments, Call call)
    {
        var items = Native.ItemsOf(arguments[0]);
        var (found, result) = (false, default(JsonataValue));
        for (var index = 0; index < items.Count; index++)
        {
            if (arguments.At(1).IsUndefined || Truth.Of(Native.CallBack(arguments[1], call, items[index], JsonataValue.From(index), arguments[0]), call.Run))
            {
                result = found ? throw Faults.Argument("D3138", index, default) : items[index];
                found = true;
            }
        }

        return found ? result : throw Faults.Of("D3139");
    }

    private static JsonataValue Reduce(JsonataValue[] arguments, Call call)
    {
        var items = Native.ItemsOf(arguments[0]);
        var function = arguments.At(1).Function ?? throw Faults.Of("T1006");
        if (function.Arity < 2)
        {
            throw Faults.Argument("D3050", 1, default);
        }

        var first = arguments.At(2).IsUndefined && items.Count > 0 ? 1 : 0;
        var result = first == 1 ? items[0] : arguments.At(2);
        for (var index = first; index < items.Count; index++)
        {
            JsonataValue[] values = function.Arity switch
            {
                2 => [result, items[index]],
                3 => [result, items[index], JsonataValue.From(index)],
                _ => [result, items[index], JsonataValue.From(index), arguments[0]],
            };
            call.Run.Step();
            result = Calls.Apply(function, values, call with { Input = JsonataValue.Null });
        }

        return result;
    }

    private static JsonataValue Sift(JsonataValue[] arguments, Call call)
    {
        var result = new ObjectValue();
        if (arguments.At(0).Object is { } members)
        {
            for (var index = 0; index < members.Count; index++)
            {
                if (Truth.Of(Native.CallBack(arguments.At(1), call, members.Values[index], JsonataValue.From(members.Names[index]), arguments[0]), call.Run))
                {
                    call.Run.Make(1);
                    result.Set(members.Names[index], members.Values[index]);
                }
            }
        }

        return result.Count == 0 ? default : new(result);
    }

    private static JsonataValue Each(JsonataValue[] arguments, Call call)
    {
        var result = ArrayValue.Sequence();
        if (arguments.At(0).Object is { } members)
        {
            for (var index = 0; index < members.Count; index++)
            {
                var value = Native.CallBack(arguments.At(1), call, members.Values[index], JsonataValue.From(members.Names[index]), arguments[0]);
                if (!value.IsUndefined)
                {
                    call.Run.Make(1);
                    result.Add(value);
                }
            }
        }

        return new(result);
    }
}
