using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>Reads JSON strings, those with surrogates that stand alone too, which the framework's reader refuses.</summary>
internal static class JsonStrings
{
    private const int OnStack = 512;

    /// <summary>The text of a JSON string's content.</summary>
    /// <exception cref="JsonException">An escape in it is none.</exception>
    public static string Read(ReadOnlySpan<byte> content) => content.Contains((byte)'\\') ? Unescaped(content) : Encoding.UTF8.GetString(content);

    private static string Unescaped(ReadOnlySpan<byte> content)
    {
        // Never more characters than bytes.
        var pooled = content.Length > OnStack ? ArrayPool<char>.Shared.Rent(content.Length) : null;
        var text = pooled ?? stackalloc char[OnStack];
        var length = 0;
        while (content.IndexOf((byte)'\\') is var escape && escape >= 0)
        {
            length += Encoding.UTF8.GetChars(content[..escape], text[length..]);
            content = content[(escape + 1)..];
            text[length++] = Unescape(content, out var taken);
            content = content[taken..];
        }

        length += Encoding.UTF8.GetChars(content, text[length..]);
        var result = new string(text[..length]);
        if (pooled is not null)
        {
            ArrayPool<char>.Shared.Return(pooled);
        }

        return result;
    }

    private static char Unescape(ReadOnlySpan<byte> escape, out int taken)
    {
        taken = 1;
        switch (escape.IsEmpty ? default : escape[0])
        {
            case (byte)'n':
                return '\n';
            case (byte)'r':
                return '\r';
            case (byte)'t':
                return '\t';
            case (byte)'b':
                return '\b';
            case (byte)'f':
                return '\f';
            case (byte)'"' or (byte)'\\' or (byte)'/':
                return (char)escape[0];
            case (byte)'u' when escape.Length >= 5 && Utf8Parser.TryParse(escape.Slice(1, 4), out ushort unit, out var read, 'x') && read == 4:
                taken = 5;
                return (char)unit;
            default:
                throw new JsonException("A text holds an escape that is none.");
        }
    }
}
