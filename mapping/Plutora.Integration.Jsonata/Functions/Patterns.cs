using System.Text.RegularExpressions;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Regular expressions that cannot run away: linear where the pattern allows it, bounded in time where not.</summary>
internal static class Patterns
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static Regex Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
        }
        catch (NotSupportedException)
        {
            return new(pattern, RegexOptions.ECMAScript, Limit);
        }
    }
}
