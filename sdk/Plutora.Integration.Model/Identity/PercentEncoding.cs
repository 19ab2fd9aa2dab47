using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Plutora.Integration.Model.Identity;

/// <summary>Percent-encoding of RFC 3986: everything but unreserved characters is written as the escaped bytes of its UTF-8, in upper-case hexadecimal.</summary>
internal static class PercentEncoding
{
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string text) =>
        text.AsSpan().IndexOfAnyExcept(Unreserved) < 0 ? text : Uri.EscapeDataString(text);

    /// <summary>Whether the text holds no half of a surrogate pair, which UTF-8 could not carry.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        // Most texts have no surrogate at all.
        text = text.IndexOfAnyInRange('\uD800', '\uDFFF') is var first and >= 0 ? text[first..] : default;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int consumed) != OperationStatus.Done) return false;
            text = text[consumed..];
        }
        return true;
    }

    /// <summary>False when a character that must be escaped is not, an escape is broken, or the escaped bytes are no UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        if (text.IndexOfAnyExcept(Unreserved) < 0)
        {
            decoded = text.ToString();
            return true;
        }
        byte[] bytes = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (Unreserved.Contains(text[i])) bytes[length++] = (byte)text[i];
            else if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[length++] = Convert.ToByte(text.Slice(i + 1, 2).ToString(), 16);
                i += 2;
            }
            else return false;
        }
        try
        {
            decoded = Strict.GetString(bytes, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
