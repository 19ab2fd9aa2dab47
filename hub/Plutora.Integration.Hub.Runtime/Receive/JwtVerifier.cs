using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Instances;

namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>Verifies JSON Web Tokens (RFC 7519) signed with HS256: what Atlassian and others put into the Authorization header of webhooks.</summary>
internal static class JwtVerifier
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public static string? Refuse(WebhookCall call, WebhookSettings settings, string secret, DateTimeOffset now)
    {
        if (!call.Headers.TryGetValue((settings.Header ?? "Authorization").ToLowerInvariant(), out var value))
        {
            return "The Authorization header with the token is missing.";
        }

        var parts = value[(value.LastIndexOf(' ') + 1)..].Split('.');
        if (parts is not [var head, var body, var signature] || Part(head) is not { } header || Part(body) is not { } claims || !Base64Url.IsValid(signature))
        {
            return "The token is not a JSON Web Token.";
        }

        // The algorithm is ours to choose, not the sender's: "none" and others are refused.
        if (Text(header, "alg") != "HS256")
        {
            return "The token is not signed with HS256.";
        }

        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{head}.{body}"));
        if (!CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(signature)))
        {
            return "The token's signature does not match this instance's secret.";
        }

        return Claims(claims, settings, now);
    }

    private static string? Claims(JsonElement claims, WebhookSettings settings, DateTimeOffset now)
    {
        if (Instant(claims, "exp") is not { } expiry || expiry < now - Skew)
        {
            return "The token has expired, or does not say when it does. Check the clocks of the tool and of the hub.";
        }

        if (Instant(claims, "nbf") is { } start && start > now + Skew)
        {
            return "The token is not valid yet. Check the clocks of the tool and of the hub.";
        }

        if (settings.Issuer is { } issuer && Text(claims, "iss") != issuer)
        {
            return "The token's issuer is not the one configured for this instance.";
        }

        return settings.Audience is { } audience && Text(claims, "aud") != audience ? "The token's audience is not the one configured for this instance." : null;
    }

    private static JsonElement? Part(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var reader = new Utf8JsonReader(Base64Url.DecodeFromChars(text), new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            return JsonElement.TryParseValue(ref reader, out var element) && element.Value.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Instant(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
