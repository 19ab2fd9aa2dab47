namespace Plutora.Integration.Jsonata.Parsing;

/// <summary>Kinds of tokens.</summary>
internal enum TokenKind
{
    End,
    Name,
    Variable,
    String,
    Number,
    Regex,
    Operator,
}

/// <summary>A token of an expression.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, double Number = 0);
