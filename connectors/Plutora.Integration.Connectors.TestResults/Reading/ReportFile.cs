using System.Security.Cryptography;

namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>A result file that can be read more than once.</summary>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Hash of its bytes, lower-case hexadecimal.</param>
/// <param name="Open">Opens it from the beginning.</param>
internal sealed record ReportFile(string Name, long Length, string Sha256, Func<Stream> Open)
{
    /// <summary>A file that was handed over.</summary>
    public static ReportFile Of(string? name, ReadOnlyMemory<byte> body) =>
        new(BaseName(name), body.Length, Convert.ToHexStringLower(SHA256.HashData(body.Span)), () => new MemoryStream(body.ToArray(), writable: false));

    /// <summary>The name after the last folder, in either system's notation.</summary>
    public static string BaseName(string? path) => path is null ? "" : path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>The first bytes, for a fault's payload.</summary>
    public byte[] Beginning(int bytes)
    {
        using var stream = Open();
        var buffer = new byte[(int)Math.Min(bytes, Length)];
        var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..read];
    }
}
