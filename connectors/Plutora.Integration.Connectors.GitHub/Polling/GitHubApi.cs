using System.Net;
using System.Text;
using Octokit;
using Octokit.Internal;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Reads from the REST API with Octokit as transport. Answers stay as GitHub wrote them.</summary>
internal sealed class GitHubApi : IDisposable
{
    private const string Accept = "application/vnd.github+json";
    private static readonly ProductHeaderValue Product = new("plutora-integration", "1.0.0");
    private readonly HttpClientAdapter _http = new(HttpMessageHandlerFactory.CreateDefault);
    private readonly InMemoryCredentialStore _credentials;
    private readonly string? _token;
    private readonly TimeProvider _time;

    public GitHubApi(GitHubOptions options, TimeProvider time)
    {
        // Without the slash at its end, a relative address would replace the last segment of /api/v3.
        Base = new Uri(options.BaseAddress.TrimEnd('/') + "/");
        _credentials = new(string.IsNullOrEmpty(options.Token) ? Credentials.Anonymous : new Credentials(options.Token));
        _token = options.Token;
        _time = time;
    }

    public Uri Base { get; }

    /// <summary>One GET.</summary>
    /// <param name="uri">Absolute address under <see cref="Base"/>.</param>
    /// <param name="etag">Tag of the answer that is known already; the answer then may be "not modified".</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The answer; null when GitHub says that the repository has nothing of the kind.</returns>
    /// <exception cref="ConnectorException">By the taxonomy, for any other answer and for none.</exception>
    public async Task<ApiAnswer?> GetAsync(Uri uri, string? etag, CancellationToken cancellationToken)
    {
        if (!Base.IsBaseOf(uri))
        {
            throw ConnectorException.Permanent($"GitHub names {uri.GetLeftPart(UriPartial.Authority)} as address of a next page, which is not under {Base}. The token is not sent there.");
        }

        try
        {
            var connection = new Connection(Product, Base, _credentials, new ConditionalHttpClient(_http, etag), new RawSerializer());
            var answer = await connection.Get<string>(uri, new Dictionary<string, string>(), Accept, cancellationToken).ConfigureAwait(false);
            return Answer(answer.HttpResponse);
        }
        catch (ApiException fault) when (ApiFaults.IsAbsence(fault))
        {
            return null;
        }
        catch (ApiException fault)
        {
            throw ApiFaults.From(fault, uri, _time.GetUtcNow(), _token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw ConnectorException.Transient($"GitHub did not answer {uri.AbsolutePath} in time.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw ConnectorException.Transient($"The call of {uri.AbsolutePath} failed: {fault.Message}", fault);
        }
    }

    public void Dispose() => _http.Dispose();

    private static ApiAnswer Answer(IResponse response)
    {
        var body = response.Body switch
        {
            string text => Encoding.UTF8.GetBytes(text),
            byte[] bytes => bytes,
            _ => [],
        };
        return new(body, Header(response, "etag"), LinkHeader.Next(Header(response, "link")), response.StatusCode == HttpStatusCode.NotModified);
    }

    private static string? Header(IResponse response, string name) =>
        response.Headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
