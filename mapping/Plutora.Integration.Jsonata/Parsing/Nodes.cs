namespace Plutora.Integration.Jsonata.Parsing;

/// <summary>A node of the syntax tree.</summary>
internal abstract record Node(int Position);

internal sealed record Literal(JsonataValue Value, int Position) : Node(Position);

internal sealed record RegexLiteral(string Pattern, int Position) : Node(Position);

internal sealed record Name(string Text, int Position) : Node(Position);

internal sealed record Variable(string Text, int Position) : Node(Position);

internal sealed record Wildcard(bool Descendants, int Position) : Node(Position);

internal sealed record Negation(Node Operand, int Position) : Node(Position);

internal sealed record Binary(string Operator, Node Left, Node Right, int Position) : Node(Position);

/// <summary>Steps of a path; a predicate belongs to the step before it.</summary>
internal sealed record PathNode(IReadOnlyList<Step> Steps, bool KeepArray, int Position) : Node(Position);

internal sealed record Step(Node Node, IReadOnlyList<Node> Predicates, IReadOnlyList<SortTerm> Sort);

internal sealed record SortTerm(Node Key, bool Descending);

internal sealed record ArrayNode(IReadOnlyList<Node> Items, int Position) : Node(Position);

/// <summary>An object; with a source it groups the source's items by their keys.</summary>
internal sealed record ObjectNode(Node? Source, IReadOnlyList<(Node Key, Node Value)> Members, int Position) : Node(Position);

internal sealed record Condition(Node Test, Node Then, Node? Else, int Position) : Node(Position);

internal sealed record Elvis(Node Left, Node Right, bool Exists, int Position) : Node(Position);

internal sealed record Block(IReadOnlyList<Node> Expressions, int Position) : Node(Position);

internal sealed record Bind(string Text, Node Value, int Position) : Node(Position);

internal sealed record Call(Node Function, IReadOnlyList<Node> Arguments, int Position) : Node(Position);

internal sealed record Lambda(IReadOnlyList<string> Parameters, Node Body, int Position) : Node(Position);
