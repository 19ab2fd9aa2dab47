using System.Globalization;
using System.Text;

namespace Plutora.Integration.Jsonata.Parsing;

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Long = ["**", "..", ":=", "!=", ">=", "<=", "~>", "?:", "??"];
    private int _at;

    /// <summary>The next token.</summary>
    /// <param name="operand">True where an operand may begin, so that a slash begins a regular expression.</param>
    public Token Next(bool operand)
    {
        SkipBlank();
        if (_at >= text.Length)
        {
            return new(TokenKind.End, "(end)", text.Length);
        }

        var start = _at;
        var c = text[_at];
        if (c == '/' && operand)
        {
            return Regex(start);
        }

        if (Long.FirstOrDefault(o => string.CompareOrdinal(text, start, o, 0, 2) == 0) is { } two)
        {
            _at += 2;
            return new(TokenKind.Operator, two, start);
        }

        if (c is '"' or '\'')
        {
            return new(TokenKind.String, Quoted(c), start);
        }

        if (c == '`')
        {
            var end = text.IndexOf('`', start + 1);
            if (end < 0)
            {
                throw new JsonataException("S0105", text.Length, "`", "Quoted property name must be terminated with a backquote (`)");
            }

            _at = end + 1;
            return new(TokenKind.Name, text[(start + 1)..end], start);
        }

        return char.IsAsciiDigit(c) ? Number(start) : IsOperator(c) ? Single(start, c) : Name(start);
    }

    private static bool IsOperator(char c) => ".[]{}(),@#;:?+-*/%|=<>^&!~".Contains(c, StringComparison.Ordinal);

    private Token Single(int start, char c)
    {
        _at++;
        return new(TokenKind.Operator, c.ToString(), start);
    }

    private Token Name(int start)
    {
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && !(IsOperator(text[_at])) && text[_at] is not ('"' or '\'' or '`'))
        {
            _at++;
        }

        var name = text[start.._at];
        return name[0] == '$' ? new(TokenKind.Variable, name[1..], start) : new(TokenKind.Name, name, start);
    }

    private Token Number(int start)
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }

        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            for (_at++; _at < text.Length && char.IsAsciiDigit(text[_at]); _at++)
            {
            }
        }

        var mantissa = _at;
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            _at++;
            _at += _at < text.Length && text[_at] is '+' or '-' ? 1 : 0;
            var digits = _at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                _at++;
            }

            _at = _at == digits ? mantissa : _at;
        }

        var value = double.Parse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? new(TokenKind.Number, text[start.._at], start, value) : throw new JsonataException("S0102", start, text[start.._at], $"Number out of range: {text[start.._at]}");
    }

    private Token Regex(int start)
    {
        var depth = 0;
        for (_at++; _at < text.Length; _at++)
        {
            var c = text[_at];
            if (c == '/' && text[_at - 1] != '\\' && depth == 0)
            {
                var pattern = text[(start + 1).._at];
                if (pattern.Length == 0)
                {
                    throw new JsonataException("S0301", _at, null, "Empty regular expressions are not allowed");
                }

                for (_at++; _at < text.Length && text[_at] is 'i' or 'm'; _at++)
                {
                    pattern = $"(?{text[_at]}){pattern}";
                }

                return new(TokenKind.Regex, pattern, start);
            }

            depth += text[_at - 1] == '\\' ? 0 : c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
        }

        throw new JsonataException("S0302", start, null, "No terminating / in regular expression");
    }

    private string Quoted(char quote)
    {
        var result = new StringBuilder();
        var start = _at++;
        while (_at < text.Length && text[_at] != quote)
        {
            result.Append(text[_at] == '\\' ? Escape() : text[_at++]);
        }

        if (_at++ >= text.Length)
        {
            throw new JsonataException("S0101", start, quote.ToString(), "String literal must be terminated by a matching quote");
        }

        return result.ToString();
    }

    private char Escape()
    {
        var c = ++_at < text.Length ? text[_at++] : '\0';
        return c switch
        {
            '"' or '\'' or '\\' or '/' or '`' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' when _at + 4 <= text.Length && int.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) => Advance(code),
            'u' => throw new JsonataException("S0104", _at, null, "The escape sequence \\u must be followed by 4 hex digits"),
            _ => throw new JsonataException("S0103", _at, c.ToString(), $"Unsupported escape sequence: \\{c}"),
        };
    }

    private char Advance(int code)
    {
        _at += 4;
        return (char)code;
    }

    private void SkipBlank()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
            else if (string.CompareOrdinal(text, _at, "/*", 0, 2) == 0)
            {
                var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end >= 0 ? end + 2 : throw new JsonataException("S0106", _at, null, "Comment has no closing tag");
            }
            else
            {
                return;
            }
        }
    }
}
