using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using RestSharp;

namespace Plutora.Integration.Connectors.Xray.Api;

/// <summary>The token that <c>authenticate</c> gives for an API key, as a text alone. It holds for a day, and is asked for anew when it is refused.</summary>
internal sealed class XrayLogin(XrayOptions options, TimeProvider time) : TokenAuthentication(time)
{
    private readonly HttpTool _server = new(new() { BaseAddress = XrayApi.Address(options), Secrets = [options.ClientSecret] }, time);

    public override IEnumerable<string> Secrets => [.. base.Secrets, options.ClientSecret];

    protected override async Task<AccessToken> ObtainAsync(CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["client_id"] = options.ClientId, ["client_secret"] = options.ClientSecret };
        try
        {
            var answer = await _server.SendAsync(new("api/v2/authenticate") { Method = Method.Post, Safe = true, JsonBody = body.ToJsonString() }, cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.String && document.RootElement.GetString() is { Length: > 0 } token
                ? new(token, null)
                : throw ConnectorException.Authentication("api/v2/authenticate was answered without a token.");
        }
        catch (ConnectorException fault) when (fault.Kind is ConnectorErrorKind.Permanent or ConnectorErrorKind.NotFound)
        {
            throw ConnectorException.Authentication($"The API key was refused: {fault.Message}", fault);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Transient("api/v2/authenticate was answered with what is not JSON.", fault);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _server.Dispose();
        }

        base.Dispose(disposing);
    }
}
