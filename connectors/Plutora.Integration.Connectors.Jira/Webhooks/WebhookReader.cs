using System.Text.Json;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Jira.Webhooks;

/// <summary>Turns a delivery of Jira's into records.</summary>
internal static class WebhookReader
{
    /// <summary>Text as a tree nests deeper than all else; more than this is no payload of Jira's.</summary>
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 128 };

    /// <exception cref="ConnectorException">Permanent, with the place, when the body is not what Jira documents for the event.</exception>
    public static ReceiveResult Read(ReceiveRequest request)
    {
        if (request.Kind != ReceiveKind.Webhook)
        {
            throw ConnectorException.Permanent("The Jira connector takes webhooks and no uploaded files.");
        }

        using var payload = Parse(request.Body);
        if (payload.RootElement.Text("webhookEvent") is not { Length: > 0 } name)
        {
            throw ConnectorException.Permanent("The delivery lacks the member webhookEvent, by which Jira names what it sends.");
        }

        try
        {
            return WebhookEvents.Read(name, payload.RootElement);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
        {
            throw ConnectorException.Permanent($"Delivery '{name}' is not what Jira documents: {fault.Message}", fault);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Limits);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Permanent($"The delivery is not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: {fault.Message}", fault);
        }
    }
}
