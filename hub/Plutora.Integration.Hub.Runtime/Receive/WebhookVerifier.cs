using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>A webhook request as it came over the wire.</summary>
/// <param name="Headers">Headers by lower-cased name.</param>
/// <param name="Body">The raw body.</param>
/// <param name="CertificateThumbprint">SHA-256 thumbprint of the client certificate, hex; null without one.</param>
/// <param name="Token">Token in the address, for <c>signal</c>.</param>
public sealed record WebhookCall(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, string? CertificateThumbprint, string? Token);

/// <summary>Answer of a verifier: null when the call is genuine, else one sentence that says what is missing and never what was expected.</summary>
public static class WebhookVerifier
{
    /// <summary>Whether a call cannot be verified before its body is there.</summary>
    public static bool NeedsBody(WebhookSettings settings) => settings.Verifier == "hmac";

    /// <summary>Looks at a call whose body is not there yet, of a verifier that needs it: null when it may be genuine.</summary>
    public static string? RefuseHead(WebhookCall call, WebhookSettings settings, WebhookDescriptor tool, string? secret) =>
        string.IsNullOrEmpty(secret) || tool.Hmac is not { } signature ? Refuse(call, settings, tool, secret, default) : Signature(call, signature).Refusal;

    /// <summary>Verifies a call over its raw body, in constant time.</summary>
    public static string? Refuse(WebhookCall call, WebhookSettings settings, WebhookDescriptor tool, string? secret, DateTimeOffset now) => settings.Verifier switch
    {
        _ when string.IsNullOrEmpty(secret) && settings.Verifier != "certificate" => "This instance has no webhook secret; deliveries are refused until one is set.",
        "hmac" when tool.Hmac is { } signature => Hmac(call, signature, secret!),
        "header" => Header(call, settings, tool, secret!),
        "jwt" => JwtVerifier.Refuse(call, settings, secret!, now),
        "certificate" => Certificate(call, settings),
        "signal" => call.Token is { } token && Same(token, secret!) ? null : "The address lacks the token of this instance.",
        _ => $"Verifier '{settings.Verifier}' cannot check this tool's webhooks.",
    };

    private static (byte[]? Bytes, string? Refusal) Signature(WebhookCall call, HmacSignature signature)
    {
        if (!call.Headers.TryGetValue(signature.Header.ToLowerInvariant(), out var presented))
        {
            return (null, $"The delivery is not signed: header '{signature.Header}' is missing.");
        }

        return presented.StartsWith(signature.Prefix, StringComparison.Ordinal) && Decode(presented[signature.Prefix.Length..], signature.Encoding) is { } bytes
            ? (bytes, null)
            : (null, $"Header '{signature.Header}' is not a signature of the expected form.");
    }

    private static string? Hmac(WebhookCall call, HmacSignature signature, string secret)
    {
        var (bytes, refusal) = Signature(call, signature);
        if (bytes is null)
        {
            return refusal;
        }

        var key = Encoding.UTF8.GetBytes(secret);
        var expected = signature.Algorithm switch
        {
            HmacAlgorithm.Sha256 => HMACSHA256.HashData(key, call.Body.Span),
            HmacAlgorithm.Sha512 => HMACSHA512.HashData(key, call.Body.Span),
            _ => Sha1(key, call.Body.Span),
        };
        return CryptographicOperations.FixedTimeEquals(expected, bytes) ? null : "The signature does not match the body and this instance's secret.";
    }

#pragma warning disable CA5350 // Some tools sign with SHA-1 alone; the connector says so in its descriptor.
    private static byte[] Sha1(byte[] key, ReadOnlySpan<byte> body) => HMACSHA1.HashData(key, body);
#pragma warning restore CA5350

    private static string? Header(WebhookCall call, WebhookSettings settings, WebhookDescriptor tool, string secret)
    {
        var header = settings.Header ?? tool.SecretHeader ?? "Authorization";
        if (!call.Headers.TryGetValue(header.ToLowerInvariant(), out var presented))
        {
            return $"Header '{header}' with the shared secret is missing.";
        }

        var expected = settings.User is { } user ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")) : secret;
        return Same(presented, expected) ? null : $"Header '{header}' does not hold this instance's secret.";
    }

    private static string? Certificate(WebhookCall call, WebhookSettings settings) => call.CertificateThumbprint switch
    {
        null => "No client certificate was presented.",
        var thumbprint when settings.Thumbprint is { } expected && Same(thumbprint.ToLowerInvariant(), expected.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant()) => null,
        _ => "The client certificate is not the one configured for this instance.",
    };

    private static byte[]? Decode(string text, SignatureEncoding encoding)
    {
        var buffer = new byte[text.Length];
        if (encoding == SignatureEncoding.Hex)
        {
            return Convert.FromHexString(text, buffer, out _, out var hex) == System.Buffers.OperationStatus.Done ? buffer[..hex] : null;
        }

        return Convert.TryFromBase64String(text, buffer, out var written) ? buffer[..written] : null;
    }

    // Hashing first makes the comparison independent of where, and of how long, the texts differ.
    internal static bool Same(string presented, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
