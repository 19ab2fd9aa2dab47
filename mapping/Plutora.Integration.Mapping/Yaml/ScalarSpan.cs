namespace Plutora.Integration.Mapping.Yaml;

/// <summary>
/// The stretch of a file that a scalar was read from. It leads an offset in the scalar's value back to its place in the file: the value is
/// aligned with the source character by character, skipping quotes, escapes, indentation and folded line ends.
/// </summary>
internal sealed record ScalarSpan(string File, string Source, int Start, int End, ScalarSpan.Form Written)
{
    internal enum Form
    {
        Plain,
        SingleQuoted,
        DoubleQuoted,
        Block,
    }

    /// <summary>The place of the value's character at that offset; white space counts as what follows it.</summary>
    public Place PlaceOf(string value, int offset)
    {
        var at = Written switch
        {
            Form.SingleQuoted or Form.DoubleQuoted => Start + 1,
            Form.Block => AfterLine(Start),
            _ => Start,
        };
        for (var index = 0; index < value.Length; index++)
        {
            if (char.IsWhiteSpace(value[index]))
            {
                continue;
            }

            at = Find(value[index], at);
            if (index >= offset)
            {
                return Locate(at);
            }

            at += EscapeLength(at);
        }

        return Locate(at);
    }

    /// <summary>The line and column of a position in the source.</summary>
    private Place Locate(int position)
    {
        var before = Source.AsSpan(0, Math.Min(position, Source.Length));
        var lineStart = before.LastIndexOf('\n') + 1;
        return new Place(File, before.Count('\n') + 1, position - lineStart + 1);
    }

    private int Find(char wanted, int from)
    {
        for (var at = from; at < End; at += EscapeLength(at))
        {
            if (Source[at] == wanted || Escapes(wanted, at))
            {
                return at;
            }
        }

        return from;
    }

    /// <summary>Whether an escape that starts here may stand for the character: white space escapes never do, as white space is not looked for.</summary>
    private bool Escapes(char wanted, int at)
        => Written == Form.DoubleQuoted && Source[at] == '\\' && at + 1 < End && (Source[at + 1] == wanted || Source[at + 1] is 'x' or 'u' or 'U')
            && !(wanted is 'n' or 't' or 'r');

    private int EscapeLength(int at)
    {
        if (Written == Form.SingleQuoted)
        {
            return Source[at] == '\'' && at + 1 < End && Source[at + 1] == '\'' ? 2 : 1;
        }

        if (Written != Form.DoubleQuoted || Source[at] != '\\' || at + 1 >= End)
        {
            return 1;
        }

        return Source[at + 1] switch { 'x' => 4, 'u' => 6, 'U' => 10, _ => 2 };
    }

    private int AfterLine(int from)
    {
        var end = Source.IndexOf('\n', from);
        return end < 0 ? Source.Length : end + 1;
    }
}
