using Plutora.Integration.Jsonata.Functions;
using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Compiles a prepared syntax tree to operations.</summary>
internal sealed class Compiler
{
    private readonly Catalog _functions;
    private readonly TimeSpan _regexTimeout;
    private readonly HashSet<string> _bound;

    private Compiler(Catalog functions, HashSet<string> bound) =>
        (_functions, _regexTimeout, _bound) = (functions, functions.Options.Limits.RegexTimeout, bound);

    public static Operation Compile(Node tree, Catalog functions) => new Compiler(functions, BoundNames.Of(tree)).Of(tree);

    private Operation Of(Node node)
    {
        var predicates = node.Predicates is null ? [] : node.Predicates.Select(stage => Of(stage.Filter!)).ToArray();
        var group = node.Group is null || node.Type == NodeType.Path ? null : GroupOf(node.Group);
        var position = node.Position;
        return node.Type switch
        {
            NodeType.Path => PathOf(node, predicates),
            NodeType.Name => new NameOperation(node.Text, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.Variable => new VariableOperation(node.Text, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.String or NodeType.Number or NodeType.Value =>
                new LiteralOperation(node.Literal, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.Wildcard => new WildcardOperation(position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.Descendant => new DescendantOperation(position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.Parent => new ParentOperation(node.Slot!.Label, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.Regex => new RegexOperation(Patterns.Compile(node.Regex!, _regexTimeout, position), position) { Predicates = predicates, Group = group },
            NodeType.Condition => new ConditionOperation(Of(node.Left!), Of(node.Right!), node.Third is null ? null : Of(node.Third), position)
            {
                Predicates = predicates,
                Group = group,
                KeepArray = node.KeepArray,
            },
            NodeType.Block => new BlockOperation(All(node.Items), position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.Bind => new BindOperation(node.Text, Of(node.Right!), position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.Apply => new ApplyOperation(Of(node.Left!), Of(node.Right!), position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            NodeType.Function => new CallOperation(Of(node.Left!), All(node.Items), position)
            {
                Known = KnownFunction(node.Left!),
                Predicates = predicates,
                Group = group,
                KeepArray = node.KeepArray,
            },
            NodeType.Partial => new PartialOperation(Of(node.Left!), [.. node.Items.Select(item => item.Is(NodeType.Operator, "?") ? null : Of(item))], position)
            {
                Predicates = predicates,
                Group = group,
                KeepArray = node.KeepArray,
            },
            NodeType.Lambda => new LambdaOperation([.. node.Items.Select(item => item.Text)], Of(node.Left!), node.Signature, node.Thunk, position)
            {
                Predicates = predicates,
                Group = group,
                KeepArray = node.KeepArray,
            },
            NodeType.Transform => new TransformOperation(Of(node.Left!), Of(node.Right!), node.Third is null ? null : Of(node.Third), position)
            {
                Predicates = predicates,
                Group = group,
                KeepArray = node.KeepArray,
            },
            NodeType.Unary => UnaryOf(node, predicates, group),
            NodeType.Binary => BinaryOf(node, predicates, group),
            _ => throw Faults.At("S0201", position, node.Text),
        };
    }

    private Operation[] All(List<Node> nodes) => [.. nodes.Select(Of)];

    private GroupClause GroupOf(Node group) => new([.. group.Pairs.Select(pair => (Of(pair.Key), Of(pair.Value)))], group.Position);

    private FunctionValue? KnownFunction(Node procedure) =>
        procedure is { Type: NodeType.Variable, Predicates: null, Group: null } && !_bound.Contains(procedure.Text) && !_bound.Contains(BoundNames.Any)
            ? _functions.Find(procedure.Text)
            : null;

    private Operation UnaryOf(Node node, Operation[] predicates, GroupClause? group) => node.Text switch
    {
        "[" => new ArrayOperation([.. node.Items.Select(item => (Of(item), item.Is(NodeType.Unary, "[")))], node.ConstructsArray, node.Position)
        {
            Predicates = predicates,
            Group = group,
            KeepArray = node.KeepArray,
        },
        "{" => new ObjectOperation(GroupOf(node), node.Position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
        _ => new NegateOperation(Of(node.Left!), node.Position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
    };

    private Operation BinaryOf(Node node, Operation[] predicates, GroupClause? group)
    {
        var (left, right, symbol, position) = (Of(node.Left!), Of(node.Right!), node.Text, node.Position);
        if (symbol == "&" && predicates.Length == 0 && group is null && !node.KeepArray)
        {
            return ConcatOperation.Of(left, right, position);
        }

        return symbol switch
        {
            "&" => new ConcatOperation([left, right], [position, position], position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            "and" or "or" => new LogicOperation(symbol == "and", left, right, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            "=" or "!=" => new EqualityOperation(symbol, left, right, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            "<" or "<=" or ">" or ">=" => new ComparisonOperation(symbol, left, right, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            "in" => new IncludesOperation(left, right, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            ".." => new RangeOperation(left, right, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
            _ => new ArithmeticOperation(symbol, left, right, position) { Predicates = predicates, Group = group, KeepArray = node.KeepArray },
        };
    }

    private PathOperation PathOf(Node node, Operation[] predicates) => new([.. node.Steps.Select(StepOf)], node.Position)
    {
        KeepArray = node.KeepArray,
        KeepSingletonArray = node.KeepSingletonArray,
        PassesRows = node.Tuple,
        PathGroup = node.Group is null ? null : GroupOf(node.Group),
        Predicates = predicates,
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
