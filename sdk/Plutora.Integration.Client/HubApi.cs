using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Client;

/// <summary>Calls the hub's REST API, whose description the hub serves at <c>/openapi/v1.json</c>. Nothing is tried again: a call that failed is the caller's to repeat.</summary>
public sealed class HubApi
{
    private readonly Func<HttpClient> _http;
    private readonly HubConnection _connection;
    private readonly TimeProvider _time;

    /// <summary>Calls a hub.</summary>
    /// <param name="http">The client to send with; not disposed.</param>
    /// <param name="connection">The hub.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public HubApi(HttpClient http, HubConnection connection, TimeProvider? time = null)
        : this(() => http, connection, time ?? TimeProvider.System)
    {
    }

    internal HubApi(Func<HttpClient> http, HubConnection connection, TimeProvider time) => (_http, _connection, _time) = (http, connection, time);

    /// <summary>Sends a request with a JSON body, or none.</summary>
    /// <param name="method">Method.</param>
    /// <param name="path">Path and query, such as <c>/api/v1/instances</c>.</param>
    /// <param name="body">JSON body, or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer; a text answer as a JSON string; <see cref="JsonValueKind.Undefined"/> when there is none.</returns>
    /// <exception cref="HubException">The hub refuses or fails.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached.</exception>
    public Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken) =>
        SendAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), cancellationToken);

    /// <summary>Sends a request with any body, such as a file to upload.</summary>
    /// <param name="method">Method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="content">Body, or null; disposed after the call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>As the other form.</returns>
    /// <exception cref="HubException">The hub refuses or fails.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = _connection.Request(method, path);
        request.Content = content;
        using var response = await _http().SendAsync(request, cancellationToken).ConfigureAwait(false);
        await Answers.EnsureAsync(response, _time, cancellationToken).ConfigureAwait(false);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return answer.Length == 0 ? default
            : response.Content.Headers.ContentType?.MediaType is { } type && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal)) ? JsonElement.Parse(answer)
            : JsonElement.Parse($"\"{JsonEncodedText.Encode(answer)}\"");
    }
}
