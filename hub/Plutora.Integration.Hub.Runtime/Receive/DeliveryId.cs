using System.Security.Cryptography;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>What tells a repeated delivery from a new one.</summary>
internal static class DeliveryId
{
    /// <summary>The tool's own delivery id; the body's hash where the tool sends none.</summary>
    public static string Of(WebhookCall call, WebhookDescriptor tool) =>
        tool.DeliveryIdHeader is { } header && call.Headers.TryGetValue(header.ToLowerInvariant(), out var id) && id.Length is > 0 and <= 200
            ? id
            : "sha256-" + Convert.ToHexStringLower(SHA256.HashData(call.Body.Span));
}
