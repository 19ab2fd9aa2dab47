using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Functions;
using Plutora.Integration.Jsonata.Parsing;

namespace Plutora.Integration.Jsonata;

/// <summary>A compiled expression; immutable, used by many threads at once.</summary>
public sealed class JsonataExpression
{
    private readonly Node _node;
    private readonly JsonataOptions _options;
    private readonly Scope _globals;

    private JsonataExpression(string text, Node node, JsonataOptions options)
    {
        (Text, _node, _options) = (text, node, options);
        _globals = BuiltIns.Scope(options.Functions);
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="JsonataException">Not an expression; code, position and token say why.</exception>
    public static JsonataExpression Compile(string text, JsonataOptions? options = null) => new(text, Parser.Parse(text), options ?? new());

    /// <summary>Evaluates over an input.</summary>
    /// <param name="input">The document.</param>
    /// <param name="bindings">Variables and the host's state; may be null.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <exception cref="JsonataException">The evaluation failed, or a limit was reached.</exception>
    public JsonataValue Evaluate(JsonataInput input, JsonataBindings? bindings = null, CancellationToken cancellationToken = default)
    {
        var scope = new Scope(_globals);
        scope.Set("$", input.Value);
        foreach (var (name, value) in bindings?.Values ?? [])
        {
            scope.Set(name, value);
        }

        return Evaluator.Evaluate(_node, input.Value, scope, new(_options.Limits, new(bindings?.State, cancellationToken), _options.TimeProvider));
    }
}
