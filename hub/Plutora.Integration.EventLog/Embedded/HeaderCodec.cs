using System.Buffers;
using System.Text;

namespace Plutora.Integration.EventLog.Embedded;

/// <summary>Headers as stored: names and values in turn, each as its UTF-8 length (7 bits a byte, low first) and its UTF-8. None: no bytes.</summary>
internal static class HeaderCodec
{
    public static void Write(IReadOnlyList<KeyValuePair<string, string>> headers, ArrayBufferWriter<byte> into)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            Write(headers[i].Key, into);
            Write(headers[i].Value, into);
        }
    }

    /// <summary>The headers, decoded when first looked at: most readers pass most records on unread.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(ReadOnlySpan<byte> stored) => stored.IsEmpty ? [] : new StoredHeaders(stored.ToArray());

    public static List<KeyValuePair<string, string>> Decode(ReadOnlySpan<byte> stored)
    {
        var headers = new List<KeyValuePair<string, string>>();
        while (!stored.IsEmpty)
        {
            var name = ReadText(ref stored);
            headers.Add(new(name, ReadText(ref stored)));
        }

        return headers;
    }

    private static void Write(string text, ArrayBufferWriter<byte> into)
    {
        var length = (uint)Encoding.UTF8.GetByteCount(text);
        var span = into.GetSpan(5 + (int)length);
        var at = 0;
        for (var rest = length; ; rest >>= 7)
        {
            span[at++] = (byte)(rest < 0x80 ? rest : rest & 0x7f | 0x80);
            if (rest < 0x80) break;
        }

        into.Advance(at + Encoding.UTF8.GetBytes(text, span[at..]));
    }

    private static string ReadText(ref ReadOnlySpan<byte> stored)
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = stored[0];
            stored = stored[1..];
            length |= (next & 0x7f) << shift;
            if (next < 0x80) break;
        }

        var text = Encoding.UTF8.GetString(stored[..length]);
        stored = stored[length..];
        return text;
    }
}
