namespace Plutora.Integration.Connectors.Git.Objects;

/// <summary>A header of a commit or tag, a value over several lines joined again.</summary>
/// <param name="Name">Its name, such as <c>gpgsig</c>.</param>
/// <param name="Value">Its value.</param>
internal sealed record Header(string Name, string Value);

/// <summary>Takes an object of git's apart: header lines, an empty line, the message.</summary>
internal ref struct HeaderReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    /// <summary>The message; to be asked for when <see cref="Next"/> has said that there are no more headers.</summary>
    public readonly ReadOnlySpan<byte> Message => _rest;

    /// <summary>False when something stood there that could not be written again from what was read.</summary>
    public bool Exact { get; private set; } = true;

    /// <summary>Reads the next header line with its continuations; false at the empty line that ends them.</summary>
    public bool Next(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        if (_rest.IsEmpty || _rest[0] == '\n')
        {
            Exact &= !_rest.IsEmpty;
            _rest = _rest.IsEmpty ? _rest : _rest[1..];
            return false;
        }

        var end = LineEnd(_rest);
        while (end + 1 < _rest.Length && _rest[end + 1] == ' ')
        {
            end += 1 + LineEnd(_rest[(end + 1)..]);
        }

        var whole = _rest[..end];
        Exact &= end < _rest.Length;
        _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
        var space = whole.IndexOfAny((byte)' ', (byte)'\n');
        Exact &= space >= 0 && whole[space] == ' ';
        name = space < 0 ? whole : whole[..space];
        value = space < 0 ? default : whole[(space + 1)..];
        return true;
    }

    // Continuation lines begin with a space that is not part of the value.
    public static string Joined(ReadOnlySpan<byte> value, GitText text) => text.Read(value).Replace("\n ", "\n", StringComparison.Ordinal);

    private static int LineEnd(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end < 0 ? text.Length : end;
    }
}
