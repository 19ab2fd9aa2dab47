using System.Text;

namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>Opens a file as text: by byte order mark, by the XML declaration, else UTF-8. Bytes that are no text become U+FFFD and are noticed.</summary>
internal static class LenientText
{
    static LenientText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>A reader over the stream, and whether undecodable bytes were met so far.</summary>
    /// <exception cref="UnreadableException">The file declares an encoding that does not exist.</exception>
    public static (StreamReader Reader, Func<bool> Undecodable) Open(Stream stream)
    {
        var head = new byte[512];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Seek(0, SeekOrigin.Begin);
        var noticing = new NoticingFallback();
        var encoding = (Encoding)Detect(head.AsSpan(0, read)).Clone();
        encoding.DecoderFallback = noticing;
        return (new(stream, encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 65_536), () => noticing.Met);
    }

    public static Encoding Detect(ReadOnlySpan<byte> head) => head switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, 0, 0, ..] or [(byte)'<', 0, 0, 0, ..] => Encoding.UTF32,
        [0xFF, 0xFE, ..] or [(byte)'<' or (byte)'{' or (byte)'[', 0, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] or [0, (byte)'<' or (byte)'{' or (byte)'[', ..] => Encoding.BigEndianUnicode,
        _ => Declared(head) ?? Encoding.UTF8,
    };

    private static Encoding? Declared(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).TrimStart();
        if (!text.StartsWith("<?xml", StringComparison.Ordinal) || text.IndexOf("?>", StringComparison.Ordinal) is not (> 0 and var end))
        {
            return null;
        }

        var at = text.IndexOf("encoding", StringComparison.Ordinal);
        var quote = at < 0 || at > end ? -1 : text.IndexOfAny(['"', '\''], at, end - at);
        var close = quote < 0 ? -1 : text.IndexOf(text[quote], quote + 1);
        if (close < 0)
        {
            return null;
        }

        var name = text[(quote + 1)..close].Trim();
        try
        {
            // A declaration that could be read byte by byte is not in UTF-16, whatever it says.
            return Encoding.GetEncoding(name) is { CodePage: 1200 or 1201 or 12000 or 12001 } ? Encoding.UTF8 : Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            throw new UnreadableException($"The XML declaration at line 1, column {quote + 2} names the encoding '{CutName(name)}', which does not exist.");
        }
    }

    private static string CutName(string name) => name.Length > 40 ? name[..40] + "…" : name;

    private sealed class NoticingFallback : DecoderFallback
    {
        public bool Met { get; set; }

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

        private sealed class Buffer(NoticingFallback owner) : DecoderFallbackBuffer
        {
            private int _left;

            public override int Remaining => _left;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                owner.Met = true;
                _left = 1;
                return true;
            }

            public override char GetNextChar()
            {
                if (_left == 0)
                {
                    return '\0';
                }

                _left = 0;
                return '\uFFFD';
            }

            public override bool MovePrevious() => false;

            public override void Reset() => _left = 0;
        }
    }
}
