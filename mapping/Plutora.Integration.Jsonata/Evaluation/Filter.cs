using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Keeps the items of a value for which a predicate holds, or which it names by index.</summary>
internal static class Filter
{
    public static ArrayValue Apply(Operation predicate, JsonataValue input, Frame frame, Run run)
    {
        if (input.Reference is not ArrayValue items)
        {
            items = ArrayValue.SequenceOf(input);
        }

        return predicate is LiteralOperation { Value: { IsNumber: true } index } ? Pick(index.AsDouble(), items) : Keep(predicate, items, frame, run);
    }

    private static ArrayValue Pick(double number, ArrayValue items)
    {
        var item = IndexOf(number, items.Count) is { } index ? items[index] : default;
        if (item.Reference is ArrayValue inner)
        {
            return inner;
        }

        var results = new ArrayValue { IsSequence = true, IsTupleStream = items.IsTupleStream };
        if (!item.IsUndefined)
        {
            results.Add(item);
        }

        return results;
    }

    private static ArrayValue Keep(Operation predicate, ArrayValue items, Frame frame, Run run)
    {
        var results = new ArrayValue { IsSequence = true, IsTupleStream = items.IsTupleStream };
        for (var index = 0; index < items.Count; index++)
        {
            var item = items[index];
            var test = item.Reference is TupleRow row
                ? predicate.Evaluate(row.Context, row.Bind(frame), run)
                : predicate.Evaluate(item, frame, run);
            var times = Truth.IsNumber(test) ? (IndexOf(test.AsDouble(), items.Count) == index ? 1 : 0)
                : test.Reference is ArrayValue numbers && AreNumbers(numbers) ? CountOf(numbers, index, items.Count, run)
                : Truth.Of(test, run) ? 1 : 0;
            for (; times > 0; times--)
            {
                run.Make(1);
                results.Add(item);
            }
        }

        return results;
    }

    private static bool AreNumbers(ArrayValue array)
    {
        foreach (var item in array.Items)
        {
            if (!Truth.IsNumber(item))
            {
                return false;
            }
        }

        return true;
    }

    private static int CountOf(ArrayValue numbers, int index, int count, Run run)
    {
        run.Step(numbers.Count);
        var times = 0;
        foreach (var number in numbers.Items)
        {
            times += IndexOf(number.AsDouble(), count) == index ? 1 : 0;
        }

        return times;
    }

    /// <summary>The index that a number names, counted from the end where it is negative.</summary>
    private static int? IndexOf(double number, int count)
    {
        var index = Math.Floor(number);
        index = index < 0 ? count + index : index;
        return index >= 0 && index < count ? (int)index : null;
    }
}
