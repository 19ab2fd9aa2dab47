using System.Text.Json;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Declarative.Expressions;

/// <summary>A JSONata expression of a document, ready to run, that knows where it stands.</summary>
internal sealed class Expression
{
    private readonly YamlScalar _scalar;
    private readonly int _start;

    private Expression(JsonataExpression compiled, YamlScalar scalar, int start, string member)
    {
        (Compiled, _scalar, _start, Member) = (compiled, scalar, start, member);
        IsPath = IsPathOfNames(compiled.Text);
    }

    public JsonataExpression Compiled { get; }

    /// <summary>The member of the document that it fills, such as <c>streams.issue.id</c>.</summary>
    public string Member { get; }

    /// <summary>Where it stands.</summary>
    public Place Place => _scalar.Place;

    /// <summary>True for plain names with dots between them, or <c>$</c>: what they lead to can be cut out of the tool's own bytes.</summary>
    public bool IsPath { get; }

    /// <summary>The names of <see cref="IsPath"/>.</summary>
    public IReadOnlyList<string> Path => Compiled.Text.Trim() is "$" ? [] : Compiled.Text.Trim().Split('.');

    /// <summary>Variables that it reads and does not bind itself.</summary>
    public required IReadOnlyList<VariableUse> Variables { get; init; }

    /// <summary>Compiles; null when the text is no expression, which was then told.</summary>
    public static Expression? Compile(YamlScalar scalar, string text, int start, string member, Action<Place, string> error)
    {
        try
        {
            return new(JsonataExpression.Compile(text, HostFunctions.Options), scalar, start, member) { Variables = VariableScan.Of(text) };
        }
        catch (JsonataException invalid)
        {
            error(scalar.Span.PlaceOf(scalar.Value, start + invalid.Start), $"The expression of '{member}' does not compile: {Describe(invalid)}. Mend the JSONata here.");
            return null;
        }
    }

    /// <summary>The place of a character of the expression.</summary>
    public Place PlaceOf(int offset) => _scalar.Span.PlaceOf(_scalar.Value, _start + offset);

    /// <summary>Evaluates.</summary>
    /// <exception cref="ConnectorException">Permanent, when it fails; the message names member and place.</exception>
    public JsonataValue Evaluate(JsonataInput input, Scope scope, CancellationToken cancellationToken = default)
    {
        try
        {
            return Compiled.Evaluate(input, scope.Bindings, cancellationToken);
        }
        catch (JsonataException failed)
        {
            throw ConnectorException.Permanent($"{Member} at {PlaceOf(failed.Start)}: {Describe(failed)}.", failed);
        }
    }

    /// <summary>The value as text; null where there is none.</summary>
    /// <exception cref="ConnectorException">Permanent, when it is neither text, number nor truth.</exception>
    public string? Text(JsonataInput input, Scope scope, CancellationToken cancellationToken = default) => TextOf(Evaluate(input, scope, cancellationToken));

    /// <summary>True for true alone.</summary>
    public bool Holds(JsonataInput input, Scope scope, CancellationToken cancellationToken = default) => Evaluate(input, scope, cancellationToken).AsBoolean();

    /// <summary>What it yields as JSON.</summary>
    public JsonElement Json(JsonataInput input, Scope scope, CancellationToken cancellationToken = default) => JsonElement.Parse(Evaluate(input, scope, cancellationToken).ToJson());

    public string? TextOf(JsonataValue value) => value.Kind switch
    {
        JsonataKind.Undefined or JsonataKind.Null => null,
        JsonataKind.String or JsonataKind.Number or JsonataKind.Boolean => value.ToString(),
        _ => throw ConnectorException.Permanent($"{Member} at {Place}: a text or a number is expected, found {value.Kind.ToString().ToLowerInvariant()}."),
    };

    private static string Describe(JsonataException error)
    {
        var sentence = error.Message.TrimEnd('.');
        return sentence.StartsWith(error.Code, StringComparison.Ordinal) ? sentence : $"{error.Code} {sentence}";
    }

    private static bool IsPathOfNames(string text) =>
        text.Trim() is "$" || text.Trim().Split('.').All(name => name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && name is not ("and" or "or" or "in" or "true" or "false" or "null"));
}
