using System.Buffers;
using System.Globalization;
using System.Text;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class Lexer(string source)
{
    private const string Operators = ".[]{}(),@#;:?+-*/%|=<>^&!~";

    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\n\r\v");
    private static readonly SearchValues<char> NameEnd = SearchValues.Create(" \t\n\r\v" + Operators);
    private static readonly string[] Pairs = ["..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"];
    private static readonly string[] Singles = [.. Operators.Select(c => c.ToString())];

    private int _position;

    /// <summary>Where the last token begins.</summary>
    public int Start { get; private set; }

    /// <summary>The next token.</summary>
    /// <param name="infix">True where an operator is due, so that a slash divides instead of beginning a regular expression.</param>
    public Token Next(bool infix)
    {
        SkipSpaceAndComments();
        if (_position >= source.Length)
        {
            return new Token(TokenType.End, "(end)", source.Length);
        }

        Start = _position;
        var current = source[_position];
        if (current == '/' && !infix)
        {
            _position++;
            var regex = RegexScanner.Scan(source, ref _position);
            return new Token(TokenType.Regex, "", _position, Regex: regex);
        }

        if (Operator(current) is { } symbol)
        {
            _position += symbol.Length;
            return new Token(TokenType.Operator, symbol, _position);
        }

        return current switch
        {
            '"' or '\'' => Quoted(current),
            '`' => Backquoted(),
            >= '0' and <= '9' => Number(),
            _ => Word(),
        };
    }

    private string? Operator(char current)
    {
        var rest = source.AsSpan(_position);
        foreach (var pair in Pairs)
        {
            if (rest.StartsWith(pair, StringComparison.Ordinal))
            {
                return pair;
            }
        }

        var index = Operators.IndexOf(current, StringComparison.Ordinal);
        return index < 0 ? null : Singles[index];
    }

    private void SkipSpaceAndComments()
    {
        while (_position < source.Length)
        {
            if (Space.Contains(source[_position]))
            {
                _position++;
            }
            else if (source.AsSpan(_position).StartsWith("/*"))
            {
                var end = source.IndexOf("*/", _position + 2, StringComparison.Ordinal);
                _position = end >= 0 ? end + 2 : throw Faults.At("S0106", _position);
            }
            else
            {
                return;
            }
        }
    }

    private Token Quoted(char quote)
    {
        var text = new StringBuilder();
        for (_position++; _position < source.Length; _position++)
        {
            var current = source[_position];
            if (current == quote)
            {
                return new Token(TokenType.String, text.ToString(), ++_position);
            }

            text.Append(current == '\\' ? Escape() : current);
        }

        throw Faults.At("S0101", _position);
    }

    private char Escape()
    {
        var escaped = ++_position < source.Length ? source[_position] : '\0';
        if (escaped == 'u')
        {
            // The reference takes fewer than four digits at the very end of the text; then the text is not terminated anyway.
            var digits = source.AsSpan(_position + 1, Math.Min(4, source.Length - _position - 1));
            if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                throw Faults.At("S0104", _position);
            }

            _position += 4;
            return (char)unit;
        }

        return escaped switch
        {
            '"' or '\\' or '/' => escaped,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw Faults.At("S0103", _position, _position < source.Length ? escaped.ToString() : ""),
        };
    }

    private Token Backquoted()
    {
        var start = _position + 1;
        var end = source.IndexOf('`', start);
        if (end < 0)
        {
            throw Faults.At("S0105", source.Length);
        }

        _position = end + 1;
        return new Token(TokenType.Name, source[start..end], _position);
    }

    private Token Number()
    {
        var start = _position;
        _position = source[_position] == '0' ? _position + 1 : AfterDigits(_position);
        if (At(_position) == '.' && char.IsAsciiDigit(At(_position + 1)))
        {
            _position = AfterDigits(_position + 1);
        }

        if (At(_position) is 'e' or 'E')
        {
            var digits = _position + (At(_position + 1) is '+' or '-' ? 2 : 1);
            _position = char.IsAsciiDigit(At(digits)) ? AfterDigits(digits) : _position;
        }

        var text = source[start.._position];
        var value = NumberText.FromSource(text);
        return double.IsFinite(value.AsDouble())
            ? new Token(TokenType.Number, text, _position, value)
            : throw Faults.At("S0102", start, text);
    }

    private Token Word()
    {
        var length = source.AsSpan(_position).IndexOfAny(NameEnd);
        var word = length < 0 ? source[_position..] : source.Substring(_position, length);
        _position += word.Length;
        return word switch
        {
            ['$', .. var name] => new Token(TokenType.Variable, name, _position),
            "and" or "or" or "in" => new Token(TokenType.Operator, word, _position),
            "true" => new Token(TokenType.Value, word, _position, JsonataValue.From(true)),
            "false" => new Token(TokenType.Value, word, _position, JsonataValue.From(false)),
            "null" => new Token(TokenType.Value, word, _position, JsonataValue.Null),
            _ => new Token(TokenType.Name, word, _position),
        };
    }

    private int AfterDigits(int at)
    {
        while (char.IsAsciiDigit(At(at)))
        {
            at++;
        }

        return at;
    }

    private char At(int position) => position < source.Length ? source[position] : '\0';
}
