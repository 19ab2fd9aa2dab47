using Plutora.Integration.Jsonata.Parsing;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Evaluates paths: each step over each item that the step before it yields.</summary>
internal static class PathEvaluator
{
    public static JsonataValue Evaluate(PathNode path, JsonataValue input, Scope scope, Run run)
    {
        var first = path.Steps[0];
        var current = Step(first, input.Array is { } array && first.Node is not Variable ? array.Items : [input], scope, run, last: path.Steps.Count == 1);
        for (var i = 1; i < path.Steps.Count && !current.IsUndefined; i++)
        {
            current = Step(path.Steps[i], Sequences.Items(current), scope, run, last: i == path.Steps.Count - 1);
        }

        return path.KeepArray && !current.IsUndefined ? new(new ArrayValue(Sequences.Items(current), sequence: true) { KeepSingleton = true }) : current;
    }

    /// <summary>A member of an object, or of every object of an array.</summary>
    public static JsonataValue Member(JsonataValue input, string name)
    {
        if (input.Array is not { } array)
        {
            return input[name];
        }

        var found = new List<JsonataValue>();
        foreach (var item in array.Items)
        {
            Sequences.Flatten(found, Member(item, name));
        }

        return Sequences.Of(found);
    }

    /// <summary>Every member's value; with descendants, every value below.</summary>
    public static JsonataValue Wild(JsonataValue input, bool descendants)
    {
        var found = new List<JsonataValue>();
        if (descendants)
        {
            Descend(found, input);
        }
        else
        {
            foreach (var item in Sequences.Items(input))
            {
                foreach (var (_, value) in item.Members)
                {
                    Sequences.Flatten(found, value);
                }
            }
        }

        return Sequences.Of(found);
    }

    private static void Descend(List<JsonataValue> found, JsonataValue value)
    {
        if (value.Kind != JsonataKind.Array && !value.IsUndefined)
        {
            found.Add(value);
        }

        foreach (var inner in value.Kind == JsonataKind.Array ? value.Items : value.Members.Select(m => m.Value))
        {
            Descend(found, inner);
        }
    }

    private static JsonataValue Step(Step step, List<JsonataValue> inputs, Scope scope, Run run, bool last)
    {
        var results = new List<JsonataValue>(inputs.Count);
        foreach (var item in inputs)
        {
            var value = Evaluator.Evaluate(step.Node, item, scope, run);
            foreach (var predicate in step.Predicates)
            {
                value = Filter(predicate, value, scope, run);
            }

            if (!value.IsUndefined)
            {
                results.Add(value);
            }
        }

        if (step.Sort.Count > 0)
        {
            results = [.. Sorting.By(step.Sort, results.SelectMany(Sequences.Items), scope, run)];
        }

        // The last step's only array stays the array it is.
        if (last && results is [{ Array.IsSequence: false }])
        {
            return results[0];
        }

        var flat = new List<JsonataValue>(results.Count);
        foreach (var result in results)
        {
            if (step.Node is ArrayNode)
            {
                flat.Add(result);
            }
            else
            {
                Sequences.Flatten(flat, result);
            }
        }

        return Sequences.Of(flat);
    }

    private static JsonataValue Filter(Node predicate, JsonataValue value, Scope scope, Run run)
    {
        var items = Sequences.Items(value);
        if (predicate is Literal { Value.Kind: JsonataKind.Number } or Negation { Operand: Literal { Value.Kind: JsonataKind.Number } })
        {
            var index = Index(Evaluator.Evaluate(predicate, value, scope, run).AsDouble(), items.Count);
            return index is { } at ? items[at] : default;
        }

        var kept = new List<JsonataValue>();
        for (var i = 0; i < items.Count; i++)
        {
            var test = Evaluator.Evaluate(predicate, items[i], scope, run);
            var numbers = test.Kind == JsonataKind.Number || (test.Kind == JsonataKind.Array && test.Count > 0 && test.Items.All(n => n.Kind == JsonataKind.Number));
            if (numbers ? Sequences.Items(test).Any(n => Index(n.AsDouble(), items.Count) == i) : Truth.Of(test))
            {
                kept.Add(items[i]);
            }
        }

        return Sequences.Of(kept);
    }

    private static int? Index(double number, int count)
    {
        var index = Math.Floor(number);
        index = index < 0 ? count + index : index;
        return index >= 0 && index < count ? (int)index : null;
    }
}
