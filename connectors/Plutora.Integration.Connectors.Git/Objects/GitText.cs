using System.Text;
using System.Text.Unicode;

namespace Plutora.Integration.Connectors.Git.Objects;

/// <summary>Texts of git are bytes in whatever encoding their writer used.</summary>
internal sealed class GitText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly Encoding? _declared;

    /// <param name="encoding">What the object's header <c>encoding</c> says; null when there is none.</param>
    public GitText(string? encoding) => _declared = encoding is null ? null : Find(encoding);

    /// <summary>True once a text could not be read in its encoding, or would not be the same bytes again.</summary>
    public bool Lossy { get; private set; }

    /// <summary>Reads bytes as the object declares, else as UTF-8, else as Latin-1, in which every byte is a character.</summary>
    public string Read(ReadOnlySpan<byte> bytes)
    {
        if (_declared is not null)
        {
            try
            {
                var text = _declared.GetString(bytes);
                Lossy |= !_declared.GetBytes(text).AsSpan().SequenceEqual(bytes);
                return text;
            }
            catch (ArgumentException)
            {
                // The bytes are not what the header says.
            }
        }

        if (_declared is null && Utf8.IsValid(bytes))
        {
            return Strict.GetString(bytes);
        }

        Lossy = true;
        return Plain(bytes);
    }

    /// <summary>Reads bytes that declare nothing: UTF-8, else Latin-1.</summary>
    public static string Plain(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Strict.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    // Those that .NET does not know by itself come with the code pages; nothing is registered for the whole process.
    private static Encoding? Find(string name)
    {
        try
        {
            var found = CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return found.CodePage == Strict.CodePage ? null : found;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
