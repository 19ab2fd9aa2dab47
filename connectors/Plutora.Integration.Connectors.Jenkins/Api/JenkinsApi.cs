using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Errors;
using RestSharp;

namespace Plutora.Integration.Connectors.Jenkins.Api;

/// <summary>Speaks to one Jenkins over its remote access API. Answers stay as Jenkins wrote them.</summary>
internal sealed class JenkinsApi : IDisposable
{
    private const string CrumbPath = "crumbIssuer/api/json";

    // The crumb is looked at before anything else is: a request without a valid one has changed nothing.
    private static readonly HttpErrorRule NoCrumb = new(HttpErrorMeaning.Ignore)
    {
        Statuses = [403],
        When = answer => System.Text.Encoding.UTF8.GetString(answer.Body.Span).Contains("crumb", StringComparison.OrdinalIgnoreCase),
    };

    // Jenkins answers many a change by sending the browser on to a page.
    private static readonly HttpErrorRule SentOn = new(HttpErrorMeaning.Ignore) { Statuses = [301, 302, 303, 307, 308] };
    private static readonly HttpErrorRule Absent = new(HttpErrorMeaning.Ignore) { Statuses = [404] };

    private readonly JenkinsLogin _login;
    private readonly HttpTool _tool;

    public JenkinsApi(JenkinsOptions options, TimeProvider time)
    {
        _login = new(options);
        Address = new(options.Address.TrimEnd('/') + "/");
        _tool = new(new() { BaseAddress = Address, Authentication = _login, Secrets = options.Token is { Length: > 0 } token ? [token] : [] }, time);
    }

    /// <summary>What the tool said last of its limits.</summary>
    public IReadOnlyList<RateLimit> RateLimits => _tool.RateLimits;

    /// <summary>Address of the Jenkins, with a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>One GET of a thing's API.</summary>
    /// <param name="item">Path of the thing, with a slash at its end; empty for the Jenkins itself.</param>
    /// <param name="tree">The members to answer with; null for what Jenkins shows by itself.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ConnectorException">By the taxonomy; not found where there is no such thing, or the user may not see it.</exception>
    public Task<HttpToolResponse> GetAsync(string item, string? tree, CancellationToken cancellationToken) => _tool.SendAsync(Api(item, tree), cancellationToken);

    /// <summary>One GET of a thing's API, where it may not be there.</summary>
    /// <returns>The answer; null where there is no such thing.</returns>
    public async Task<HttpToolResponse?> FindAsync(string item, string? tree, CancellationToken cancellationToken)
    {
        var answer = await _tool.SendAsync(Api(item, tree) with { Errors = [Absent] }, cancellationToken).ConfigureAwait(false);
        return answer.Ignored ? null : answer;
    }

    /// <summary>One GET of a path that is no API of a thing, where it may not be there.</summary>
    public async Task<HttpToolResponse?> FindPageAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await _tool.SendAsync(new(path) { Errors = [Absent] }, cancellationToken).ConfigureAwait(false);
        return answer.Ignored ? null : answer;
    }

    /// <summary>Asks for a change, with a crumb where the server wants one. Sent at most once but for a crumb that had ended.</summary>
    /// <exception cref="ConnectorException">By the taxonomy; ambiguous when the change was sent and its answer lost.</exception>
    public async Task<HttpToolResponse> PostAsync(HttpToolRequest request, CancellationToken cancellationToken)
    {
        request = request with { Method = Method.Post, Errors = [NoCrumb, SentOn] };
        for (var renewed = false; ; renewed = true)
        {
            await ObtainCrumbAsync(renewed, cancellationToken).ConfigureAwait(false);
            var answer = await _tool.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer is not { Ignored: true, Status: 403 })
            {
                return answer.Ignored ? Accepted(request, answer) : answer;
            }

            if (renewed)
            {
                throw ConnectorException.Authentication($"POST {request.Path} was refused for its crumb, though it had just been issued. See whether a proxy drops the header '{_login.Crumb?.Field}' or the session's cookie, or give an API token instead of a password.");
            }
        }
    }

    public void Dispose() => _tool.Dispose();

    private static HttpToolRequest Api(string item, string? tree)
    {
        var request = new HttpToolRequest($"{item}api/json");
        return tree is null ? request : request.With("tree", tree);
    }

    private async Task ObtainCrumbAsync(bool anew, CancellationToken cancellationToken)
    {
        if (_login.Crumb is not null && !anew)
        {
            return;
        }

        // Without protection against forged requests there is no issuer.
        _login.Crumb = await FindPageAsync(CrumbPath, cancellationToken).ConfigureAwait(false) is { } answer ? Crumb.From(answer, CrumbPath) : null;
    }

    private HttpToolResponse Accepted(HttpToolRequest request, HttpToolResponse answer)
    {
        var target = answer.Headers.TryGetValue("location", out var location) ? new Uri(new Uri(Address, request.Path), location) : Address;
        if (target.AbsolutePath == new Uri(Address, request.Path).AbsolutePath)
        {
            throw ConnectorException.Configuration($"The Jenkins at {Address} sends changes on to {target.GetLeftPart(UriPartial.Authority)}. Set the option 'address' to where it is served.");
        }

        var page = target.AbsolutePath;
        return page.Contains("/login", StringComparison.OrdinalIgnoreCase) || page.Contains("/securityRealm/", StringComparison.OrdinalIgnoreCase) || page.Contains("/oauth", StringComparison.OrdinalIgnoreCase)
            ? throw ConnectorException.Authentication($"POST {request.Path} was sent on to a log-in page ({page}). Check the options 'user' and 'token', and whether a proxy before Jenkins asks for a log-in of its own.")
            : answer;
    }
}
