namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>Finds the end of a regular expression literal.</summary>
internal static class RegexScanner
{
    /// <summary>Scans from after the opening slash and leaves the position after the flags.</summary>
    public static RegexLiteral Scan(string source, ref int position)
    {
        var start = position;
        for (var depth = 0; position < source.Length; position++)
        {
            var current = source[position];
            if (current == '/' && depth == 0 && !IsEscaped(source, position))
            {
                var pattern = source[start..position];
                return pattern.Length == 0 ? throw Faults.At("S0301", position) : new RegexLiteral(pattern, Flags(source, ref position));
            }

            if (source[position - 1] != '\\')
            {
                depth += current switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            }
        }

        throw Faults.At("S0302", position);
    }

    private static string Flags(string source, ref int position)
    {
        var start = ++position;
        while (position < source.Length && (source[position] is 'i' or 'm'))
        {
            position++;
        }

        return source[start..position];
    }

    private static bool IsEscaped(string source, int position)
    {
        var backslashes = 0;
        while (position - backslashes > 0 && source[position - backslashes - 1] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 == 1;
    }
}
