using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Order-by, <c>^(…)</c>: stable; items without a key come last.</summary>
internal sealed class OrderClause((Operation Key, bool Descending)[] terms, int position)
{
    public (Operation Key, bool Descending)[] Terms => terms;

    public ArrayValue Apply(ArrayValue items, Frame frame, Run run)
    {
        if (items.Count <= 1)
        {
            return items;
        }

        var keys = new JsonataValue?[items.Count][];
        var order = MergeSort.Order(items.Count, (a, b) => Compare(a, b) > 0, run);
        var sorted = new ArrayValue(items.Count) { IsTupleStream = items.IsTupleStream };
        run.Make(items.Count);
        foreach (var index in order)
        {
            sorted.Add(items[index]);
        }

        return sorted;

        int Compare(int a, int b)
        {
            for (var term = 0; term < terms.Length; term++)
            {
                var order = CompareKeys(KeyOf(a, term), KeyOf(b, term), terms[term].Descending);
                if (order != 0)
                {
                    return order;
                }
            }

            return 0;
        }

        JsonataValue KeyOf(int index, int term)
        {
            var known = keys[index] ??= new JsonataValue?[terms.Length];
            return known[term] ??= items[index].Reference is TupleRow row
                ? terms[term].Key.Evaluate(row.Context, row.Bind(frame), run)
                : terms[term].Key.Evaluate(items[index], frame, run);
        }
    }

    private int CompareKeys(JsonataValue a, JsonataValue b, bool descending)
    {
        if (a.IsUndefined || b.IsUndefined)
        {
            return a.IsUndefined.CompareTo(b.IsUndefined);
        }

        if (!IsComparable(a) || !IsComparable(b))
        {
            throw Faults.At("T2008", position, null, IsComparable(a) ? b : a);
        }

        if (a.IsString != b.IsString)
        {
            throw Faults.At("T2007", position, null, a, b);
        }

        var order = a.IsString ? string.CompareOrdinal(a.AsString(), b.AsString())
            : a.AsDouble() == b.AsDouble() ? 0
            : a.AsDouble() < b.AsDouble() ? -1 : 1;
        return descending ? -order : order;
    }

    private static bool IsComparable(JsonataValue value) => value.IsString || value.IsNumber;
}
