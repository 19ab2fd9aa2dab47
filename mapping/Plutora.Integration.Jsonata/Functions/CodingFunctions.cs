using System.Globalization;
using System.Text;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Base64 and URL codings.</summary>
internal static class CodingFunctions
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    private const string Reserved = ";/?:@&=+$,#";

    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.OfText("base64encode", text => Convert.ToBase64String([.. text.Select(character => (byte)character)])),
        Native.OfText("base64decode", Decode),
        Native.OfText("encodeUrlComponent", text => Encode(text, Unreserved, "encodeUrlComponent")),
        Native.OfText("encodeUrl", text => Encode(text, Unreserved + Reserved, "encodeUrl")),
        Native.OfText("decodeUrlComponent", text => Decode(text, "", "decodeUrlComponent")),
        Native.OfText("decodeUrl", text => Decode(text, Reserved, "decodeUrl")),
    ];

    /// <summary>Decodes what there is, as the reference does: what is no digit is skipped, padding ends it, and each byte is a character.</summary>
    private static string Decode(string text)
    {
        var result = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var character in text)
        {
            // Node looks at the low byte of a character only.
            var digit = (char)(byte)character;
            if (digit == '=')
            {
                break;
            }

            var value = digit switch
            {
                >= 'A' and <= 'Z' => digit - 'A',
                >= 'a' and <= 'z' => digit - 'a' + 26,
                >= '0' and <= '9' => digit - '0' + 52,
                '+' or '-' => 62,
                '/' or '_' => 63,
                _ => -1,
            };
            if (value < 0)
            {
                continue;
            }

            bits = (bits << 6 | value) & 0xFFFF;
            count += 6;
            if (count >= 8)
            {
                count -= 8;
                result.Append((char)(bits >> count & 0xFF));
            }
        }

        return result.ToString();
    }

    private static string Encode(string text, string kept, string function)
    {
        var result = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        for (var index = 0; index < text.Length; index++)
        {
            if (kept.Contains(text[index], StringComparison.Ordinal))
            {
                result.Append(text[index]);
            }
            else if (Rune.TryGetRuneAt(text, index, out var rune))
            {
                foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
                {
                    result.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
                }

                index += rune.Utf16SequenceLength - 1;
            }
            else
            {
                throw Malformed(text, function);
            }
        }

        return result.ToString();
    }

    private static string Decode(string text, string kept, string function)
    {
        var result = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        for (var index = 0; index < text.Length;)
        {
            if (text[index] != '%')
            {
                result.Append(text[index++]);
                continue;
            }

            var start = index;
            bytes[0] = ByteAt(text, ref index, function);
            var length = bytes[0] switch { < 0x80 => 1, >= 0xC2 and < 0xE0 => 2, >= 0xE0 and < 0xF0 => 3, >= 0xF0 and < 0xF5 => 4, _ => throw Malformed(text, function) };
            for (var at = 1; at < length; at++)
            {
                bytes[at] = ByteAt(text, ref index, function);
            }

            if (Rune.DecodeFromUtf8(bytes[..length], out var rune, out var consumed) != System.Buffers.OperationStatus.Done || consumed != length)
            {
                throw Malformed(text, function);
            }

            _ = rune.IsBmp && kept.Contains((char)rune.Value, StringComparison.Ordinal) ? result.Append(text, start, index - start) : result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static byte ByteAt(string text, ref int index, string function)
    {
        if (index + 2 < text.Length && text[index] == '%' && char.IsAsciiHexDigit(text[index + 1]) && char.IsAsciiHexDigit(text[index + 2]))
        {
            index += 3;
            return byte.Parse(text.AsSpan(index - 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        throw Malformed(text, function);
    }

    private static JsonataException Malformed(string text, string function) => Faults.Argument("D3140", 1, JsonataValue.From(text), function);
}
