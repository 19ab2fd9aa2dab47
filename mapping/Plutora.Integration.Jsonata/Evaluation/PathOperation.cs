using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>A path: each step over each item that the step before it yields.</summary>
internal sealed class PathOperation : Operation
{
    private readonly Step[] _steps;
    private readonly VariableOperation? _start;
    private readonly bool _isPlain;

    /// <summary>For each step where its member stood last: records of one kind have theirs in one order. Threads that race for it only look once more.</summary>
    private readonly int[] _places;

    public PathOperation(Step[] steps, int position)
        : base(position)
    {
        _steps = steps;
        _places = new int[steps.Length];
        _start = steps.Length > 1 && steps[0] is { Operation: VariableOperation { Predicates.Length: 0, Group: null } variable, Stages.Length: 0, IsTuple: false, KeepArray: false } ? variable : null;
        _isPlain = steps.Skip(_start is null ? 0 : 1).All(step => step.Name is not null);
    }

    public IReadOnlyList<Step> Steps => _steps;

    public bool KeepSingletonArray { get; init; }

    /// <summary>True where a path around this one goes on with its rows.</summary>
    public bool PassesRows { get; init; }

    public GroupClause? PathGroup { get; init; }

    /// <summary>Names alone, perhaps after a variable, which over objects alone need no sequence.</summary>
    private bool IsPlain => _isPlain && !KeepSingletonArray && !KeepArray && PathGroup is null && Predicates.Length == 0;

    public override JsonataValue Evaluate(JsonataValue input, Frame frame, Run run)
    {
        if (!IsPlain)
        {
            return base.Evaluate(input, frame, run);
        }

        run.Step();
        return TryFollowNames(_start is null ? input : _start.Evaluate(input, frame, run), out var value) ? value : base.Evaluate(input, frame, run);
    }

    /// <summary>The member that the path leads to, where it is so plain and its objects are so few that there is nothing to bound or to look up.</summary>
    public bool TryFollow(JsonataValue input, out JsonataValue value)
    {
        value = default;
        return _start is null && IsPlain && TryFollowNames(input, out value);
    }

    /// <summary>False where an array stands in the way.</summary>
    private bool TryFollowNames(JsonataValue from, out JsonataValue value)
    {
        value = from;
        for (var at = _start is null ? 0 : 1; at < _steps.Length; at++)
        {
            if (value.Reference is not ObjectValue members)
            {
                var isArray = value.Reference is ArrayValue;
                value = default;
                return !isArray;
            }

            value = members.Get(_steps[at].Name!, ref _places[at]);
        }

        if (value.Reference is ArrayValue { IsSequence: true } sequence)
        {
            value = sequence.Count switch { 0 => default, 1 => sequence[0], _ => value };
        }

        return true;
    }

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var items = input.Reference is ArrayValue array && !_steps[0].IsVariable ? array : ArrayValue.SequenceOf(input);
        ArrayValue? rows = null;
        ArrayValue? result = null;
        var inRows = false;
        for (var at = 0; at < _steps.Length; at++)
        {
            var step = _steps[at];
            inRows |= step.IsTuple;
            if (at == 0 && step.ConstructsArray)
            {
                result = step.Operation!.Evaluate(new(items), frame, run).Array;
            }
            else if (inRows)
            {
                rows = TupleSteps.Evaluate(step, items, rows, frame, run);
                continue;
            }
            else
            {
                result = Evaluate(step, items, frame, run, last: at == _steps.Length - 1);
            }

            if (result is null || (result.Count == 0 && !inRows))
            {
                break;
            }

            // A step that binds what it yields leaves the context as it was.
            items = step.Focus is null ? result : items;
        }

        return Finish(rows is null ? result : PassesRows ? rows : Contexts(rows), rows, frame, run);
    }

    private JsonataValue Finish(ArrayValue? result, ArrayValue? rows, Frame frame, Run run)
    {
        if (KeepSingletonArray && result is not null)
        {
            result = result is { IsConstructed: true, IsSequence: false } ? ArrayValue.SequenceOf(new(result)) : result;
            if (result.IsSequence)
            {
                result.KeepSingleton = true;
            }
        }

        var value = result is null ? default : new JsonataValue(result);
        return PathGroup is null ? value : PathGroup.Evaluate(rows is null ? value : new(rows), frame, run);
    }

    private static ArrayValue Contexts(ArrayValue rows)
    {
        var contexts = ArrayValue.Sequence(rows.Count);
        foreach (var row in rows.Items)
        {
            contexts.Add(row.Reference is TupleRow tuple ? tuple.Context : row);
        }

        return contexts;
    }

    private static ArrayValue Evaluate(Step step, ArrayValue items, Frame frame, Run run, bool last)
    {
        if (step.Order is not null)
        {
            var sorted = step.Order.Apply(items, frame, run);
            return step.Stages.Length == 0 ? sorted : TupleSteps.ApplyStages(step.Stages, sorted, frame, run);
        }

        var results = ArrayValue.Sequence(items.Count);
        run.Make(items.Count);
        for (var index = 0; index < items.Count; index++)
        {
            var result = step.Name is { } name ? Member(items[index], name, step.KeepArray, run) : step.Operation!.Evaluate(items[index], frame, run);
            foreach (var stage in step.Stages)
            {
                result = new(Filter.Apply(stage.Filter!, result, frame, run));
            }

            if (!result.IsUndefined)
            {
                results.Add(result);
            }
        }

        return last && results is { Count: 1 } && results[0].Reference is ArrayValue { IsSequence: false } only ? only : Flatten(results, run);
    }

    /// <summary>A member as its step yields it, without the step's evaluation around it.</summary>
    private static JsonataValue Member(JsonataValue item, string name, bool keepArray, Run run)
    {
        run.Step();
        var value = Access.Member(item, name, run);
        if (value.Reference is not ArrayValue { IsSequence: true } sequence)
        {
            return value;
        }

        sequence.KeepSingleton |= keepArray;
        return sequence.Count switch
        {
            0 => default,
            1 when !sequence.KeepSingleton => sequence[0],
            _ => value,
        };
    }

    private static ArrayValue Flatten(ArrayValue results, Run run)
    {
        var nested = false;
        foreach (var result in results.Items)
        {
            nested |= result.Reference is ArrayValue { IsConstructed: false };
        }

        if (!nested)
        {
            return results;
        }

        var flat = ArrayValue.Sequence(results.Count);
        foreach (var result in results.Items)
        {
            if (result.Reference is ArrayValue { IsConstructed: false } inner)
            {
                run.Make(inner.Count);
                flat.AddRange(inner.Items);
            }
            else
            {
                flat.Add(result);
            }
        }

        return flat;
    }
}
