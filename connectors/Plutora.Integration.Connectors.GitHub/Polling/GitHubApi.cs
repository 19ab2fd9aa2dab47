using System.Net;
using System.Text.Json.Nodes;
using Octokit;
using Plutora.Integration.Connectors.GitHub.Access;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Limits;
using Plutora.Integration.Sdk.Http.Pagination;
using RateLimit = Plutora.Integration.Sdk.Connectors.RateLimit;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Speaks to the REST API with Octokit as transport. Answers stay as GitHub wrote them.</summary>
internal sealed class GitHubApi : IDisposable
{
    private readonly Transport _transport = new();
    private readonly IGitHubLogin _login;
    private readonly TimeProvider _time;
    private readonly LimitHeaders _headers = new(limit: null, remaining: null, reset: null);
    private readonly LatestLimits _limits = new();

    public GitHubApi(GitHubOptions options, TimeProvider time)
    {
        // Without the slash at its end, a relative address would replace the last segment of /api/v3.
        Base = new Uri(options.BaseAddress.TrimEnd('/') + "/");
        _login = options.IsApp ? new AppLogin(options, Base, _transport, time) : new TokenLogin(options.Token);
        _time = time;
    }

    public Uri Base { get; }

    /// <summary>Who the instance is to GitHub, for people.</summary>
    public string Login => _login.Name;

    /// <summary>What GitHub said last of its limits.</summary>
    public IReadOnlyList<RateLimit> RateLimits => _limits.All;

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

        for (var renewed = false; ; renewed = true)
        {
            try
            {
                var connection = new Connection(Transport.Product, Base, _login, new ConditionalHttpClient(_transport.Http, etag, Note), new RawSerializer());
                var answer = await connection.Get<string>(uri, new Dictionary<string, string>(), Transport.Accept, cancellationToken).ConfigureAwait(false);
                return Answer(answer.HttpResponse);
            }
            catch (ApiException fault) when (ApiFaults.IsAbsence(fault))
            {
                return null;
            }
            catch (AuthorizationException) when (!renewed && _login.Renew())
            {
                // Asked once more with a new token.
            }
            catch (ApiException fault)
            {
                throw ApiFaults.From(fault, uri, _time.GetUtcNow(), _login.Secret);
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
    }

    /// <summary>Asks for a change, which is sent once.</summary>
    /// <param name="method">The method.</param>
    /// <param name="uri">Absolute address under <see cref="Base"/>.</param>
    /// <param name="body">What is asked for.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The body of the answer; empty where GitHub answers nothing (204).</returns>
    /// <exception cref="ConnectorException">By the taxonomy; a conflict for 405 and 409, ambiguous when the change was sent and its answer lost.</exception>
    public async Task<ReadOnlyMemory<byte>> ChangeAsync(HttpMethod method, Uri uri, JsonObject body, CancellationToken cancellationToken)
    {
        for (var renewed = false; ; renewed = true)
        {
            var credentials = await _login.GetCredentials().ConfigureAwait(false);
            var answer = await _transport.SendAsync(new(method, uri, credentials, body.ToJsonString()), cancellationToken).ConfigureAwait(false);
            Note(answer);
            if ((int)answer.StatusCode is >= 200 and < 300)
            {
                return Transport.Body(answer);
            }

            // Who is not known has changed nothing.
            if (answer.StatusCode != HttpStatusCode.Unauthorized || renewed || !_login.Renew())
            {
                throw ApiFaults.OfChange(new ApiException(answer), $"{method} {uri.AbsolutePath}", uri, _time.GetUtcNow(), _login.Secret);
            }
        }
    }

    public void Dispose()
    {
        _login.Dispose();
        _transport.Dispose();
    }

    private void Note(IResponse response)
    {
        if (_headers.Told(response.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value), _time.GetUtcNow()) is { } told)
        {
            _limits.Take(told);
        }
    }

    private static ApiAnswer Answer(IResponse response) =>
        new(Transport.Body(response), Header(response, "etag"), Uri.TryCreate(LinkHeader.Next(Header(response, "link")), UriKind.Absolute, out var next) ? next : null, response.StatusCode == HttpStatusCode.NotModified);

    private static string? Header(IResponse response, string name) =>
        response.Headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
