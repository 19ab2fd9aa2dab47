using System.Globalization;
using System.Text;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>
/// A text of which no more than a limit is held while it streams by: three quarters of it from the beginning, the rest from the end,
/// where the reason of a failure mostly stands. What is left out between is counted.
/// </summary>
internal sealed class CutText(int limit)
{
    private readonly int _headLimit = limit - (limit / 4);
    private readonly StringBuilder _head = new();
    private char[]? _tail;
    private long _beyond;

    /// <summary>Characters told so far.</summary>
    public long Length => _head.Length + _beyond;

    /// <summary>Characters left out.</summary>
    public long Cut => Math.Max(0, _beyond - (limit / 4));

    public bool IsEmpty => _head.Length == 0 && _beyond == 0;

    public CutText Append(ReadOnlySpan<char> text)
    {
        var fits = Math.Min(text.Length, _headLimit - _head.Length);
        _head.Append(text[..fits]);
        text = text[fits..];
        if (text.IsEmpty)
        {
            return this;
        }

        if (limit / 4 is var size and > 0)
        {
            _tail ??= new char[size];
            var skipped = Math.Max(0, text.Length - size);
            var at = (int)((_beyond + skipped) % size);
            var last = text[skipped..];
            var upToEnd = Math.Min(last.Length, size - at);
            last[..upToEnd].CopyTo(_tail.AsSpan(at));
            last[upToEnd..].CopyTo(_tail);
        }

        _beyond += text.Length;
        return this;
    }

    /// <summary>What is kept, with the number left out written between; null when nothing but white space was told.</summary>
    public string? Text()
    {
        if (_beyond == 0)
        {
            var whole = _head.ToString().Trim();
            return whole.Length == 0 ? null : whole;
        }

        var kept = new StringBuilder(_head.ToString());
        if (Cut > 0)
        {
            kept.Append(CultureInfo.InvariantCulture, $"\n[… {Cut} characters left out …]\n");
        }

        var size = limit / 4;
        var (at, count) = _beyond <= size ? (0, (int)_beyond) : ((int)(_beyond % size), size);
        for (var index = 0; index < count; index++)
        {
            kept.Append(_tail![(at + index) % size]);
        }

        return kept.ToString().Trim();
    }

    /// <summary>A text that is at hand as a whole, cut alike.</summary>
    public static string? Of(string? text, int limit, out long cut)
    {
        var cutText = new CutText(limit).Append(text);
        cut = cutText.Cut;
        return cutText.Text();
    }
}
