using Plutora.Integration.Jsonata.Functions;
using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Compiles a prepared syntax tree to operations.</summary>
internal sealed class Compiler
{
    private readonly Catalog _functions;
    private readonly TimeSpan _regexTimeout;
    private readonly HashSet<string> _bound;

    /// <summary>How many names were met so far that bind a variable, or stand for one.</summary>
    private int _variables;

    private Compiler(Catalog functions, HashSet<string> bound) =>
        (_functions, _regexTimeout, _bound) = (functions, functions.Options.Limits.RegexTimeout, bound);

    public static Operation Compile(Node tree, Catalog functions) => new Compiler(functions, BoundNames.Of(tree)).Of(tree);

    private Operation Of(Node node)
    {
        var operation = Plain(node);
        operation.Predicates = node.Predicates is null ? [] : [.. node.Predicates.Select(stage => Of(stage.Filter!))];
        operation.Group = node.Group is null || node.Type == NodeType.Path ? null : GroupOf(node.Group);
        operation.KeepArray = node.KeepArray;
        return operation;
    }

    /// <summary>The operation without what may stand after any: predicates, a group, and the brackets that keep an array.</summary>
    private Operation Plain(Node node)
    {
        var position = node.Position;
        return node.Type switch
        {
            NodeType.Path => PathOf(node),
            NodeType.Name => new NameOperation(node.Text, position),
            NodeType.Variable => VariableOf(node),
            NodeType.String or NodeType.Number or NodeType.Value => new LiteralOperation(node.Literal, position),
            NodeType.Wildcard => new WildcardOperation(position),
            NodeType.Descendant => new DescendantOperation(position),
            NodeType.Parent => new ParentOperation(node.Slot!.Label, position),
            NodeType.Regex => new RegexOperation(Patterns.Compile(node.Regex!, _regexTimeout, position), position),
            NodeType.Condition => new ConditionOperation(Of(node.Left!), Of(node.Right!), node.Third is null ? null : Of(node.Third), position),
            NodeType.Block => BlockOf(node),
            NodeType.Bind => BindOf(node),
            NodeType.Apply => new ApplyOperation(Of(node.Left!), Of(node.Right!), position),
            NodeType.Function => CallOf(node),
            NodeType.Partial => new PartialOperation(Of(node.Left!), [.. node.Items.Select(item => item.Is(NodeType.Operator, "?") ? null : Of(item))], position),
            NodeType.Lambda => new LambdaOperation([.. node.Items.Select(item => item.Text)], Of(node.Left!), node.Signature, node.Thunk, position),
            NodeType.Transform => new TransformOperation(Of(node.Left!), Of(node.Right!), node.Third is null ? null : Of(node.Third), position),
            NodeType.Unary => UnaryOf(node),
            NodeType.Binary => BinaryOf(node),
            _ => throw Faults.At("S0201", position, node.Text),
        };
    }

    private Operation[] All(List<Node> nodes) => [.. nodes.Select(Of)];

    private VariableOperation VariableOf(Node node)
    {
        _variables += node.Text.Length > 0 ? 1 : 0;
        return new(node.Text, node.Position);
    }

    private BindOperation BindOf(Node node)
    {
        _variables++;
        return new(node.Text, Of(node.Right!), node.Position);
    }

    /// <summary>A block has variables where it binds some, or where it calls what it was given: that may be <c>$eval</c>, which binds where it is called.</summary>
    private BlockOperation BlockOf(Node node)
    {
        var before = _variables;
        return new(All(node.Items), _variables > before, node.Position);
    }

    private CallOperation CallOf(Node node)
    {
        var before = _variables;
        var (procedure, known) = (Of(node.Left!), KnownFunction(node.Left!));
        _variables = known is null ? _variables : before;
        return new(procedure, All(node.Items), node.Position) { Known = known };
    }

    private GroupClause GroupOf(Node group) => new([.. group.Pairs.Select(pair => (Of(pair.Key), Of(pair.Value)))], group.Position);

    private FunctionValue? KnownFunction(Node procedure) =>
        procedure is { Type: NodeType.Variable, Predicates: null, Group: null } && !_bound.Contains(procedure.Text) && !_bound.Contains(BoundNames.Any)
            ? _functions.Find(procedure.Text)
            : null;

    private Operation UnaryOf(Node node) => node.Text switch
    {
        "[" => new ArrayOperation([.. node.Items.Select(item => (Of(item), item.Is(NodeType.Unary, "[")))], node.ConstructsArray, node.Position),
        "{" => new ObjectOperation(GroupOf(node), node.Position),
        _ => new NegateOperation(Of(node.Left!), node.Position),
    };

    private Operation BinaryOf(Node node)
    {
        var (left, right, symbol, position) = (Of(node.Left!), Of(node.Right!), node.Text, node.Position);
        return symbol switch
        {
            "&" => ConcatOperation.Of(left, right, position),
            "and" or "or" => new LogicOperation(symbol == "and", left, right, position),
            "=" or "!=" => new EqualityOperation(symbol, left, right, position),
            "<" or "<=" or ">" or ">=" => new ComparisonOperation(symbol, left, right, position),
            "in" => new IncludesOperation(left, right, position),
            ".." => new RangeOperation(left, right, position),
            _ => new ArithmeticOperation(symbol, left, right, position),
        };
    }

    private PathOperation PathOf(Node node) => new([.. node.Steps.Select(StepOf)], node.Position)
    {
        KeepSingletonArray = node.KeepSingletonArray,
        PassesRows = node.Tuple,
        PathGroup = node.Group is null ? null : GroupOf(node.Group),
    };

    private Step StepOf(Node node)
    {
        var order = node.Type == NodeType.Sort
            ? new OrderClause([.. node.Terms.Select(term => (Of(term.Key), term.Descending))], node.Position)
            : null;
        return new Step(order is null ? Of(node) : null, order)
        {
            Name = node is { Type: NodeType.Name, Predicates: null, Group: null } && node is { Stages: null, Tuple: false } ? node.Text : null,
            Stages = node.Stages is null ? [] : [.. node.Stages.Select(stage => new StepStage(stage.Filter is null ? null : Of(stage.Filter), stage.Index))],
            IsTuple = node.Tuple,
            IsVariable = node.Type == NodeType.Variable,
            ConstructsArray = node.ConstructsArray,
            KeepArray = node.KeepArray,
            Focus = node.Focus,
            Index = node.Index,
            AncestorLabel = node.Ancestor?.Label,
        };
    }
}
