using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Negation, <c>-x</c>.</summary>
internal sealed class NegateOperation(Operation operand, int position) : Operation(position)
{
    public Operation Operand { get; } = operand;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var value = Operand.Evaluate(input, frame, run);
        return value.IsUndefined ? default
            : Truth.IsNumber(value) ? JsonataValue.From(-value.AsDouble())
            : throw Faults.At("D1002", Position, "-", value);
    }
}

/// <summary>An array in brackets. Arrays written within it stay items of their own; what else is an array adds its items.</summary>
internal sealed class ArrayOperation((Operation Item, bool IsArray)[] items, bool isConstructed, int position) : Operation(position)
{
    public IEnumerable<Operation> Items => items.Select(item => item.Item);

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var result = new ArrayValue(items.Length) { IsConstructed = isConstructed };
        foreach (var (item, isArray) in items)
        {
            var value = item.Evaluate(input, frame, run);
            if (value.IsUndefined)
            {
                continue;
            }

            if (!isArray && value.Array is { } inner)
            {
                run.Make(inner.Count);
                result.AddRange(inner.Items);
            }
            else
            {
                run.Make(1);
                result.Add(value);
            }
        }

        return new(result);
    }
}

/// <summary>An object in braces.</summary>
internal sealed class ObjectOperation(GroupClause pairs, int position) : Operation(position)
{
    public GroupClause Pairs { get; } = pairs;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run) => Pairs.Evaluate(input, frame, run);
}

/// <summary><c>? :</c>, and what <c>?:</c> and <c>??</c> stand for.</summary>
internal sealed class ConditionOperation(Operation test, Operation then, Operation? otherwise, int position) : Operation(position)
{
    public Operation Test { get; } = test;

    public Operation Then { get; } = then;

    public Operation? Otherwise { get; } = otherwise;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run) =>
        Truth.Of(Test.Evaluate(input, frame, run), run) ? Then.Evaluate(input, frame, run)
        : Otherwise is null ? default
        : Otherwise.Evaluate(input, frame, run);
}

/// <summary>Expressions in parentheses, with variables of their own; the last one's value is the block's.</summary>
internal sealed class BlockOperation(Operation[] expressions, bool binds, int position) : Operation(position)
{
    public IReadOnlyList<Operation> Expressions => expressions;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        // Brackets that only group need no variables of their own.
        var inner = binds ? new Frame(frame) : frame;
        var result = default(JsonataValue);
        foreach (var expression in expressions)
        {
            result = expression.Evaluate(input, inner, run);
        }

        return result;
    }
}

/// <summary><c>$name := value</c>.</summary>
internal sealed class BindOperation(string name, Operation value, int position) : Operation(position)
{
    public string Name { get; } = name;

    public Operation Value { get; } = value;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var value = Value.Evaluate(input, frame, run);
        frame.Bind(Name, value);
        return value;
    }
}
