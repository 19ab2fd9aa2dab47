using System.Text.RegularExpressions;

namespace Plutora.Integration.Connectors.Script.Running;

/// <summary>What an argument that an action adds may look like.</summary>
internal sealed class ArgumentPattern(string pattern)
{
    private readonly Regex _regex = Compile(pattern);

    /// <summary>What is wrong with a pattern; null when nothing is.</summary>
    public static string? Fault(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return $"is no regular expression that can be used: {fault.Message}";
        }
    }

    /// <summary>True when the whole argument matches.</summary>
    public bool Fits(string argument) => _regex.IsMatch(argument);

    // Without backtracking no argument, however it is made, takes long.
    private static Regex Compile(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
