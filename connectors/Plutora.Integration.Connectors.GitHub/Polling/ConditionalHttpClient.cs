using Octokit;
using Octokit.Internal;
using Plutora.Integration.Connectors.GitHub.Access;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Adds to one request the condition and the API version, which Octokit's connection has no parameter for, and shows its answer as it came.</summary>
internal sealed class ConditionalHttpClient(IHttpClient inner, string? etag, Action<IResponse> answered) : IHttpClient
{
    public async Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
    {
        request.Headers["X-GitHub-Api-Version"] = Transport.ApiVersion;
        if (etag is not null)
        {
            request.Headers["If-None-Match"] = etag;
        }

        var answer = await inner.Send(request, cancellationToken, preprocessResponseBody).ConfigureAwait(false);
        answered(answer);
        return answer;
    }

    public void SetRequestTimeout(TimeSpan timeout) => inner.SetRequestTimeout(timeout);

    /// <summary>Does nothing: the inner client serves further requests and belongs to who made it.</summary>
    public void Dispose()
    {
    }
}
