using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>
/// Prepares a parsed tree for compilation, by the reference's rules: dots become paths of steps, brackets their predicates, calls in tail position
/// thunks, and each parent operator is tied to the step whose context it names. It makes new nodes only, since a parsed node may stand twice.
/// </summary>
internal sealed partial class TreeBuilder
{
    /// <summary><c>?:</c> and <c>??</c> stand for trees that hold their left side twice, so a short expression may grow large.</summary>
    private const int MaxNodes = 100_000;

    private readonly Ancestry _ancestry = new();
    private int _nodes;

    private TreeBuilder()
    {
    }

    public static Node Build(Node parsed)
    {
        var result = new TreeBuilder().Process(parsed);
        return result.Type == NodeType.Parent || result.Seeking is not null
            ? throw Faults.At("S0217", result.Position, Ancestry.NameOf(result.Type))
            : result;
    }

    private Node Process(Node node)
    {
        if (++_nodes > MaxNodes)
        {
            throw Faults.At("U1001", node.Position, node.Text);
        }

        var result = node.Type switch
        {
            NodeType.Binary => Binary(node),
            NodeType.Unary => Unary(node),
            NodeType.Function or NodeType.Partial => Call(node),
            NodeType.Lambda => new Node(NodeType.Lambda, node.Text, node.Position)
            {
                Items = node.Items,
                Signature = node.Signature,
                Left = TailCalls(Process(node.Left!)),
            },
            NodeType.Condition => Condition(node),
            NodeType.Transform => new Node(NodeType.Transform, node.Text, node.Position)
            {
                Left = Process(node.Left!),
                Right = Process(node.Right!),
                Third = node.Third is null ? null : Process(node.Third),
            },
            NodeType.Block => Block(node),
            NodeType.Name => PathOf(node),
            NodeType.Operator when node.Text is "and" or "or" or "in" => PathOf(node),
            NodeType.Parent => _ancestry.Parent(node.Position),
            NodeType.End => throw Faults.At("S0207", node.Position, node.Text),
            _ => Copy(node, node.Type),
        };
        result.KeepArray |= node.KeepArray;
        return result;
    }

    private static Node Copy(Node node, NodeType type) => new(type, node.Text, node.Position) { Literal = node.Literal, Regex = node.Regex, KeepArray = node.KeepArray };

    private static Node PathOf(Node name) => new(NodeType.Path, "", name.Position)
    {
        Steps = [Copy(name, NodeType.Name)],
        KeepSingletonArray = name.KeepArray,
    };

    private Node Binary(Node node) => node.Text switch
    {
        "." => Path(node),
        "[" => Predicate(node),
        "{" => Group(node),
        "^" => OrderBy(node),
        ":=" => Bind(node),
        "@" => Focus(node),
        "#" => Index(node),
        "~>" => Apply(node),
        _ => Operator(node),
    };

    private Node Operator(Node node)
    {
        var result = new Node(NodeType.Binary, node.Text, node.Position) { Left = Process(node.Left!), Right = Process(node.Right!) };
        Ancestry.Push(result, result.Left);
        Ancestry.Push(result, result.Right);
        return result;
    }

    private Node Apply(Node node)
    {
        var result = new Node(NodeType.Apply, node.Text, node.Position) { Left = Process(node.Left!), Right = Process(node.Right!) };
        result.KeepArray = result.Left.KeepArray || result.Right.KeepArray;
        return result;
    }

    private Node Bind(Node node)
    {
        var result = new Node(NodeType.Bind, node.Left!.Text, node.Position) { Right = Process(node.Right!) };
        Ancestry.Push(result, result.Right);
        return result;
    }

    private Node Unary(Node node)
    {
        var result = new Node(NodeType.Unary, node.Text, node.Position);
        switch (node.Text)
        {
            case "[":
                result.Items = [.. node.Items.Select(item => Within(result, item))];
                break;
            case "{":
                result.Pairs = [.. node.Pairs.Select(pair => (Within(result, pair.Key), Within(result, pair.Value)))];
                break;
            default:
                var operand = Process(node.Left!);
                if (operand.Type == NodeType.Number)
                {
                    operand.Text = operand.Text.StartsWith('-') ? operand.Text[1..] : "-" + operand.Text;
                    operand.Literal = NumberText.FromSource(operand.Text);
                    return operand;
                }

                result.Left = operand;
                Ancestry.Push(result, operand);
                break;
        }

        return result;
    }

    private Node Call(Node node)
    {
        var result = new Node(node.Type, node.Text, node.Position);
        result.Items = [.. node.Items.Select(argument => Within(result, argument))];
        result.Left = Process(node.Left!);
        return result;
    }

    private Node Condition(Node node)
    {
        var result = new Node(NodeType.Condition, node.Text, node.Position);
        result.Left = Within(result, node.Left!);
        result.Right = Within(result, node.Right!);
        result.Third = node.Third is null ? null : Within(result, node.Third);
        return result;
    }

    private Node Block(Node node)
    {
        var result = new Node(NodeType.Block, node.Text, node.Position);
        foreach (var item in node.Items)
        {
            var part = Within(result, item);
            result.Items.Add(part);
            result.ConstructsArray |= part.ConstructsArray || (part.Type == NodeType.Path && part.Steps[0].ConstructsArray);
        }

        return result;
    }

    private Node Within(Node result, Node part)
    {
        var processed = Process(part);
        Ancestry.Push(result, processed);
        return processed;
    }

    /// <summary>Turns a call that ends a lambda's body into a thunk, which the caller runs: recursion in tail position takes no depth.</summary>
    private static Node TailCalls(Node body)
    {
        switch (body.Type)
        {
            case NodeType.Function when body.Predicates is null:
                return new Node(NodeType.Lambda, body.Text, body.Position) { Thunk = true, Left = body };
            case NodeType.Condition:
                body.Right = TailCalls(body.Right!);
                body.Third = body.Third is null ? null : TailCalls(body.Third);
                break;
            case NodeType.Block when body.Items.Count > 0:
                body.Items[^1] = TailCalls(body.Items[^1]);
                break;
        }

        return body;
    }
}
