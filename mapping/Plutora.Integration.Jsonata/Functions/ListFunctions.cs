using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions over arrays.</summary>
internal static class ListFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.Of("append", "<xx:a>", 2, (arguments, call) => Append.Values(arguments[0], arguments.At(1), call.Run)),
        Native.OfDefined("reverse", "<a:a>", 1, (arguments, call) => Rearranged(arguments[0], call, items => items.Reverse())),
        Native.OfDefined("shuffle", "<a:a>", 1, (arguments, call) => Rearranged(arguments[0], call, items => Random.Shared.Shuffle(items))),
        Native.OfDefined("distinct", "<x:x>", 1, Distinct),
        Native.Of("zip", "<a+>", 0, Zip),
        Native.OfDefined("sort", "<af?:a>", 2, Sort),
    ];

    private delegate void Rearrange(Span<JsonataValue> items);

    private static JsonataValue Rearranged(JsonataValue value, Call call, Rearrange rearrange)
    {
        var items = Native.ItemsOf(value);
        if (items.Count <= 1)
        {
            return value;
        }

        call.Run.Make(items.Count);
        var copy = items.Items.ToArray();
        rearrange(copy);
        return new(new ArrayValue(copy));
    }

    private static JsonataValue Distinct(JsonataValue[] arguments, Call call)
    {
        if (arguments[0].Array is not { Count: > 1 } items)
        {
            return arguments[0];
        }

        var result = new ArrayValue { IsSequence = items.IsSequence };
        var seen = new HashSet<JsonataValue>(new DeepEquality(call.Run));
        foreach (var item in items.Items)
        {
            if (seen.Add(item))
            {
                call.Run.Make(1);
                result.Add(item);
            }
        }

        return new(result);
    }

    private static JsonataValue Zip(JsonataValue[] arguments, Call call)
    {
        var length = arguments.Length == 0 ? 0 : arguments.Min(argument => argument.Array?.Count ?? 0);
        var result = new ArrayValue(length);
        call.Run.Make((long)length * (arguments.Length + 1));
        for (var index = 0; index < length; index++)
        {
            result.Add(new(new ArrayValue([.. arguments.Select(argument => argument.Array![index])])));
        }

        return new(result);
    }

    private static JsonataValue Sort(JsonataValue[] arguments, Call call)
    {
        var items = Native.ItemsOf(arguments[0]);
        if (items.Count <= 1)
        {
            return arguments[0];
        }

        var after = arguments.At(1).IsUndefined ? Natural(items) : Given(items, arguments[1], call);
        var result = new ArrayValue(items.Count);
        call.Run.Make(items.Count);
        foreach (var index in MergeSort.Order(items.Count, after, call.Run))
        {
            result.Add(items[index]);
        }

        return new(result);
    }

    private static Func<int, int, bool> Given(ArrayValue items, JsonataValue comparator, Call call) => (a, b) =>
    {
        var function = comparator.Function ?? throw Faults.Of("T1006");
        return Truth.OfHost(Calls.Apply(function, [items[a], items[b]], call with { Input = JsonataValue.Null }));
    };

    private static Func<int, int, bool> Natural(ArrayValue items)
    {
        var (numbers, texts) = (true, true);
        foreach (var item in items.Items)
        {
            numbers = numbers && Truth.IsNumber(item);
            texts &= item.IsString;
        }

        return numbers ? (a, b) => items[a].AsDouble() > items[b].AsDouble()
            : texts ? (a, b) => string.CompareOrdinal(items[a].AsString(), items[b].AsString()) > 0
            : throw Faults.Argument("D3070", 1, default);
    }

    /// <summary>Deep equality, with hashes of what is not looked into.</summary>
    private sealed class DeepEquality(Run run) : IEqualityComparer<JsonataValue>
    {
        public bool Equals(JsonataValue x, JsonataValue y) => Truth.Equal(x, y, run) || (x.IsUndefined && y.IsUndefined);

        public int GetHashCode(JsonataValue obj) => obj.Reference switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            ArrayValue array => 31 + array.Count,
            ObjectValue value => 97 + value.Count,
            null => 0,
            _ => obj.IsNumber ? (obj.AsDouble() + 0.0).GetHashCode() : obj.Kind.GetHashCode(),
        };
    }
}
