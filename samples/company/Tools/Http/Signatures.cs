using System.Security.Cryptography;
using System.Text;

namespace Acme.Company.Tools.Http;

/// <summary>Signs deliveries as tools do.</summary>
public static class Signatures
{
    /// <summary>HMAC-SHA-256 of a body as lower-case hexadecimal digits.</summary>
    public static string Hex(string secret, ReadOnlySpan<byte> body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>HMAC-SHA-256 of a body in Base64.</summary>
    public static string Base64(string secret, ReadOnlySpan<byte> body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
