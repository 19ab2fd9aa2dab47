using System.Net;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.GitHub.Webhooks;

/// <summary>Turns a delivery of GitHub's into records.</summary>
internal static class WebhookReader
{
    private const string EventHeader = "x-github-event";

    /// <summary>GitHub's deepest payload nests some fifteen levels; more than this is no payload of GitHub's.</summary>
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64 };

    /// <exception cref="ConnectorException">Permanent, with the place, when the body is not what GitHub documents for the event.</exception>
    public static ReceiveResult Read(ReceiveRequest request)
    {
        if (request.Kind != ReceiveKind.Webhook)
        {
            throw ConnectorException.Permanent("The GitHub connector takes webhooks and no uploaded files.");
        }

        if (!request.Headers.TryGetValue(EventHeader, out var name) || name.Length == 0)
        {
            throw ConnectorException.Permanent("The delivery lacks the header X-GitHub-Event, by which GitHub names what it sends.");
        }

        using var payload = Parse(Body(request), name);
        if (payload.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw ConnectorException.Permanent($"Delivery '{name}': expected a JSON object, found a {payload.RootElement.ValueKind} at $.");
        }

        try
        {
            return WebhookEvents.Read(name, payload.RootElement);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
        {
            throw ConnectorException.Permanent($"Delivery '{name}' is not what GitHub documents: {fault.Message}", fault);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, string name)
    {
        try
        {
            return JsonDocument.Parse(body, Limits);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Permanent(
                $"Delivery '{name}' is not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: {fault.Message}", fault);
        }
    }

    // A webhook set to application/x-www-form-urlencoded carries the same JSON in the form's field "payload".
    private static ReadOnlyMemory<byte> Body(ReceiveRequest request)
    {
        var prefix = "payload="u8;
        var isForm = request.Headers.TryGetValue("content-type", out var type)
            && type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        if (!isForm || !request.Body.Span.StartsWith(prefix))
        {
            return request.Body;
        }

        var text = Encoding.ASCII.GetString(request.Body.Span[prefix.Length..]);
        return Encoding.UTF8.GetBytes(WebUtility.UrlDecode(text.Split('&')[0]));
    }
}
