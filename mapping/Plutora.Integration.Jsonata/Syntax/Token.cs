namespace Plutora.Integration.Jsonata.Syntax;

internal enum TokenType
{
    End,
    Operator,
    Name,
    Variable,
    String,
    Number,
    Value,
    Regex,
}

/// <summary>One token; its position is its end, as the reference counts.</summary>
internal readonly record struct Token(TokenType Type, string Text, int Position, JsonataValue Literal = default, RegexLiteral? Regex = null)
{
    public bool Is(string symbol) => Type == TokenType.Operator && Text == symbol;

    /// <summary>Whether an operand ends here, so that a slash after it divides.</summary>
    public bool EndsOperand => Type is TokenType.Name or TokenType.Variable or TokenType.String or TokenType.Number or TokenType.Value or TokenType.Regex
        || (Type == TokenType.Operator && Text is ")" or "]" or "}");

    /// <summary>What the grammar knows the token by.</summary>
    public string Id => Type switch
    {
        TokenType.End => "(end)",
        TokenType.Operator => Text,
        TokenType.Name or TokenType.Variable => "(name)",
        TokenType.Regex => "(regex)",
        _ => "(literal)",
    };
}
