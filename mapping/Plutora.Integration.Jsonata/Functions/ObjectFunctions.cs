using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions over objects.</summary>
internal static class ObjectFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.Of("keys", "<x-:a<s>>", 1, (arguments, call) => Keys(arguments.At(0), call.Run)),
        Native.Of("lookup", "<x-s:x>", 2, (arguments, call) => Access.Member(arguments.At(0), arguments.At(1).AsString(), call.Run)),
        Native.Of("spread", "<x-:a<o>>", 1, (arguments, call) => Spread(arguments.At(0), call.Run)),
        Native.OfDefined("merge", "<a<o>:o>", 1, Merge),
        Native.OfDefined("clone", "<(oa)-:o>", 1, (arguments, call) => Clone(arguments[0], call.Run)),
    ];

    private static JsonataValue Keys(JsonataValue value, Run run)
    {
        var names = new ObjectValue();
        Gather(names, value, run);
        var result = ArrayValue.Sequence(names.Count);
        foreach (var name in names.Names)
        {
            result.Add(JsonataValue.From(name));
        }

        return new(result);
    }

    private static void Gather(ObjectValue names, JsonataValue value, Run run)
    {
        run.Step();
        if (value.Object is { } members)
        {
            run.Make(members.Count);
            foreach (var name in members.Names)
            {
                names.Set(name, JsonataValue.Null);
            }
        }

        Access.EnsureStack();
        foreach (var item in value.Array is { } array ? array.Items : [])
        {
            Gather(names, item, run);
        }
    }

    private static JsonataValue Spread(JsonataValue value, Run run)
    {
        if (value.Object is { } members)
        {
            return new(SpreadMembers(ArrayValue.Sequence(members.Count), members, run));
        }

        if (value.Array is not { } array)
        {
            return value;
        }

        var result = new ArrayValue();
        SpreadItems(result, array, run);

        // Appending makes an array of its own: only where nothing was appended it is still a sequence.
        return new(result.Count == 0 && array.Enumerate().All(item => item.IsUndefined) ? ArrayValue.Sequence() : result);
    }

    private static void SpreadItems(ArrayValue result, ArrayValue array, Run run)
    {
        run.Step(array.Count);
        Access.EnsureStack();
        foreach (var item in array.Items)
        {
            if (item.Object is { } members)
            {
                SpreadMembers(result, members, run);
            }
            else if (item.Array is { } inner)
            {
                SpreadItems(result, inner, run);
            }
            else if (!item.IsUndefined)
            {
                result.Add(item);
            }
        }
    }

    private static ArrayValue SpreadMembers(ArrayValue result, ObjectValue members, Run run)
    {
        run.Make(members.Count * 2L);
        for (var index = 0; index < members.Count; index++)
        {
            var single = new ObjectValue(1);
            single.Set(members.Names[index], members.Values[index]);
            result.Add(new(single));
        }

        return result;
    }

    private static JsonataValue Merge(JsonataValue[] arguments, Call call)
    {
        var result = new ObjectValue();
        foreach (var item in Native.ItemsOf(arguments[0]).Items)
        {
            if (item.Object is { } members)
            {
                call.Run.Make(members.Count);
                for (var index = 0; index < members.Count; index++)
                {
                    result.Set(members.Names[index], members.Values[index]);
                }
            }
        }

        return new(result);
    }

    /// <summary>A copy, as writing the value as JSON and reading it again makes it; source digits stay.</summary>
    private static JsonataValue Clone(JsonataValue value, Run run)
    {
        run.Make(1);
        Access.EnsureStack();
        if (value.Reference is ArrayValue { IsOuterWrapper: true, Count: > 0 } wrapper)
        {
            return Clone(wrapper[0], run);
        }

        if (value.Array is { } array)
        {
            var items = new ArrayValue(array.Count);
            foreach (var item in array.Items)
            {
                items.Add(item.IsUndefined ? JsonataValue.Null : Clone(item, run));
            }

            return new(items);
        }

        if (value.Object is { } members)
        {
            var copy = new ObjectValue(members.Count);
            for (var index = 0; index < members.Count; index++)
            {
                if (!members.Values[index].IsUndefined)
                {
                    copy.Set(members.Names[index], Clone(members.Values[index], run));
                }
            }

            return new(copy);
        }

        return value.Function is not null ? JsonataValue.From("")
            : value.IsNumber && double.IsNaN(value.AsDouble()) ? JsonataValue.Null
            : value.IsNumber && !Truth.IsNumber(value) ? default
            : value;
    }
}
