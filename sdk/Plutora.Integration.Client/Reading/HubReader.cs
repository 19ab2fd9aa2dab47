using System.Text.Json;

namespace Plutora.Integration.Client.Reading;

/// <summary>Reads entities and links as they stand.</summary>
/// <param name="http">The client to send with.</param>
/// <param name="connection">The hub.</param>
public sealed class HubReader(HttpClient http, HubConnection connection)
{
    /// <summary>Reads an entity by id or alias.</summary>
    /// <returns>The answer of the hub: <c>id</c>, <c>deleted</c>, <c>entity</c>.</returns>
    /// <exception cref="HubException">404: there is none; 409: the alias names several, listed in <see cref="HubException.Faults"/>.</exception>
    public Task<JsonElement> EntityAsync(string idOrAlias, CancellationToken cancellationToken) => GetAsync($"/api/v1/entities?id={Uri.EscapeDataString(idOrAlias)}", cancellationToken);

    /// <summary>Reads the links of an entity by its id or alias.</summary>
    /// <exception cref="HubException">404: there is none; 409: the alias names several.</exception>
    public Task<JsonElement> LinksAsync(string idOrAlias, CancellationToken cancellationToken) => GetAsync($"/api/v1/links?id={Uri.EscapeDataString(idOrAlias)}", cancellationToken);

    /// <summary>Sends any request of the API and returns its JSON answer; undefined when the answer has no body.</summary>
    /// <param name="method">Method.</param>
    /// <param name="path">Path and query, such as <c>/api/v1/instances</c>.</param>
    /// <param name="body">JSON body, or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HubException">The hub refuses or fails.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = connection.Request(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await HubConnection.EnsureAsync(response, cancellationToken).ConfigureAwait(false);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return answer.Length == 0 ? default
            : response.Content.Headers.ContentType?.MediaType is "application/json" ? JsonElement.Parse(answer)
            : JsonElement.Parse($"\"{JsonEncodedText.Encode(answer)}\"");
    }

    private Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);
}
