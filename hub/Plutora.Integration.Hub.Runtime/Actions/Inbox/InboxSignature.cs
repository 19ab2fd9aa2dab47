using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plutora.Integration.Hub.Runtime.Actions.Inbox;

/// <summary>How a request in the inbox is signed: HMAC-SHA-256 over what it says, under a secret that follows from the API key and is not the key.</summary>
internal static class InboxSignature
{
    public const string KeyHeader = "plutora-key";
    public const string TimeHeader = "plutora-time";
    public const string SignatureHeader = "plutora-signature";

    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("plutora.actions.inbox.v1");

    /// <summary>The signing secret of an API key. The key cannot be had from it, and it opens nothing but the inbox.</summary>
    public static byte[] SecretOf(string apiKey) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(apiKey), Purpose);

    /// <summary>The signature: of the purpose, the key's name and the time, a line each, and the body's bytes.</summary>
    /// <param name="secret">The signing secret.</param>
    /// <param name="key">Name of the API key.</param>
    /// <param name="seconds">When it was signed, in Unix seconds.</param>
    /// <param name="body">The body as it is sent.</param>
    public static byte[] Of(byte[] secret, string key, long seconds, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"plutora.actions.inbox.v1\n{key}\n{seconds}\n")));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>Compares in a time that tells nothing of the right signature.</summary>
    /// <param name="right">The right one.</param>
    /// <param name="given">What was sent: 64 hexadecimal digits.</param>
    public static bool IsSame(byte[] right, string given)
    {
        var told = new byte[right.Length];
        return given.Length == right.Length * 2 && Convert.FromHexString(given, told, out _, out _) == System.Buffers.OperationStatus.Done && CryptographicOperations.FixedTimeEquals(right, told);
    }
}
