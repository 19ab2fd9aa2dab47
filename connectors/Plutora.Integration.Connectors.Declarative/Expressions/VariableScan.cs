using System.Text.RegularExpressions;

namespace Plutora.Integration.Connectors.Declarative.Expressions;

/// <summary>A variable or function that an expression reads.</summary>
/// <param name="Name">Without the dollar sign.</param>
/// <param name="Offset">Where it stands.</param>
internal sealed record VariableUse(string Name, int Offset);

/// <summary>
/// Finds the variables that an expression reads. JSONata yields nothing for a variable that nobody binds, without a word: a mistyped name has to be
/// found before it costs a parameter.
/// </summary>
internal static partial class VariableScan
{
    public static IReadOnlyList<VariableUse> Of(string text)
    {
        var code = Quoted().Replace(text, match => new string(' ', match.Length));
        var own = Bound().Matches(code).SelectMany(m => Name().Matches(m.Value)).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        return [.. Name().Matches(code).Where(m => !own.Contains(m.Groups[1].Value)).Select(m => new VariableUse(m.Groups[1].Value, m.Index))];
    }

    // Texts, names in backticks, comments, and patterns where one may stand.
    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|/\*.*?\*/|(?<=[(,]\s*)/(?:\\.|[^/\\])+/[im]*
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\$\w+\s*:=|function\s*\([^)]*\)|λ\s*\([^)]*\)|[@#]\s*\$\w+")]
    private static partial Regex Bound();

    [GeneratedRegex(@"\$([A-Za-z_]\w*)")]
    private static partial Regex Name();
}
