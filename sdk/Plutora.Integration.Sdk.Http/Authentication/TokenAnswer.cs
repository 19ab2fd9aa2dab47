using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>What servers answer that give tokens: what they refuse is a matter of credentials, whatever the status.</summary>
internal static class TokenAnswer
{
    public static async Task<HttpToolResponse> AskAsync(HttpTool server, HttpToolRequest request, string refused, CancellationToken cancellationToken)
    {
        try
        {
            return await server.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException fault) when (fault.Kind is ConnectorErrorKind.Permanent or ConnectorErrorKind.NotFound or ConnectorErrorKind.Authentication)
        {
            throw ConnectorException.Authentication($"{refused}: {fault.Message}", fault);
        }
    }

    public static JsonDocument Parse(ReadOnlyMemory<byte> body, string who)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Authentication($"{who} answered with what is not JSON. Check its address.", fault);
        }
    }
}
