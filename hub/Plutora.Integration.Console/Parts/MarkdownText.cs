namespace Plutora.Integration.WebConsole.Parts;

/// <summary>Texts that packages bring.</summary>
internal static class MarkdownText
{
    /// <summary>Without its title, and with every other heading two levels lower: the page has a title of its own, and one only.</summary>
    public static string WithoutTitle(string markdown)
    {
        var fenced = false;
        var lines = markdown.ReplaceLineEndings("\n").Split('\n').Select(line =>
        {
            fenced ^= line.StartsWith("```", StringComparison.Ordinal);
            return fenced || !line.StartsWith('#') ? line : line.StartsWith("# ", StringComparison.Ordinal) ? "" : "#" + line;
        });
        return string.Join('\n', lines).TrimStart();
    }
}
