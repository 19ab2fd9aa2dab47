using System.Text.RegularExpressions;

namespace Plutora.Integration.WebConsole.Parts;

/// <summary>Texts that packages bring.</summary>
internal static partial class MarkdownText
{
    /// <summary>Without its title, and with every other heading two levels lower: the page has a title of its own, and one only. Links to files beside it lead nowhere here and are left as their text.</summary>
    public static string WithoutTitle(string markdown)
    {
        var fenced = false;
        var lines = markdown.ReplaceLineEndings("\n").Split('\n').Select(line =>
        {
            fenced ^= IsFence(line);
            return fenced ? line : Heading(BesideIt().Replace(line, "$1"));
        });
        return string.Join('\n', lines).TrimStart();
    }

    /// <summary>What a README says of the permissions that its connector needs: under a heading of that name, in a paragraph that begins with it in bold, or in a row of a table that it begins. Null where it says nothing so.</summary>
    public static string? Permissions(string markdown)
    {
        var lines = markdown.Split('\n');
        var fenced = false;
        for (var at = 0; at < lines.Length; at++)
        {
            fenced ^= IsFence(lines[at]);
            if (!fenced && Marked().Match(lines[at]) is { Success: true } found)
            {
                var said = found.Groups["level"] is { Success: true, Length: var level } ? string.Join('\n', lines.Skip(at + 1).TakeWhile(l => !(Level(l) is > 0 and var other && other <= level)))
                    : found.Groups["cell"] is { Success: true, Value: var cell } ? cell
                    : string.Join('\n', lines.Skip(at).TakeWhile(l => l.Length > 0))[found.Length..];
                return said.Trim(' ', ':', '\n') is { Length: > 0 } text ? text : null;
            }
        }

        return null;
    }

    private static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);

    private static string Heading(string line) => !line.StartsWith('#') ? line : line.StartsWith("# ", StringComparison.Ordinal) ? "" : "#" + line;

    private static int Level(string line) => line.TakeWhile(c => c == '#').Count();

    [GeneratedRegex(@"^(?:(?<level>#+) *permissions? *$|\*\*permissions?\*\*|\| *permissions? *\|(?<cell>.*)\| *$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Marked();

    [GeneratedRegex(@"\[([^\]]*)\]\((?!https?:)[^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex BesideIt();
}
