using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Plutora.Integration.Connectors.Git.Objects;

/// <summary>Who did something and when, as <c>author</c>, <c>committer</c> and <c>tagger</c> say it.</summary>
/// <param name="Name">Name; may be empty.</param>
/// <param name="Email">Address; may be empty.</param>
/// <param name="At">When, with the offset of that place; null when it is not written as git writes it.</param>
/// <param name="Exact">True when the three say all that was written.</param>
internal sealed record Ident(string Name, string Email, DateTimeOffset? At, bool Exact)
{
    /// <summary>How an instant is written in records.</summary>
    public const string InstantFormat = "yyyy-MM-dd'T'HH:mm:sszzz";

    /// <summary>Reads <c>Name &lt;address&gt; seconds offset</c>, and what comes near to it.</summary>
    public static Ident Parse(ReadOnlySpan<byte> line, GitText text)
    {
        var open = line.IndexOf((byte)'<');
        var close = open < 0 ? -1 : line[open..].IndexOf((byte)'>');
        if (close < 0)
        {
            return new(text.Read(line), "", null, false);
        }

        close += open;
        var name = open > 0 && line[open - 1] == ' ' ? line[..(open - 1)] : line[..open];
        var rest = line[(line.LastIndexOf((byte)'>') + 1)..];
        var at = Instant(rest, out var exact);
        exact &= open > 0 && line[open - 1] == ' ' && line.LastIndexOf((byte)'>') == close;
        return new(text.Read(name), text.Read(line[(open + 1)..close]), at, exact);
    }

    // " 1700000000 +0100"; an offset that no place on earth has leaves the instant in UTC.
    private static DateTimeOffset? Instant(ReadOnlySpan<byte> text, out bool exact)
    {
        exact = false;
        if (text.IsEmpty || text[0] != ' ' || !Utf8Parser.TryParse(text[1..], out long seconds, out var used)
            || seconds <= DateTimeOffset.MinValue.ToUnixTimeSeconds() + 86400 || seconds >= DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 86400)
        {
            return null;
        }

        var utc = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var zone = text[(1 + used)..];
        if (zone.Length != 6 || zone[0] != ' ' || zone[1] is not ((byte)'+' or (byte)'-') || !Utf8Parser.TryParse(zone[2..], out int number, out var digits) || digits != 4
            || number % 100 > 59 || number > 1400)
        {
            return utc;
        }

        var offset = new TimeSpan(number / 100, number % 100, 0);
        var negative = zone[1] == '-';
        exact = Encoding.ASCII.GetString(text) == string.Create(CultureInfo.InvariantCulture, $" {seconds} {(negative ? '-' : '+')}{number:0000}") && !(negative && number == 0);
        return utc.ToOffset(negative ? -offset : offset);
    }
}
