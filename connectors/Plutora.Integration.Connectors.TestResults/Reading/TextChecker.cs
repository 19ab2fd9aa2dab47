using System.Buffers;
using System.Globalization;

namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>Looks through texts for what XML and Unicode do not allow; it is read as it stands and told once, with its first place.</summary>
internal sealed class TextChecker(Flaws flaws)
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r')), '\uFFFE', '\uFFFF']);

    /// <summary>Whether bytes were met that are no text in the file's encoding; they read as U+FFFD.</summary>
    public Func<bool> Undecodable { get; set; } = static () => false;

    public void Check(ReadOnlySpan<char> text, int line, int column)
    {
        var at = text.IndexOfAny(Forbidden);
        if (at >= 0)
        {
            var (l, c) = Place(text[..at], line, column);
            flaws.Tell("character", $"Character U+{(int)text[at]:X4} at line {l}, column {c} is not allowed in XML; the text was read with it.");
        }

        if (text.Contains('\uFFFD') && Undecodable())
        {
            var (l, c) = Place(text[..text.IndexOf('\uFFFD')], line, column);
            flaws.Tell("encoding", string.Create(CultureInfo.InvariantCulture, $"Bytes at line {l}, column {c} are not text in the encoding that the file declares; they were read as U+FFFD."));
        }
    }

    private static (int Line, int Column) Place(ReadOnlySpan<char> before, int line, int column)
    {
        var newLines = before.Count('\n');
        return newLines == 0 ? (line, column + before.Length) : (line + newLines, before.Length - before.LastIndexOf('\n'));
    }
}
