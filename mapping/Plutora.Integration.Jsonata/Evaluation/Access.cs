using System.Runtime.CompilerServices;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>How members and items are reached.</summary>
internal static class Access
{
    /// <summary>A member of an object, or of every object of an array.</summary>
    public static JsonataValue Member(JsonataValue input, string name, Run run)
    {
        if (input.Reference is ObjectValue value)
        {
            return value.Get(name);
        }

        if (input.Reference is not ArrayValue array)
        {
            return default;
        }

        var found = ArrayValue.Sequence();
        AddMembers(found, array, name, run);
        return new(found);
    }

    /// <summary>The values of an object's members, or the items of an array.</summary>
    public static ReadOnlySpan<JsonataValue> Children(JsonataValue value) => value.Reference switch
    {
        ObjectValue members => members.Values,
        ArrayValue array => array.Items,
        _ => [],
    };

    /// <summary>Adds a value; the items of an array one by one, however deep.</summary>
    public static void Flatten(ArrayValue target, JsonataValue value, Run run)
    {
        run.Step();
        if (value.Reference is not ArrayValue array)
        {
            run.Make(1);
            target.Add(value);
            return;
        }

        EnsureStack();
        foreach (var item in array.Items)
        {
            Flatten(target, item, run);
        }
    }

    /// <summary>Adds a value and all below it; arrays only as their items.</summary>
    public static void Descend(ArrayValue target, JsonataValue value, Run run)
    {
        run.Step();
        EnsureStack();
        if (value.Reference is not ArrayValue)
        {
            run.Make(1);
            target.Add(value);
        }

        foreach (var child in Children(value))
        {
            Descend(target, child, run);
        }
    }

    /// <summary>Refuses to recurse where the stack would overflow: values may be nested deeper than any input.</summary>
    public static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Faults.Of("U1001");
        }
    }

    private static void AddMembers(ArrayValue found, ArrayValue array, string name, Run run)
    {
        run.Step(array.Count);
        foreach (var item in array.Items)
        {
            if (item.Reference is ObjectValue value)
            {
                var member = value.Get(name);
                if (member.Reference is ArrayValue inner)
                {
                    run.Make(inner.Count);
                    found.AddRange(inner.Items);
                }
                else if (!member.IsUndefined)
                {
                    found.Add(member);
                }
            }
            else if (item.Reference is ArrayValue inner)
            {
                EnsureStack();
                AddMembers(found, inner, name, run);
            }
        }
    }
}
