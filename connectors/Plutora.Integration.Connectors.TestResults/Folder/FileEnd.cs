using System.Text;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.TestResults.Reading;

namespace Plutora.Integration.Connectors.TestResults.Folder;

/// <summary>Tells from its first and last bytes whether a file seems to be whole, so that one that is still being written is not taken as broken.</summary>
internal static partial class FileEnd
{
    private const int Tail = 1_024;

    public static bool SeemsWhole(ReportFile file)
    {
        var bytes = file.Beginning(65_536);
        var beginning = WithoutComments(LenientText.Detect(bytes).GetString(bytes).TrimStart('\uFEFF', ' ', '\t', '\r', '\n'));
        return beginning.FirstOrDefault() switch
        {
            '<' => ClosesRoot(beginning, End(file), file.Length),
            '{' or '[' => End(file) is [.., '}' or ']'],
            _ => file.Length > 0,
        };
    }

    private static bool ClosesRoot(string beginning, string end, long length)
    {
        if (Root().Match(beginning) is not { Success: true } root)
        {
            return end.EndsWith('>') && length > Tail;
        }

        return end.EndsWith("/>", StringComparison.Ordinal)
            ? length <= Tail && Root().Count(beginning) == 1
            : Closing().Match(end) is { Success: true } closing && closing.Groups[1].Value == root.Groups[1].Value;
    }

    private static string End(ReportFile file)
    {
        using var stream = file.Open();
        stream.Seek(-Math.Min(Tail, file.Length), SeekOrigin.End);
        var bytes = new byte[Tail];
        var read = stream.ReadAtLeast(bytes, Tail, throwOnEndOfStream: false);
        // Every other byte of UTF-16 is NUL where it matters.
        return WithoutComments(Encoding.Latin1.GetString(bytes, 0, read).Replace("\0", "", StringComparison.Ordinal)).TrimEnd();
    }

    private static string WithoutComments(string text)
    {
        var kept = new StringBuilder(text.Length);
        var at = 0;
        while (text.IndexOf("<!--", at, StringComparison.Ordinal) is var start and >= 0 && text.IndexOf("-->", start, StringComparison.Ordinal) is var end and >= 0)
        {
            kept.Append(text, at, start - at);
            at = end + 3;
        }

        return kept.Append(text, at, text.Length - at).ToString();
    }

    [GeneratedRegex(@"<([A-Za-z_][\w:.-]*)")]
    private static partial Regex Root();

    [GeneratedRegex(@"</([\w:.-]+)\s*>$")]
    private static partial Regex Closing();
}
