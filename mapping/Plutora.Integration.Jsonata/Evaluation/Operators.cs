using Plutora.Integration.Jsonata.Parsing;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Operators of two values.</summary>
internal static class Operators
{
    private const int MaxRange = 10_000_000;

    public static JsonataValue Apply(Binary node, JsonataValue input, Scope scope, Run run)
    {
        if (node.Operator == "~>")
        {
            return Chain(node, input, scope, run);
        }

        var left = Evaluator.Evaluate(node.Left, input, scope, run);
        if (node.Operator is "and" or "or")
        {
            return JsonataValue.From(node.Operator == "and"
                ? Truth.Of(left) && Truth.Of(Evaluator.Evaluate(node.Right, input, scope, run))
                : Truth.Of(left) || Truth.Of(Evaluator.Evaluate(node.Right, input, scope, run)));
        }

        var right = Evaluator.Evaluate(node.Right, input, scope, run);
        return node.Operator switch
        {
            "=" => JsonataValue.From(Truth.Equal(left, right)),
            "!=" => JsonataValue.From(!left.IsUndefined && !right.IsUndefined && !Truth.Equal(left, right)),
            "&" => JsonataValue.From(left.ToString() + right.ToString()),
            "in" => JsonataValue.From(!left.IsUndefined && Sequences.Items(right).Exists(r => Truth.Equal(left, r))),
            ".." => Range(left, right, node.Position),
            "<" or "<=" or ">" or ">=" => Compare(node, left, right),
            _ => Arithmetic(node, left, right),
        };
    }

    public static JsonataValue Negate(JsonataValue value, int position) => value.Kind switch
    {
        JsonataKind.Undefined => default,
        JsonataKind.Number => JsonataValue.From(-value.AsDouble()),
        _ => throw new JsonataException("D1002", position, "-", $"Cannot negate a non-numeric value: {value}"),
    };

    /// <summary>The order of two numbers or two texts.</summary>
    public static int Order(JsonataValue left, JsonataValue right, int position, string kindCode, string mixedCode)
    {
        if (left.Kind is not (JsonataKind.Number or JsonataKind.String) || right.Kind is not (JsonataKind.Number or JsonataKind.String))
        {
            throw new JsonataException(kindCode, position, null, "Only numbers and strings can be ordered");
        }

        return left.Kind != right.Kind ? throw new JsonataException(mixedCode, position, null, "The values must be of the same type to be ordered")
            : left.Kind == JsonataKind.Number ? left.AsDouble().CompareTo(right.AsDouble()) : string.CompareOrdinal(left.AsString(), right.AsString());
    }

    private static JsonataValue Compare(Binary node, JsonataValue left, JsonataValue right)
    {
        static bool Fits(JsonataValue v) => v.Kind is JsonataKind.Undefined or JsonataKind.Number or JsonataKind.String;
        if (!Fits(left) || !Fits(right))
        {
            throw new JsonataException("T2010", node.Position, node.Operator, $"The expressions either side of operator \"{node.Operator}\" must evaluate to numeric or string values");
        }

        if (left.IsUndefined || right.IsUndefined)
        {
            return default;
        }

        var order = Order(left, right, node.Position, "T2010", "T2009");
        return JsonataValue.From(node.Operator switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 });
    }

    private static JsonataValue Arithmetic(Binary node, JsonataValue left, JsonataValue right)
    {
        if (left.Kind is not (JsonataKind.Undefined or JsonataKind.Number))
        {
            throw new JsonataException("T2001", node.Position, node.Operator, $"The left side of the \"{node.Operator}\" operator must evaluate to a number");
        }

        if (right.Kind is not (JsonataKind.Undefined or JsonataKind.Number))
        {
            throw new JsonataException("T2002", node.Position, node.Operator, $"The right side of the \"{node.Operator}\" operator must evaluate to a number");
        }

        if (left.IsUndefined || right.IsUndefined)
        {
            return default;
        }

        var (a, b) = (left.AsDouble(), right.AsDouble());
        var result = node.Operator switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, _ => a % b };
        return double.IsFinite(result) ? JsonataValue.From(result) : throw new JsonataException("D1001", node.Position, node.Operator, $"Number out of range: {result}");
    }

    private static JsonataValue Range(JsonataValue left, JsonataValue right, int position)
    {
        if ((!left.IsUndefined && !Whole(left)) || (!right.IsUndefined && !Whole(right)))
        {
            throw new JsonataException(Whole(left) || left.IsUndefined ? "T2004" : "T2003", position, "..", "Both sides of the range operator (..) must evaluate to an integer");
        }

        if (left.IsUndefined || right.IsUndefined || left.AsDouble() > right.AsDouble())
        {
            return default;
        }

        var count = right.AsDouble() - left.AsDouble() + 1;
        return count > MaxRange
            ? throw new JsonataException("D2014", position, "..", $"The size of the sequence allocated by the range operator (..) must not exceed 1e6. Attempted to allocate {count}.")
            : Sequences.Of([.. Enumerable.Range(0, (int)count).Select(i => JsonataValue.From(left.AsDouble() + i))]);
    }

    private static bool Whole(JsonataValue value) => value.Kind == JsonataKind.Number && Math.Floor(value.AsDouble()) == value.AsDouble();

    private static JsonataValue Chain(Binary node, JsonataValue input, Scope scope, Run run)
    {
        var left = Evaluator.Evaluate(node.Left, input, scope, run);
        if (node.Right is Call call && Evaluator.Evaluate(call.Function, input, scope, run).Reference is FunctionValue named)
        {
            return named.Apply([left, .. call.Arguments.Select(a => Evaluator.Evaluate(a, input, scope, run))], input, run);
        }

        if (Evaluator.Evaluate(node.Right, input, scope, run).Reference is not FunctionValue next)
        {
            throw new JsonataException("T2006", node.Position, "~>", "The right side of the function application operator ~> must be a function");
        }

        return left.Reference is FunctionValue first
            ? new(new FunctionValue("chain", 1, (arguments, at, inner) => next.Apply([first.Apply(arguments, at, inner)], at, inner)))
            : next.Apply([left], input, run);
    }
}
