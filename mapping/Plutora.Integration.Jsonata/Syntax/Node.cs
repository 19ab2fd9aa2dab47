namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>
/// A node of the syntax tree, as parsed and then as prepared for compilation. Which members it has depends on its type, as in the reference, whose
/// rules for paths and ancestors are written over this shape.
/// </summary>
internal sealed class Node(NodeType type, string text, int position)
{
    public NodeType Type { get; set; } = type;

    /// <summary>The operator's symbol, the name, or the text of a string.</summary>
    public string Text { get; set; } = text;

    /// <summary>The end of its token within the expression, as the reference counts.</summary>
    public int Position { get; } = position;

    /// <summary>The value of a literal.</summary>
    public JsonataValue Literal { get; set; }

    public RegexLiteral? Regex { get; init; }

    public Node? Left { get; set; }

    public Node? Right { get; set; }

    /// <summary>Third operand: the else of a condition, the deletions of a transform.</summary>
    public Node? Third { get; set; }

    /// <summary>Items of an array, expressions of a block, arguments of a call, parameters of a lambda.</summary>
    public List<Node> Items { get; set; } = [];

    public List<(Node Key, Node Value)> Pairs { get; set; } = [];

    public List<SortTerm> Terms { get; set; } = [];

    public List<Node> Steps { get; init; } = [];

    public List<Stage>? Stages { get; set; }

    public List<Stage>? Predicates { get; set; }

    public Node? Group { get; set; }

    public Signature? Signature { get; set; }

    public bool KeepArray { get; set; }

    public bool KeepSingletonArray { get; set; }

    public bool ConstructsArray { get; set; }

    public bool Thunk { get; set; }

    public bool Tuple { get; set; }

    public string? Focus { get; set; }

    public string? Index { get; set; }

    /// <summary>The slot of a parent operator that this step fills.</summary>
    public Slot? Ancestor { get; set; }

    /// <summary>The slot of this parent operator.</summary>
    public Slot? Slot { get; init; }

    /// <summary>Slots of parent operators within, whose step is further up.</summary>
    public List<Slot>? Seeking { get; set; }

    public bool Is(NodeType type, string text) => Type == type && Text == text;

    public override string ToString() => $"{Type} {Text}";
}

/// <summary>A predicate, or an index variable that comes after one.</summary>
internal sealed record Stage(Node? Filter, string? Index);

/// <summary>One key of an order-by.</summary>
internal sealed record SortTerm(bool Descending, Node Key);

/// <summary>A regular expression as written.</summary>
internal sealed record RegexLiteral(string Pattern, string Flags);

/// <summary>Where a parent operator finds its object.</summary>
internal sealed class Slot(string label, int index)
{
    public string Label { get; set; } = label;

    public int Level { get; set; } = 1;

    public int Index { get; } = index;
}
