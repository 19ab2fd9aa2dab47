using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>One row of a path that binds variables: its context and what is bound beside it. It never leaves the path.</summary>
internal sealed class TupleRow(JsonataValue context)
{
    private string[] _names = [];
    private JsonataValue[] _values = [];

    public JsonataValue Context { get; set; } = context;

    /// <summary>A copy with another context.</summary>
    public TupleRow With(JsonataValue context) => new(context) { _names = [.. _names], _values = [.. _values] };

    public void Set(string name, JsonataValue value)
    {
        var at = System.Array.IndexOf(_names, name);
        if (at >= 0)
        {
            _values[at] = value;
        }
        else
        {
            (_names, _values) = ([.. _names, name], [.. _values, value]);
        }
    }

    /// <summary>Takes over the context and variables of a row that a part of the path made.</summary>
    public void Take(TupleRow row)
    {
        Context = row.Context;
        for (var at = 0; at < row._names.Length; at++)
        {
            Set(row._names[at], row._values[at]);
        }
    }

    public Frame Bind(Frame frame) => new(frame, [.. _names], [.. _values]);

    /// <summary>Several rows as one, each variable holding the values of all.</summary>
    public static TupleRow Reduce(ReadOnlySpan<JsonataValue> rows, Run run)
    {
        var first = (TupleRow)rows[0].Reference!;
        var reduced = first.With(first.Context);
        foreach (var item in rows[1..])
        {
            var row = (TupleRow)item.Reference!;
            reduced.Context = Append.Values(reduced.Context, row.Context, run);
            for (var at = 0; at < row._names.Length; at++)
            {
                var known = System.Array.IndexOf(reduced._names, row._names[at]);
                reduced.Set(row._names[at], Append.Values(known < 0 ? default : reduced._values[known], row._values[at], run));
            }
        }

        return reduced;
    }
}

/// <summary>Puts values together as <c>$append</c> does.</summary>
internal static class Append
{
    public static JsonataValue Values(JsonataValue left, JsonataValue right, Run run)
    {
        if (left.IsUndefined || right.IsUndefined)
        {
            return left.IsUndefined ? right : left;
        }

        var (first, second) = (left.Array, right.Array);
        var result = new ArrayValue((first?.Count ?? 1) + (second?.Count ?? 1));
        run.Make(result.Count + (first?.Count ?? 1) + (second?.Count ?? 1));
        Add(result, left, first);
        Add(result, right, second);
        return new(result);
    }

    private static void Add(ArrayValue result, JsonataValue value, ArrayValue? items)
    {
        if (items is null)
        {
            result.Add(value);
        }
        else
        {
            result.AddRange(items.Items);
        }
    }
}
