namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>What a syntax node is; the names are the reference's.</summary>
internal enum NodeType
{
    End,
    Name,
    Variable,
    String,
    Number,
    Value,
    Regex,
    Operator,
    Binary,
    Unary,
    Path,
    Wildcard,
    Descendant,
    Parent,
    Function,
    Partial,
    Lambda,
    Condition,
    Block,
    Transform,
    Bind,
    Apply,
    Sort,
}
