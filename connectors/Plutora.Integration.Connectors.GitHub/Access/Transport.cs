using System.Text;
using Octokit;
using Octokit.Internal;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Access;

/// <summary>Sends one request with Octokit's HTTP client, and tells what became of it where no answer came.</summary>
internal sealed class Transport : IDisposable
{
    public const string Accept = "application/vnd.github+json";
    public const string ApiVersion = "2022-11-28";
    private readonly HttpClientAdapter _http = new(HttpMessageHandlerFactory.CreateDefault);

    public static ProductHeaderValue Product { get; } = new("plutora-integration", "1.0.0");

    /// <summary>The client, for reads by Octokit's connection.</summary>
    public IHttpClient Http => _http;

    /// <summary>Sends a request.</summary>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="ConnectorException">
    /// Transient, when nothing was sent or nothing can have been changed; ambiguous, when a change was sent and its answer lost.
    /// </exception>
    public async Task<IResponse> SendAsync(Call call, CancellationToken cancellationToken)
    {
        var request = new Request { Method = call.Method, BaseAddress = new(call.Uri.GetLeftPart(UriPartial.Authority)), Endpoint = new(call.Uri.PathAndQuery, UriKind.Relative), Timeout = TimeSpan.FromSeconds(60) };
        request.Headers["Accept"] = Accept;
        request.Headers["User-Agent"] = Product.ToString();
        request.Headers["X-GitHub-Api-Version"] = ApiVersion;
        if (call.Credentials is { Password: { Length: > 0 } token })
        {
            request.Headers["Authorization"] = $"Bearer {token}";
        }

        if (call.Body is { } body)
        {
            (request.Body, request.ContentType) = (body, "application/json");
        }

        var name = $"{call.Method} {call.Uri.AbsolutePath}";
        try
        {
            return await _http.Send(request, cancellationToken, null).ConfigureAwait(false);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw ConnectorException.Transient($"{name} was not sent: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var what = fault is OperationCanceledException ? "GitHub did not answer in time" : fault.Message;
            throw call.Safe ? ConnectorException.Transient($"{name}: {what}", fault) : ConnectorException.Ambiguous($"{name} was sent and its answer lost: {what}", fault);
        }
    }

    /// <summary>The body of an answer, as bytes.</summary>
    public static ReadOnlyMemory<byte> Body(IResponse response) => response.Body switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        byte[] bytes => bytes,
        _ => default(ReadOnlyMemory<byte>),
    };

    public void Dispose() => _http.Dispose();
}

/// <summary>A request.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Uri">Absolute address.</param>
/// <param name="Credentials">Who sends it.</param>
/// <param name="Body">JSON; null where there is none.</param>
internal sealed record Call(HttpMethod Method, Uri Uri, Credentials Credentials, string? Body = null)
{
    /// <summary>True when it changes nothing that matters, so that it may be sent again.</summary>
    public bool Safe { get; init; }
}
