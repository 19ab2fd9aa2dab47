using System.Net.Http.Headers;
using System.Text;

namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>User and password by HTTP Basic (RFC 7617).</summary>
/// <param name="user">Name of the user; some tools take a token here and no password.</param>
/// <param name="password">Password or token; may be empty.</param>
public sealed class BasicAuthentication(string user, string password) : IHttpAuthentication
{
    private readonly string _pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    /// <inheritdoc/>
    public IEnumerable<string> Secrets => password.Length == 0 ? [user, _pair] : [password, _pair];

    /// <inheritdoc/>
    public ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", _pair);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A token that does not change, as <c>Authorization: Bearer</c> (RFC 6750) or under another scheme.</summary>
/// <param name="token">The token.</param>
/// <param name="scheme">What stands before it, such as <c>Bearer</c>, <c>token</c> or <c>GenieKey</c>.</param>
public sealed class BearerAuthentication(string token, string scheme = "Bearer") : IHttpAuthentication
{
    /// <inheritdoc/>
    public IEnumerable<string> Secrets => [token];

    /// <inheritdoc/>
    public ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Not checked: a scheme such as PagerDuty's "Token token=" is none by the letter of the RFC.
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        return ValueTask.CompletedTask;
    }
}

/// <summary>Where a tool takes an API key.</summary>
public enum ApiKeyPlace
{
    /// <summary>In a header.</summary>
    Header,

    /// <summary>In a query parameter: only for tools that offer nothing better, since addresses are logged on the way.</summary>
    Query,

    /// <summary>In a cookie.</summary>
    Cookie,
}

/// <summary>A key that does not change, under a name of the tool's own.</summary>
/// <param name="name">Name of the header, parameter or cookie.</param>
/// <param name="key">The key, with whatever the tool wants before it.</param>
/// <param name="place">Where it goes.</param>
public sealed class ApiKeyAuthentication(string name, string key, ApiKeyPlace place = ApiKeyPlace.Header) : IHttpAuthentication
{
    /// <inheritdoc/>
    public IEnumerable<string> Secrets => [key];

    /// <inheritdoc/>
    public ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (place)
        {
            case ApiKeyPlace.Query:
                var address = new UriBuilder(request.RequestUri!);
                var others = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
                    .Where(p => p.Split('=')[0] != Uri.EscapeDataString(name));
                address.Query = string.Join('&', [.. others, $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(key)}"]);
                request.RequestUri = address.Uri;
                break;
            case ApiKeyPlace.Cookie:
                request.Headers.Remove("Cookie");
                request.Headers.TryAddWithoutValidation("Cookie", $"{name}={key}");
                break;
            default:
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, key);
                break;
        }

        return ValueTask.CompletedTask;
    }
}
