using System.Collections.Frozen;

namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>Parses by operator precedence (Pratt), with the reference's binding powers.</summary>
internal sealed partial class Parser
{
    /// <summary>Deeper nesting is refused: the parser, the compiler and the evaluation recurse over it.</summary>
    private const int MaxNesting = 1_000;

    private static readonly FrozenDictionary<string, int> Powers = new (string Symbols, int Power)[]
    {
        ("[ ( @ #", 80), (".", 75), ("{", 70), ("* / %", 60), ("+ - &", 50), ("= < > ^ != <= >= ~> ?: ?? in", 40), ("and", 30), ("or", 25), ("?", 20), (":=", 10),
    }.SelectMany(row => row.Symbols.Split(' '), (row, symbol) => (Symbol: symbol, row.Power)).ToFrozenDictionary(row => row.Symbol, row => row.Power, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Symbols =
        Powers.Keys.Concat(["]", "}", ")", ",", ";", ":", "|", "**", ".."]).ToFrozenSet(StringComparer.Ordinal);

    private readonly Lexer _lexer;
    private Token _token;
    private int _nesting;

    private Parser(string source)
    {
        _lexer = new Lexer(source);
        Read(infix: false);
    }

    /// <summary>Parses an expression and prepares it for compilation.</summary>
    /// <exception cref="JsonataException">It is none; code, position and token say why.</exception>
    public static Node Parse(string source)
    {
        var parser = new Parser(source);
        var node = parser.Expression(0);
        return parser._token.Type == TokenType.End
            ? TreeBuilder.Build(node)
            : throw Faults.At("S0201", parser._token.Position, parser._token.Text);
    }

    private Node Expression(int power)
    {
        if (++_nesting > MaxNesting)
        {
            throw Faults.At("U1001", _token.Position, _token.Text);
        }

        var token = _token;
        Read(infix: true);
        var left = Prefix(token);
        var chained = 0;
        while (power < PowerOf(_token))
        {
            // Operators in a row nest to the left without recursion here, but the tree is as deep as they are many.
            if (++chained + _nesting > MaxNesting)
            {
                throw Faults.At("U1001", _token.Position, _token.Text);
            }

            token = _token;
            Read(infix: false);
            left = Infix(token, left);
        }

        _nesting--;
        return left;
    }

    private static int PowerOf(Token token) => token.Type == TokenType.Operator && Powers.TryGetValue(token.Text, out var power) ? power : 0;

    private void Read(bool infix)
    {
        _token = _lexer.Next(infix);
        if (_token.Type == TokenType.Operator && !Symbols.Contains(_token.Text))
        {
            throw Faults.At("S0204", _token.Position, _token.Text);
        }
    }

    /// <summary>Steps over a symbol that must stand here.</summary>
    private void Expect(string symbol, bool infix = false)
    {
        if (_token.Id != symbol)
        {
            throw Faults.At(_token.Type == TokenType.End ? "S0203" : "S0202", _token.Position, _token.Text, JsonataValue.From(symbol));
        }

        Read(infix);
    }

    private Node Prefix(Token token)
    {
        switch (token.Type)
        {
            case TokenType.End:
                return new Node(NodeType.End, token.Text, token.Position);
            case TokenType.Operator:
                return PrefixOperator(token);
            default:
                return new Node(TypeOf(token.Type), token.Text, token.Position) { Literal = LiteralOf(token), Regex = token.Regex };
        }
    }

    private static NodeType TypeOf(TokenType type) => type switch
    {
        TokenType.Name => NodeType.Name,
        TokenType.Variable => NodeType.Variable,
        TokenType.String => NodeType.String,
        TokenType.Number => NodeType.Number,
        TokenType.Value => NodeType.Value,
        _ => NodeType.Regex,
    };

    private static JsonataValue LiteralOf(Token token) => token.Type == TokenType.String ? JsonataValue.From(token.Text) : token.Literal;

    private Node PrefixOperator(Token token)
    {
        switch (token.Text)
        {
            case "and" or "or" or "in":
                return new Node(NodeType.Operator, token.Text, token.Position);
            case "*":
                return new Node(NodeType.Wildcard, token.Text, token.Position);
            case "**":
                return new Node(NodeType.Descendant, token.Text, token.Position);
            case "%":
                return new Node(NodeType.Parent, token.Text, token.Position);
            case "-":
                return new Node(NodeType.Unary, token.Text, token.Position) { Left = Expression(70) };
            case "(":
                return Block(token);
            case "[":
                return Array(token);
            case "{":
                return new Node(NodeType.Unary, token.Text, token.Position) { Pairs = Pairs() };
            case "|":
                return Transform(token);
            default:
                throw Faults.At("S0211", token.Position, token.Text);
        }
    }

    private Node Infix(Token token, Node left) => token.Text switch
    {
        "(" => Call(token, left),
        "[" => Predicate(token, left),
        "{" => new Node(NodeType.Binary, token.Text, token.Position) { Left = left, Pairs = Pairs() },
        "^" => OrderBy(token, left),
        ":=" => Bind(token, left),
        "@" or "#" => VariableOf(token, left),
        "?" => Condition(token, left),
        "?:" => new Node(NodeType.Condition, token.Text, token.Position) { Left = left, Right = left, Third = Expression(0) },
        "??" => new Node(NodeType.Condition, token.Text, token.Position) { Left = Exists(left), Right = left, Third = Expression(0) },
        _ => new Node(NodeType.Binary, token.Text, token.Position) { Left = left, Right = Expression(Powers[token.Text]) },
    };
}
