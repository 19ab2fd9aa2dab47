using System.Text.RegularExpressions;
using Plutora.Integration.Jsonata.Functions;
using Plutora.Integration.Jsonata.Parsing;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Evaluates a syntax tree over an input.</summary>
internal static class Evaluator
{
    public static JsonataValue Evaluate(Node node, JsonataValue input, Scope scope, Run run)
    {
        run.Enter(node.Position);
        var value = Core(node, input, scope, run);
        run.Leave();

        // A sequence of one item is that item, unless `[]` keeps it.
        return value.Array is { IsSequence: true, KeepSingleton: false } sequence ? Sequences.Of(sequence.Items) : value;
    }

    private static JsonataValue Core(Node node, JsonataValue input, Scope scope, Run run) => node switch
    {
        Literal literal => literal.Value,
        Name name => PathEvaluator.Member(input, name.Text),
        Variable { Text: "" } => input,
        Variable variable => scope.Get(variable.Text),
        PathNode path => PathEvaluator.Evaluate(path, input, scope, run),
        Wildcard wildcard => PathEvaluator.Wild(input, wildcard.Descendants),
        Binary binary => Operators.Apply(binary, input, scope, run),
        Negation negation => Operators.Negate(Evaluate(negation.Operand, input, scope, run), negation.Position),
        Block block => BlockOf(block, input, new(scope), run),
        Condition condition => Truth.Of(Evaluate(condition.Test, input, scope, run)) ? Evaluate(condition.Then, input, scope, run)
            : condition.Else is { } otherwise ? Evaluate(otherwise, input, scope, run) : default,
        Elvis elvis => Either(elvis, input, scope, run),
        Bind bind => Assign(bind, input, scope, run),
        Call call => CallOf(call, input, scope, run),
        Lambda lambda => Closure(lambda, input, scope),
        ArrayNode array => Build(array, input, scope, run),
        ObjectNode group => Grouping.Evaluate(group, input, scope, run),
        RegexLiteral regex => new(RegexOf(regex)),
        _ => throw new InvalidOperationException($"No evaluation for {node.GetType().Name}."),
    };

    private static JsonataValue BlockOf(Block block, JsonataValue input, Scope scope, Run run)
    {
        JsonataValue last = default;
        foreach (var expression in block.Expressions)
        {
            last = Evaluate(expression, input, scope, run);
        }

        return last;
    }

    private static JsonataValue Either(Elvis elvis, JsonataValue input, Scope scope, Run run)
    {
        var left = Evaluate(elvis.Left, input, scope, run);
        return (elvis.Exists ? !left.IsUndefined : Truth.Of(left)) ? left : Evaluate(elvis.Right, input, scope, run);
    }

    private static JsonataValue Assign(Bind bind, JsonataValue input, Scope scope, Run run)
    {
        var value = Evaluate(bind.Value, input, scope, run);
        scope.Set(bind.Text, value);
        return value;
    }

    private static JsonataValue CallOf(Call call, JsonataValue input, Scope scope, Run run)
    {
        var function = Evaluate(call.Function, input, scope, run);
        if (function.Reference is not FunctionValue callee)
        {
            var name = (call.Function as Variable)?.Text;
            throw name is not null && function.IsUndefined
                ? new JsonataException("T1005", call.Position, name, $"Attempted to invoke a non-function. Did you mean ${name}?")
                : new JsonataException("T1006", call.Position, name, "Attempted to invoke a non-function");
        }

        var arguments = new JsonataValue[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Evaluate(call.Arguments[i], input, scope, run);
        }

        return callee.Apply(arguments, input, run);
    }

    private static JsonataValue Closure(Lambda lambda, JsonataValue defined, Scope scope) => new(new FunctionValue("lambda", lambda.Parameters.Count, (arguments, _, run) =>
    {
        var inner = new Scope(scope);
        for (var i = 0; i < lambda.Parameters.Count; i++)
        {
            inner.Set(lambda.Parameters[i], i < arguments.Count ? arguments[i] : default);
        }

        return Evaluate(lambda.Body, defined, inner, run);
    }));

    private static JsonataValue Build(ArrayNode array, JsonataValue input, Scope scope, Run run)
    {
        var items = new List<JsonataValue>(array.Items.Count);
        foreach (var item in array.Items)
        {
            var value = Evaluate(item, input, scope, run);
            if (item is ArrayNode)
            {
                items.Add(value);
            }
            else
            {
                Sequences.Flatten(items, value);
            }
        }

        return new(new ArrayValue(items));
    }

    private static Regex RegexOf(RegexLiteral literal)
    {
        try
        {
            return Patterns.Compile(literal.Pattern);
        }
        catch (ArgumentException wrong)
        {
            throw new JsonataException("S0302", literal.Position, literal.Pattern, $"The regular expression cannot be used: {wrong.Message}");
        }
    }
}
