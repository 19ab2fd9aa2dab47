namespace Plutora.Integration.Jsonata.Parsing;

/// <summary>Top-down operator precedence parser (Pratt), with the binding powers of the reference.</summary>
internal sealed class Parser
{
    private const int MaxNesting = 250;
    private readonly Lexer _lexer;
    private Token _token;
    private int _depth;

    private Parser(string text)
    {
        _lexer = new(text);
        _token = _lexer.Next(operand: true);
    }

    public static Node Parse(string text)
    {
        var parser = new Parser(text);
        if (parser._token.Kind == TokenKind.End)
        {
            throw new JsonataException("S0207", 0, "(end)", "Unexpected end of expression");
        }

        var node = parser.Expression(0);
        return parser._token.Kind == TokenKind.End ? node : throw Unexpected("S0201", parser._token);
    }

    private static JsonataException Unexpected(string code, Token token) => token.Kind == TokenKind.End
        ? new("S0207", token.Position, token.Text, "Unexpected end of expression")
        : new(code, token.Position, token.Text, $"Syntax error: \"{token.Text}\"");

    private static int Power(Token token) => token.Kind switch
    {
        TokenKind.Operator => token.Text switch
        {
            "." => 75,
            "[" or "(" => 80,
            "{" => 70,
            "*" or "/" or "%" => 60,
            "+" or "-" or "&" => 50,
            "=" or "!=" or "<" or "<=" or ">" or ">=" or "~>" or "^" => 40,
            "?" or ".." or "?:" or "??" => 20,
            ":=" => 10,
            "@" or "#" => 80,
            _ => 0,
        },
        TokenKind.Name => token.Text switch { "and" => 30, "or" => 25, "in" => 40, _ => 0 },
        _ => 0,
    };

    private Token Advance(bool operand)
    {
        var token = _token;
        _token = _lexer.Next(operand);
        return token;
    }

    private void Expect(string text, bool operand)
    {
        if (_token.Kind != TokenKind.Operator || _token.Text != text)
        {
            throw _token.Kind == TokenKind.End
                ? new JsonataException("S0203", _token.Position, text, $"Expected \"{text}\" before end of expression")
                : new JsonataException("S0202", _token.Position, _token.Text, $"Expected \"{text}\", got \"{_token.Text}\"");
        }

        Advance(operand);
    }

    private bool Is(string text) => _token.Kind == TokenKind.Operator && _token.Text == text;

    private Node Expression(int power)
    {
        if (++_depth > MaxNesting)
        {
            throw new JsonataException("U1001", _token.Position, _token.Text, $"The expression is nested deeper than {MaxNesting} levels.");
        }

        var left = Prefix();
        while (Power(_token) > power)
        {
            left = Infix(left);
        }

        _depth--;
        return left;
    }

    private Node Prefix()
    {
        // Whether a slash divides or begins a regular expression depends on what stands before it.
        var isOperand = _token.Kind is not TokenKind.Operator || _token.Text is "*" or "**" or "%";
        var token = Advance(operand: !isOperand);
        switch (token.Kind)
        {
            case TokenKind.String:
                return new Literal(JsonataValue.From(token.Text), token.Position);
            case TokenKind.Number:
                return new Literal(JsonataValue.From(token.Number), token.Position);
            case TokenKind.Regex:
                return new RegexLiteral(token.Text, token.Position);
            case TokenKind.Variable:
                return new Variable(token.Text, token.Position);
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" => new Literal(JsonataValue.From(true), token.Position),
                    "false" => new Literal(JsonataValue.From(false), token.Position),
                    "null" => new Literal(JsonataValue.Null, token.Position),
                    "function" or "λ" when Is("(") => LambdaOf(token.Position),
                    _ => new Name(token.Text, token.Position),
                };
            case TokenKind.Operator:
                return PrefixOperator(token);
            default:
                throw Unexpected("S0207", token);
        }
    }

    private Node PrefixOperator(Token token)
    {
        switch (token.Text)
        {
            case "-":
                return new Negation(Expression(70), token.Position);
            case "*":
                return new Wildcard(false, token.Position);
            case "**":
                return new Wildcard(true, token.Position);
            case "(":
                var expressions = new List<Node>();
                while (!Is(")"))
                {
                    expressions.Add(Expression(0));
                    if (!Is(";"))
                    {
                        break;
                    }

                    Advance(operand: true);
                }

                Expect(")", operand: false);
                return new Block(expressions, token.Position);
            case "[":
                return new ArrayNode(List("]"), token.Position);
            case "{":
                return new ObjectNode(null, Members(), token.Position);
            case "%" or "|":
                throw NotYet(token);
            default:
                throw Unexpected("S0211", token);
        }
    }

    private Node Infix(Node left)
    {
        var token = Advance(operand: true);
        switch (token.Text)
        {
            case ".":
                return Paths.Join(left, Expression(75), token.Position);
            case "[":
                return Predicate(left, token);
            case "(":
                return new Call(left, List(")"), token.Position);
            case "{":
                return new ObjectNode(left, Members(), token.Position);
            case "^":
                return SortOf(left, token);
            case "?":
                var then = Expression(0);
                if (!Is(":"))
                {
                    return new Condition(left, then, null, token.Position);
                }

                Advance(operand: true);
                return new Condition(left, then, Expression(0), token.Position);
            case "?:" or "??":
                return new Elvis(left, Expression(20), token.Text == "??", token.Position);
            case ":=":
                return left is Variable variable
                    ? new Bind(variable.Text, Expression(9), token.Position)
                    : throw new JsonataException("S0212", token.Position, token.Text, "The left side of := must be a variable name (start with $)");
            case "@" or "#":
                throw NotYet(token);
            default:
                return new Binary(token.Text, left, Expression(Power(token)), token.Position);
        }
    }

    private static JsonataException NotYet(Token token) =>
        new("S0299", token.Position, token.Text, $"Operator \"{token.Text}\" (parent, focus, index, transform) is not supported by this version of the engine.");

    private PathNode Predicate(Node left, Token token)
    {
        if (Is("]"))
        {
            Advance(operand: false);
            return Paths.Keep(left, token.Position);
        }

        var predicate = Expression(0);
        Expect("]", operand: false);
        return Paths.Filter(left, predicate, token.Position);
    }

    private PathNode SortOf(Node left, Token token)
    {
        Expect("(", operand: true);
        var terms = new List<SortTerm>();
        do
        {
            if (terms.Count > 0)
            {
                Advance(operand: true);
            }

            var descending = Is(">");
            if (descending || Is("<"))
            {
                Advance(operand: true);
            }

            terms.Add(new(Expression(0), descending));
        }
        while (Is(","));
        Expect(")", operand: false);
        return Paths.Sort(left, terms, token.Position);
    }

    private List<Node> List(string end)
    {
        var items = new List<Node>();
        while (!Is(end))
        {
            if (Is("?"))
            {
                throw new JsonataException("S0299", _token.Position, "?", "Partial application is not supported by this version of the engine.");
            }

            items.Add(Expression(0));
            if (!Is(","))
            {
                break;
            }

            Advance(operand: true);
        }

        Expect(end, operand: false);
        return items;
    }

    private List<(Node Key, Node Value)> Members()
    {
        var members = new List<(Node, Node)>();
        while (!Is("}"))
        {
            var key = Expression(0);
            Expect(":", operand: true);
            members.Add((key, Expression(0)));
            if (!Is(","))
            {
                break;
            }

            Advance(operand: true);
        }

        Expect("}", operand: false);
        return members;
    }

    private Lambda LambdaOf(int position)
    {
        Expect("(", operand: true);
        var parameters = new List<string>();
        while (_token.Kind == TokenKind.Variable)
        {
            parameters.Add(Advance(operand: false).Text);
            if (!Is(","))
            {
                break;
            }

            Advance(operand: true);
        }

        Expect(")", operand: false);
        Expect("{", operand: true);
        var body = Expression(0);
        Expect("}", operand: false);
        return new(parameters, body, position);
    }
}
