using System.Text.RegularExpressions;

namespace Plutora.Integration.Mapping.Running;

/// <summary>
/// Issue keys in free text: a project's upper-case key, a dash and a number, as in <c>PROJ-12</c>. Names of encodings, of hashes and of vulnerabilities
/// (<c>UTF-8</c>, <c>ISO-8601</c>, <c>SHA-256</c>, <c>AES-256</c>, <c>CVE-2021-44228</c>) look alike and stand in many texts: they are none.
/// </summary>
internal static partial class IssueKeys
{
    /// <summary>Each key once, in the order of first appearance.</summary>
    public static List<string> In(string text)
    {
        var keys = new List<string>();
        if (!MayHold(text))
        {
            return keys;
        }

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

    /// <summary>Whether a dash stands between what a project's key may end with and what a number begins with. Most texts have none, and need no search.</summary>
    private static bool MayHold(string text)
    {
        for (var at = text.IndexOf('-'); at >= 0 && at + 1 < text.Length;)
        {
            if (at > 1 && (char.IsAsciiLetterUpper(text[at - 1]) || char.IsAsciiDigit(text[at - 1]) || text[at - 1] == '_') && text[at + 1] is >= '1' and <= '9')
            {
                return true;
            }

            var next = text.AsSpan(at + 1).IndexOf('-');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9_])(?!(?:UTF-(?:7|8|16|32)|ISO-(?:8601|8859)|SHA-(?:[1-3]|224|256|384|512)|AES-(?:128|192|256))(?![0-9])|CVE-[0-9]{4}-[0-9])[A-Z][A-Z0-9_]{1,31}-[1-9][0-9]{0,9}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
