using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Steps that bind variables (<c>@</c>, <c>#</c>, and those whose object a <c>%</c> asks for): they yield rows.</summary>
internal static class TupleSteps
{
    /// <summary>The rows after a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="items">The items before it, where there are no rows yet.</param>
    /// <param name="rows">The rows before it.</param>
    /// <param name="frame">The variables around the path.</param>
    /// <param name="run">The evaluation.</param>
    public static ArrayValue Evaluate(Step step, ArrayValue items, ArrayValue? rows, Frame frame, Run run)
    {
        var result = step.Order is not null ? Sort(step, items, rows, frame, run) : Expand(step, rows ?? Rows(items), frame, run);
        return ApplyStages(step.Stages, result, frame, run);
    }

    /// <summary>Applies predicates and index variables to what a step yielded.</summary>
    public static ArrayValue ApplyStages(StepStage[] stages, ArrayValue result, Frame frame, Run run)
    {
        foreach (var stage in stages)
        {
            if (stage.Filter is not null)
            {
                result = Filter.Apply(stage.Filter, new(result), frame, run);
                continue;
            }

            for (var index = 0; index < result.Count; index++)
            {
                (result[index].Reference as TupleRow)?.Set(stage.Index!, JsonataValue.From(index));
            }
        }

        return result;
    }

    private static ArrayValue Rows(ArrayValue items)
    {
        var rows = new ArrayValue(items.Count) { IsSequence = true, IsTupleStream = true };
        foreach (var item in items.Items)
        {
            rows.Add(new(new TupleRow(item)));
        }

        return rows;
    }

    private static ArrayValue Sort(Step step, ArrayValue items, ArrayValue? rows, Frame frame, Run run)
    {
        if (rows is not null)
        {
            return step.Order!.Apply(rows, frame, run);
        }

        var result = Rows(step.Order!.Apply(items, frame, run));
        for (var index = 0; step.Index is not null && index < result.Count; index++)
        {
            ((TupleRow)result[index].Reference!).Set(step.Index, JsonataValue.From(index));
        }

        return result;
    }

    private static ArrayValue Expand(Step step, ArrayValue rows, Frame frame, Run run)
    {
        var result = new ArrayValue(rows.Count) { IsSequence = true, IsTupleStream = true };
        foreach (var item in rows.Items)
        {
            var row = (TupleRow)item.Reference!;
            var value = step.Operation!.Evaluate(row.Context, row.Bind(frame), run);
            if (value.Reference is not ArrayValue values)
            {
                if (value.IsUndefined)
                {
                    continue;
                }

                values = new ArrayValue(value);
            }

            run.Make(values.Count * 4L);
            for (var index = 0; index < values.Count; index++)
            {
                result.Add(new(Next(step, row, values[index], index)));
            }
        }

        return result;
    }

    private static TupleRow Next(Step step, TupleRow row, JsonataValue value, int index)
    {
        var next = row.With(row.Context);
        if (value.Reference is TupleRow inner)
        {
            next.Take(inner);
            return next;
        }

        if (step.Focus is not null)
        {
            next.Set(step.Focus, value);
        }
        else
        {
            next.Context = value;
        }

        if (step.Index is not null)
        {
            next.Set(step.Index, JsonataValue.From(index));
        }

        if (step.AncestorLabel is not null)
        {
            next.Set(step.AncestorLabel, row.Context);
        }

        return next;
    }
}
