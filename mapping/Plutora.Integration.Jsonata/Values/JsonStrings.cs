using System.Buffers.Text;
using System.Text;
using System.Text.Json;

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
            var length = content is [(byte)'u', _, _, _, _, ..] ? 5 : content.Length > 0 ? 1 : throw new JsonException("A text ends within an escape.");
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
        'u' => Utf8Parser.TryParse(escape[1..], out ushort unit, out _, 'x') ? (char)unit : throw new JsonException("An escape in a text is none."),
        var same => same,
    };
}
