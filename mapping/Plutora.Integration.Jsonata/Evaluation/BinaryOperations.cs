namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>An operator with two operands.</summary>
internal abstract class BinaryOperation(string symbol, Operation left, Operation right, int position) : Operation(position)
{
    public Operation Left { get; } = left;

    public Operation Right { get; } = right;

    protected string Symbol { get; } = symbol;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var left = Left.Evaluate(input, frame, run);
        var right = Right.Evaluate(input, frame, run);
        try
        {
            return Compute(left, right, run);
        }
        catch (JsonataException error) when (error.PassesOperator(Position, Symbol))
        {
            throw;
        }
    }

    protected abstract JsonataValue Compute(JsonataValue left, JsonataValue right, Run run);
}

/// <summary><c>+ - * / %</c>.</summary>
internal sealed class ArithmeticOperation(string symbol, Operation left, Operation right, int position) : BinaryOperation(symbol, left, right, position)
{
    protected override JsonataValue Compute(JsonataValue left, JsonataValue right, Run run)
    {
        if (!left.IsUndefined && !Truth.IsNumber(left))
        {
            throw Faults.Of("T2001", left);
        }

        if (!right.IsUndefined && !Truth.IsNumber(right))
        {
            throw Faults.Of("T2002", right);
        }

        if (left.IsUndefined || right.IsUndefined)
        {
            return default;
        }

        var (a, b) = (left.AsDouble(), right.AsDouble());
        return JsonataValue.From(Symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            _ => a % b,
        });
    }
}

/// <summary><c>=</c> and <c>!=</c>.</summary>
internal sealed class EqualityOperation(string symbol, Operation left, Operation right, int position) : BinaryOperation(symbol, left, right, position)
{
    private readonly bool _equal = symbol == "=";

    protected override JsonataValue Compute(JsonataValue left, JsonataValue right, Run run) =>
        JsonataValue.From(!left.IsUndefined && !right.IsUndefined && Truth.Equal(left, right, run) == _equal);
}

/// <summary><c>&lt; &lt;= &gt; &gt;=</c>.</summary>
internal sealed class ComparisonOperation(string symbol, Operation left, Operation right, int position) : BinaryOperation(symbol, left, right, position)
{
    protected override JsonataValue Compute(JsonataValue left, JsonataValue right, Run run)
    {
        if (!IsComparable(left) || !IsComparable(right))
        {
            throw Faults.Of("T2010", left.IsString || left.IsNumber ? right : left);
        }

        if (left.IsUndefined || right.IsUndefined)
        {
            return default;
        }

        if (left.IsString != right.IsString)
        {
            throw Faults.Of("T2009", left, right);
        }

        if (left.IsString)
        {
            return JsonataValue.From(Holds(string.CompareOrdinal(left.AsString(), right.AsString()), 0));
        }

        return JsonataValue.From(Holds(left.AsDouble(), right.AsDouble()));
    }

    private static bool IsComparable(JsonataValue value) => value.IsUndefined || value.IsString || value.IsNumber;

    private bool Holds(double a, double b) => Symbol switch
    {
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        _ => a >= b,
    };
}

/// <summary><c>in</c>.</summary>
internal sealed class IncludesOperation(Operation left, Operation right, int position) : BinaryOperation("in", left, right, position)
{
    protected override JsonataValue Compute(JsonataValue left, JsonataValue right, Run run)
    {
        if (left.IsUndefined || right.IsUndefined)
        {
            return JsonataValue.From(false);
        }

        if (right.Array is not { } array)
        {
            return JsonataValue.From(Truth.Same(left, right));
        }

        run.Step(array.Count / 8);
        foreach (var item in array.Items)
        {
            if (Truth.Same(left, item))
            {
                return JsonataValue.From(true);
            }
        }

        return JsonataValue.From(false);
    }
}

/// <summary><c>..</c> within an array.</summary>
internal sealed class RangeOperation(Operation left, Operation right, int position) : BinaryOperation("..", left, right, position)
{
    private const double Largest = 1e7;

    protected override JsonataValue Compute(JsonataValue left, JsonataValue right, Run run)
    {
        if (!left.IsUndefined && !double.IsInteger(left.AsDouble()))
        {
            throw Faults.Of("T2003", left);
        }

        if (!right.IsUndefined && !double.IsInteger(right.AsDouble()))
        {
            throw Faults.Of("T2004", right);
        }

        var (first, last) = (left.AsDouble(), right.AsDouble());
        if (left.IsUndefined || right.IsUndefined || first > last)
        {
            return default;
        }

        var size = last - first + 1;
        if (size > Largest)
        {
            throw Faults.Of("D2014", JsonataValue.From(size));
        }

        run.Make((long)size);
        var items = new JsonataValue[(int)size];
        for (var index = 0; index < items.Length; index++)
        {
            items[index] = JsonataValue.From(first + index);
        }

        return new(new Values.ArrayValue(items) { IsSequence = true });
    }
}

/// <summary><c>and</c> and <c>or</c>; the right side only where it decides.</summary>
internal sealed class LogicOperation(bool and, Operation left, Operation right, int position) : Operation(position)
{
    public Operation Left { get; } = left;

    public Operation Right { get; } = right;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var left = Left.Evaluate(input, frame, run);
        try
        {
            return JsonataValue.From(Truth.Of(left, run) == and ? Truth.Of(Right.Evaluate(input, frame, run), run) : !and);
        }
        catch (JsonataException error) when (error.PassesOperator(Position, and ? "and" : "or"))
        {
            throw;
        }
    }
}
