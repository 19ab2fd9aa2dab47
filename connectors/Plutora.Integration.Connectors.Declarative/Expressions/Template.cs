using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Declarative.Expressions;

/// <summary>A text in which <c>${…}</c> holds JSONata. A value that an expression leaves open makes the whole text nothing.</summary>
internal sealed class Template
{
    private readonly IReadOnlyList<Part> _parts;

    private Template(IReadOnlyList<Part> parts, YamlScalar scalar, string member) => (_parts, Scalar, Member) = (parts, scalar, member);

    /// <summary>The member of the document that it fills.</summary>
    public string Member { get; }

    /// <summary>The text as written.</summary>
    public YamlScalar Scalar { get; }

    /// <summary>The expressions within.</summary>
    public IEnumerable<Expression> Expressions => _parts.Select(p => p.Expression).OfType<Expression>();

    /// <summary>True where the whole text is one expression.</summary>
    public bool IsExpression => _parts is [{ Expression: not null }];

    /// <summary>Reads a text; null when an expression in it does not compile, which was then told.</summary>
    public static Template? Read(YamlScalar scalar, string member, Action<Place, string> error)
    {
        var (parts, whole, at) = (new List<Part>(), true, 0);
        while (scalar.Value.IndexOf("${", at, StringComparison.Ordinal) is var open and >= 0)
        {
            if (End(scalar.Value, open + 2) is not { } close)
            {
                error(scalar.Span.PlaceOf(scalar.Value, open), $"The '${{' in '{member}' is not closed. Close it with '}}'.");
                return null;
            }

            Literal(parts, scalar.Value[at..open]);
            var expression = Expression.Compile(scalar, scalar.Value[(open + 2)..close], open + 2, member, error);
            whole &= expression is not null;
            parts.Add(new(null, expression));
            at = close + 1;
        }

        Literal(parts, scalar.Value[at..]);
        return whole ? new(parts, scalar, member) : null;
    }

    /// <summary>The text; null where an expression in it yields nothing.</summary>
    /// <param name="scope">The variables.</param>
    /// <param name="encode">What is done to values, and not to the text around them; null for nothing.</param>
    /// <param name="input">What expressions begin with; nothing by default.</param>
    /// <exception cref="ConnectorException">An expression fails.</exception>
    public string? Fill(Scope scope, Func<string, string>? encode = null, JsonataInput? input = null)
    {
        var filled = new List<string>(_parts.Count);
        foreach (var part in _parts)
        {
            if (part.Literal is { } literal)
            {
                filled.Add(literal);
            }
            else if (part.Expression!.Text(input ?? JsonataInput.Undefined, scope) is { } value)
            {
                filled.Add(encode is null ? value : encode(value));
            }
            else
            {
                return null;
            }
        }

        return string.Concat(filled);
    }

    /// <summary>The text, where it must not be nothing.</summary>
    /// <exception cref="ConnectorException">An expression fails, or yields nothing.</exception>
    public string Require(Scope scope, Func<string, string>? encode = null, JsonataInput? input = null) =>
        Fill(scope, encode, input) ?? throw ConnectorException.Permanent($"{Member} at {Scalar.Place}: an expression of '{Scalar.Value}' yields nothing.");

    private static void Literal(List<Part> parts, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new(text, null));
        }
    }

    // Braces of objects and texts with braces lie within an expression.
    private static int? End(string text, int from)
    {
        var (depth, quote) = (0, '\0');
        for (var at = from; at < text.Length; at++)
        {
            var c = text[at];
            if (quote != '\0')
            {
                at += c == '\\' && quote != '`' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' or '`')
            {
                quote = c;
            }
            else if (c == '{')
            {
                depth++;
            }
            else if (c == '}' && depth-- == 0)
            {
                return at;
            }
        }

        return null;
    }

    private sealed record Part(string? Literal, Expression? Expression);
}
