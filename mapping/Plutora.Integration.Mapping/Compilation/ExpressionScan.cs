namespace Plutora.Integration.Mapping.Compilation;

/// <summary>A call found in an expression.</summary>
/// <param name="Function">The function's name without the dollar sign.</param>
/// <param name="Offset">Where the call begins.</param>
/// <param name="Literal">The first argument when it is a text literal, else null.</param>
/// <param name="LiteralOffset">Where that argument begins.</param>
/// <param name="Result">Whether the call is the whole expression, or all of a branch of its condition.</param>
internal readonly record struct ScannedCall(string Function, int Offset, string? Literal, int LiteralOffset, bool Result);

/// <summary>
/// Finds the calls of an expression and their first literal argument by its tokens alone, stepping over texts, quoted names, comments and
/// regular expressions. What it cannot decide it does not report.
/// </summary>
internal static class ExpressionScan
{
    public static List<ScannedCall> Calls(string expression)
    {
        var (calls, depth) = (new List<ScannedCall>(), 0);
        for (var at = SkipSpace(expression, 0); at < expression.Length;)
        {
            if (expression[at] != '$')
            {
                depth += expression[at] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
                at = SkipToken(expression, at);
                continue;
            }

            var nameEnd = NameEnd(expression, at + 1);
            var open = SkipSpace(expression, nameEnd);
            if (nameEnd > at + 1 && open < expression.Length && expression[open] == '(')
            {
                var argument = SkipSpace(expression, open + 1);
                var result = depth == 0 && IsBranch(expression, at, SkipSpace(expression, ClosingAfter(expression, open)));
                calls.Add(new ScannedCall(expression[(at + 1)..nameEnd], at, LiteralAt(expression, argument), argument, result));
            }

            at = Math.Max(nameEnd, at + 1);
        }

        return calls;
    }

    /// <summary>Whether what lies between is all of the expression, or of a branch of a condition.</summary>
    private static bool IsBranch(string expression, int start, int end) =>
        expression.AsSpan(0, start).TrimEnd() is [] or [.., '?' or ':']
        && expression.AsSpan(end) is [] or [':', not '=', ..] or [':'] or ['?', '?' or ':', ..];

    /// <summary>Where the expression names a member for the first time; null where it does not by name.</summary>
    public static int? NameAt(string expression, string name)
    {
        for (var at = SkipSpace(expression, 0); at < expression.Length;)
        {
            var end = expression[at] is '$' or '_' || char.IsLetterOrDigit(expression[at]) ? Math.Max(NameEnd(expression, at + 1), at + 1) : SkipToken(expression, at);
            var token = expression.AsSpan(at, end - at);
            if (token.SequenceEqual(name) || (token is ['`', .. var quoted, '`'] && quoted.SequenceEqual(name)))
            {
                return at;
            }

            at = end;
        }

        return null;
    }

    /// <summary>Whether the expression uses the name as a variable, so that it may bind a function of its own to it.</summary>
    public static bool MayBind(string expression, string name)
    {
        for (var at = expression.IndexOf('$', StringComparison.Ordinal); at >= 0; at = expression.IndexOf('$', at + 1))
        {
            var end = NameEnd(expression, at + 1);
            var next = SkipSpace(expression, end);
            if (expression.AsSpan(at + 1, end - at - 1).SequenceEqual(name) && (next == expression.Length || expression[next] != '('))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The function whose call is the whole second argument of a call; null where it is something else.</summary>
    public static string? SecondArgument(string expression, ScannedCall call)
    {
        if (call.Literal is null)
        {
            return null;
        }

        var comma = SkipSpace(expression, SkipQuoted(expression, call.LiteralOffset));
        var start = comma < expression.Length && expression[comma] == ',' ? SkipSpace(expression, comma + 1) : expression.Length;
        if (start >= expression.Length || expression[start] != '$')
        {
            return null;
        }

        var end = NameEnd(expression, start + 1);
        var open = SkipSpace(expression, end);
        return open < expression.Length && expression[open] == '('
            && SkipSpace(expression, ClosingAfter(expression, open)) is var after && after < expression.Length && expression[after] == ')'
            ? expression[(start + 1)..end]
            : null;
    }

    /// <summary>The text literal that stands there and is followed by a comma or the closing parenthesis.</summary>
    private static string? LiteralAt(string expression, int at)
    {
        if (at >= expression.Length || expression[at] is not ('"' or '\''))
        {
            return null;
        }

        var end = SkipQuoted(expression, at);
        var next = SkipSpace(expression, end);
        return next < expression.Length && expression[next] is ',' or ')' && !expression.AsSpan(at, end - at).Contains('\\')
            ? expression[(at + 1)..(end - 1)]
            : null;
    }

    /// <summary>The position after the parenthesis that closes the one given.</summary>
    private static int ClosingAfter(string expression, int open)
    {
        var depth = 0;
        for (var at = open; at < expression.Length; at = SkipToken(expression, at))
        {
            depth += expression[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return at + 1;
            }
        }

        return expression.Length;
    }

    private static int SkipToken(string expression, int at) => expression[at] switch
    {
        '"' or '\'' or '`' => SkipQuoted(expression, at),
        '/' when at + 1 < expression.Length && expression[at + 1] == '*' => After(expression, "*/", at + 2),
        '/' when BeginsOperand(expression, at) => SkipQuoted(expression, at),
        _ => at + 1,
    };

    /// <summary>Whether an operand is due here, so that a slash begins a regular expression instead of dividing.</summary>
    private static bool BeginsOperand(string expression, int at)
    {
        var before = expression.AsSpan(0, at).TrimEnd();
        return before.IsEmpty || "(,[{:?~>&=;".Contains(before[^1], StringComparison.Ordinal);
    }

    private static int SkipQuoted(string expression, int at)
    {
        var quote = expression[at];
        for (var next = at + 1; next < expression.Length; next++)
        {
            if (expression[next] == '\\' && quote != '`')
            {
                next++;
            }
            else if (expression[next] == quote)
            {
                return next + 1;
            }
        }

        return expression.Length;
    }

    private static int After(string expression, string end, int from)
    {
        var found = expression.IndexOf(end, from, StringComparison.Ordinal);
        return found < 0 ? expression.Length : found + end.Length;
    }

    private static int SkipSpace(string expression, int at)
    {
        while (at < expression.Length && char.IsWhiteSpace(expression[at]))
        {
            at++;
        }

        return at;
    }

    private static int NameEnd(string expression, int at)
    {
        while (at < expression.Length && (char.IsLetterOrDigit(expression[at]) || expression[at] == '_'))
        {
            at++;
        }

        return at;
    }
}
