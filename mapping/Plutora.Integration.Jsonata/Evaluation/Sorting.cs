using Plutora.Integration.Jsonata.Parsing;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Stable sort by terms; items without a key come last.</summary>
internal static class Sorting
{
    public static IEnumerable<JsonataValue> By(IReadOnlyList<SortTerm> terms, IEnumerable<JsonataValue> items, Scope scope, Run run)
    {
        var keyed = items.Select(item => (Item: item, Keys: terms.Select(t => Evaluator.Evaluate(t.Key, item, scope, run)).ToArray())).ToList();
        return keyed.OrderBy(k => k.Keys, Comparer<JsonataValue[]>.Create((a, b) => Compare(a, b, terms))).Select(k => k.Item);
    }

    private static int Compare(JsonataValue[] a, JsonataValue[] b, IReadOnlyList<SortTerm> terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (a[i].IsUndefined || b[i].IsUndefined)
            {
                var missing = a[i].IsUndefined.CompareTo(b[i].IsUndefined);
                if (missing != 0)
                {
                    return missing;
                }

                continue;
            }

            var order = Operators.Order(a[i], b[i], terms[i].Key.Position, "T2008", "T2007");
            if (order != 0)
            {
                return terms[i].Descending ? -order : order;
            }
        }

        return 0;
    }
}
