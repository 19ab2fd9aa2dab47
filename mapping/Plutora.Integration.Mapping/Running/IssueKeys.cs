using System.Text.RegularExpressions;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Issue keys in free text: a project's upper-case key, a dash and a number, as in <c>PROJ-12</c>.</summary>
internal static partial class IssueKeys
{
    /// <summary>Each key once, in the order of first appearance.</summary>
    public static List<string> In(string text)
    {
        var keys = new List<string>();
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            var key = text.Substring(match.Index, match.Length);
            if (!keys.Contains(key))
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{1,31}-[1-9][0-9]{0,9}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
