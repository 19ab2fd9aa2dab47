using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>Reads JSON strings, those with surrogates that stand alone too, which the framework's reader refuses.</summary>
internal static class JsonStrings
{
    /// <summary>The text of a JSON string's content, which has been found to be valid.</summary>
    public static string Read(ReadOnlySpan<byte> content)
    {
        var escape = content.IndexOf((byte)'\\');
        if (escape < 0)
        {
            return Encoding.UTF8.GetString(content);
        }

        var text = new StringBuilder(content.Length);
        while (escape >= 0)
        {
            text.Append(Encoding.UTF8.GetString(content[..escape]));
            content = content[(escape + 1)..];
            var length = content[0] == (byte)'u' ? 5 : 1;
            text.Append(Unescape(content[..length]));
            content = content[length..];
            escape = content.IndexOf((byte)'\\');
        }

        return text.Append(Encoding.UTF8.GetString(content)).ToString();
    }

    private static char Unescape(ReadOnlySpan<byte> escape) => (char)escape[0] switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => Utf8Parser.TryParse(escape[1..], out ushort unit, out _, 'x') ? (char)unit : throw new FormatException(escape.Length.ToString(CultureInfo.InvariantCulture)),
        var same => same,
    };
}
