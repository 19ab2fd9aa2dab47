using System.Text;

namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>The forms of the grammar that are more than an operator between two operands.</summary>
internal sealed partial class Parser
{
    private static Node Exists(Node left) => new(NodeType.Function, "(", 0)
    {
        Left = new Node(NodeType.Variable, "exists", 0),
        Items = [left],
    };

    private Node Block(Token token)
    {
        var block = new Node(NodeType.Block, token.Text, token.Position);
        while (!_token.Is(")"))
        {
            block.Items.Add(Expression(0));
            if (!_token.Is(";"))
            {
                break;
            }

            Expect(";");
        }

        Expect(")", infix: true);
        return block;
    }

    private Node Array(Token token)
    {
        var array = new Node(NodeType.Unary, token.Text, token.Position);
        Separated("]", () =>
        {
            var item = Expression(0);
            if (_token.Is(".."))
            {
                var range = new Node(NodeType.Binary, "..", _token.Position) { Left = item };
                Expect("..");
                range.Right = Expression(0);
                item = range;
            }

            array.Items.Add(item);
        });
        return array;
    }

    /// <summary>Reads what stands between commas up to a closing symbol. After a comma something must follow: the closing symbol would be read as an operand, and refused.</summary>
    private void Separated(string close, Action readOne)
    {
        if (!_token.Is(close))
        {
            readOne();
            while (_token.Is(","))
            {
                Expect(",");
                readOne();
            }
        }

        Expect(close, infix: true);
    }

    private List<(Node Key, Node Value)> Pairs()
    {
        var pairs = new List<(Node, Node)>();
        Separated("}", () =>
        {
            var key = Expression(0);
            Expect(":");
            pairs.Add((key, Expression(0)));
        });
        return pairs;
    }

    private Node Transform(Token token)
    {
        var transform = new Node(NodeType.Transform, token.Text, token.Position) { Left = Expression(0) };
        Expect("|");
        transform.Right = Expression(0);
        if (_token.Is(","))
        {
            Expect(",");
            transform.Third = Expression(0);
        }

        Expect("|");
        return transform;
    }

    private Node Predicate(Token token, Node left)
    {
        if (_token.Is("]"))
        {
            var step = left;
            while (step.Is(NodeType.Binary, "["))
            {
                step = step.Left!;
            }

            step.KeepArray = true;
            Expect("]");
            return left;
        }

        var predicate = new Node(NodeType.Binary, "[", token.Position) { Left = left, Right = Expression(0) };
        Expect("]", infix: true);
        return predicate;
    }

    private Node OrderBy(Token token, Node left)
    {
        var order = new Node(NodeType.Binary, "^", token.Position) { Left = left };
        Expect("(");
        for (; ; )
        {
            var descending = _token.Is(">");
            if (descending || _token.Is("<"))
            {
                Expect(_token.Text);
            }

            order.Terms.Add(new SortTerm(descending, Expression(0)));
            if (!_token.Is(","))
            {
                break;
            }

            Expect(",");
        }

        Expect(")");
        return order;
    }

    private Node Bind(Token token, Node left) => left.Type == NodeType.Variable
        ? new Node(NodeType.Binary, ":=", token.Position) { Left = left, Right = Expression(Powers[":="] - 1) }
        : throw Faults.At("S0212", left.Position, left.Text);

    private Node VariableOf(Token token, Node left)
    {
        var variable = Expression(Powers[token.Text]);
        return variable.Type == NodeType.Variable
            ? new Node(NodeType.Binary, token.Text, token.Position) { Left = left, Right = variable }
            : throw Faults.At("S0214", variable.Position, token.Text);
    }

    private Node Condition(Token token, Node left)
    {
        var condition = new Node(NodeType.Condition, token.Text, token.Position) { Left = left, Right = Expression(0) };
        if (_token.Is(":"))
        {
            Expect(":");
            condition.Third = Expression(0);
        }

        return condition;
    }

    private Node Call(Token token, Node left)
    {
        var type = NodeType.Function;
        var arguments = new List<Node>();
        Separated(")", () =>
        {
            if (_token.Is("?"))
            {
                type = NodeType.Partial;
                arguments.Add(new Node(NodeType.Operator, "?", _token.Position));
                Expect("?");
            }
            else
            {
                arguments.Add(Expression(0));
            }
        });
        return left.Type == NodeType.Name && left.Text is "function" or "\u03BB"
            ? Lambda(token, arguments)
            : new Node(type, "(", token.Position) { Left = left, Items = arguments };
    }

    private Node Lambda(Token token, List<Node> parameters)
    {
        for (var index = 0; index < parameters.Count; index++)
        {
            if (parameters[index] is { Type: not NodeType.Variable } parameter)
            {
                throw Faults.At("S0208", parameter.Position, parameter.Text, JsonataValue.From(index + 1));
            }
        }

        var signature = _token.Is("<") ? ReadSignature() : null;
        Expect("{");
        var body = Expression(0);
        Expect("}");
        return new Node(NodeType.Lambda, "function", token.Position) { Items = parameters, Signature = signature, Left = body };
    }

    private Signature ReadSignature()
    {
        var start = _token.Position;
        var text = new StringBuilder("<");
        for (var depth = 1; depth > 0 && !_token.Is("{") && _token.Type != TokenType.End;)
        {
            Read(infix: false);
            depth += _token switch { { Type: TokenType.Operator, Text: ">" } => -1, { Type: TokenType.Operator, Text: "<" } => 1, _ => 0 };
            text.Append(_token.Text);
        }

        Expect(">");
        return Signature.Parse(text.ToString(), start);
    }
}
