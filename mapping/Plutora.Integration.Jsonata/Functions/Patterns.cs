using System.Text.RegularExpressions;
using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Compiles regular expressions of JavaScript's to .NET's.</summary>
internal static class Patterns
{
    /// <summary>Compiles one: to an engine that never backtracks where the pattern allows it, else to one that ends after a time.</summary>
    public static Regex Compile(RegexLiteral literal, TimeSpan timeout, int position)
    {
        try
        {
            var pattern = new PatternTranslator(literal).Translate();
            var options = RegexOptions.CultureInvariant | (literal.Flags.Contains('i', StringComparison.Ordinal) ? RegexOptions.IgnoreCase : RegexOptions.None);
            return TryCompile(pattern, options | RegexOptions.NonBacktracking, timeout) ?? new Regex(pattern, options, timeout);
        }
        catch (Exception invalid) when (invalid is ArgumentException or FormatException)
        {
            throw Faults.At("S0303", position, literal.Pattern, JsonataValue.From(literal.Pattern));
        }
    }

    private static Regex? TryCompile(string pattern, RegexOptions options, TimeSpan timeout)
    {
        try
        {
            return new Regex(pattern, options, timeout);
        }
        catch (NotSupportedException)
        {
            // Lookarounds, references back and the like need the other engine.
            return null;
        }
    }
}
