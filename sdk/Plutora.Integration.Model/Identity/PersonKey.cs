using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Plutora.Integration.Model.Identity;

/// <summary>
/// The key of a person whom no tool has given an id: HMAC-SHA-256 of the trimmed, lower-cased e-mail under a secret of the hub's own, as <see cref="Prefix"/> and
/// 64 lower-case hexadecimal digits. Hashing paths of a record is the same function, and what is already hashed is recognised and left as it is.
/// </summary>
public static class PersonKey
{
    /// <summary>What every such key begins with.</summary>
    public const string Prefix = "hmac-";

    private const int Length = 5 + 2 * HMACSHA256.HashSizeInBytes;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The key for an e-mail; the text itself when it already is such a key.</summary>
    /// <exception cref="ArgumentException">The e-mail is empty or white space, or the secret is empty.</exception>
    public static string Of(string email, ReadOnlySpan<byte> secret)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        if (secret.IsEmpty) throw new ArgumentException("The secret that persons are keyed under is empty: pass the hub's own.", nameof(secret));
        string normalized = email.Trim().ToLowerInvariant();
        if (IsHashed(normalized)) return normalized;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(normalized), hash);
        return Prefix + Convert.ToHexStringLower(hash);
    }

    /// <summary>Whether the text is such a key.</summary>
    public static bool IsHashed(ReadOnlySpan<char> text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && !text[Prefix.Length..].ContainsAnyExcept(LowerHex);
}
