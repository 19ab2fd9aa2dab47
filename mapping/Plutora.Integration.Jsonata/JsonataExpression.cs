using System.Text.Json;
using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Functions;
using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata;

/// <summary>A compiled expression; immutable, used by many threads at once.</summary>
public sealed class JsonataExpression
{
    private readonly Catalog _functions;

    /// <summary>The expression where it is a path: most of those that mappings have, and they need not run to be followed.</summary>
    private readonly PathOperation? _path;
    private readonly Lazy<JsonataReader> _reader;

    private JsonataExpression(string text, JsonataOptions options)
    {
        (Text, Options, _functions) = (text, options, new Catalog(options));
        Root = Compiler.Compile(Parser.Parse(text), _functions);
        _path = Root as PathOperation;
        _reader = new(() => JsonataReader.For(this));
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>What it was compiled with.</summary>
    public JsonataOptions Options { get; }

    internal Operation Root { get; }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="JsonataException">Not an expression; code, position and token say why.</exception>
    public static JsonataExpression Compile(string text, JsonataOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return new(text, options ?? new());
        }
        catch (JsonataException error) when (error.PassesExpression(text))
        {
            throw;
        }
    }

    /// <summary>Evaluates over an input.</summary>
    /// <param name="input">The document.</param>
    /// <param name="bindings">Variables and the host's state; may be null.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The value; undefined where the expression leads nowhere.</returns>
    /// <exception cref="JsonataException">The evaluation failed, or a limit was reached.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public JsonataValue Evaluate(JsonataInput input, JsonataBindings? bindings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _path is not null && _path.TryFollow(input.Context, out var member) ? member : Run(input, bindings, cancellationToken);
    }

    /// <summary>Evaluates over parsed JSON.</summary>
    /// <inheritdoc cref="Evaluate(JsonataInput, JsonataBindings?, CancellationToken)"/>
    public JsonataValue Evaluate(JsonElement input, JsonataBindings? bindings = null, CancellationToken cancellationToken = default) =>
        Evaluate(JsonataInput.From(input), bindings, cancellationToken);

    /// <summary>Evaluates over UTF-8 JSON, of which only what the expression looks at is read.</summary>
    /// <inheritdoc cref="Evaluate(JsonataInput, JsonataBindings?, CancellationToken)"/>
    /// <exception cref="JsonException">The input is not JSON, or nested deeper than the limit.</exception>
    public JsonataValue Evaluate(ReadOnlyMemory<byte> utf8Json, JsonataBindings? bindings = null, CancellationToken cancellationToken = default) =>
        Evaluate(_reader.Value.Read(utf8Json), bindings, cancellationToken);

    private JsonataValue Run(JsonataInput input, JsonataBindings? bindings, CancellationToken cancellationToken)
    {
        var run = Evaluation.Run.Begin(_functions, input.Value, bindings, cancellationToken);
        try
        {
            var result = Root.Evaluate(input.Context, run.Outermost, run);
            run.End();
            return result;
        }
        catch (JsonataException error) when (error.PassesExpression(Text))
        {
            throw;
        }
    }
}
