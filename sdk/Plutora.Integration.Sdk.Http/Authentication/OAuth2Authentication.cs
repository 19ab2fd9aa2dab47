using System.Globalization;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using RestSharp;

namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>What a client of OAuth 2.0 (RFC 6749) is known by.</summary>
public sealed record OAuth2Options
{
    /// <summary>Address of the token endpoint; it may be another host than the tool's.</summary>
    public required Uri TokenEndpoint { get; init; }

    /// <summary>Id of the client.</summary>
    public required string ClientId { get; init; }

    /// <summary>Its secret; null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Scopes, separated by spaces; null to leave them to the server.</summary>
    public string? Scope { get; init; }

    /// <summary>Refresh token that a person's consent gave; null for the client's own credentials (<c>client_credentials</c>).</summary>
    public string? RefreshToken { get; init; }

    /// <summary>True to send id and secret as HTTP Basic, false in the form, as some servers want.</summary>
    public bool BasicClient { get; init; } = true;

    /// <summary>Further parameters of the form, such as <c>audience</c> or <c>resource</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// OAuth 2.0 without a person: client credentials, or a refresh token. Where the server answers with a new refresh token, that one is used from
/// then on, in memory: a server that lets each refresh token be used once needs client credentials to survive a restart.
/// </summary>
public sealed class OAuth2Authentication : TokenAuthentication
{
    private readonly OAuth2Options _options;
    private readonly HttpTool _server;
    private string? _refreshToken;

    /// <summary>Prepares the client; nothing is sent yet.</summary>
    public OAuth2Authentication(OAuth2Options options, TimeProvider time)
        : base(time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _refreshToken) = (options, options.RefreshToken);
        var basic = options is { BasicClient: true, ClientSecret: { } secret }
            ? new BasicAuthentication(Uri.EscapeDataString(options.ClientId), Uri.EscapeDataString(secret))
            : null;
        _server = new(new() { BaseAddress = options.TokenEndpoint, Authentication = basic, Secrets = [.. Own] }, time);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Secrets => [.. base.Secrets, .. Own, .. _refreshToken is { } refresh ? [refresh] : Array.Empty<string>()];

    private IEnumerable<string> Own => new[] { _options.ClientSecret, _options.RefreshToken }.OfType<string>();

    /// <inheritdoc/>
    protected override async Task<AccessToken> ObtainAsync(CancellationToken cancellationToken)
    {
        var sent = Time.GetUtcNow();
        var answer = await TokenAnswer.AskAsync(_server, Request(), "The token endpoint refused the client", cancellationToken).ConfigureAwait(false);
        using var document = TokenAnswer.Parse(answer.Body, "The token endpoint");
        var root = document.RootElement;
        if (JsonText.At(root, "access_token") is not { Length: > 0 } token)
        {
            throw ConnectorException.Authentication("The token endpoint answered without an 'access_token'. Check its address.");
        }

        _refreshToken = JsonText.At(root, "refresh_token") is { Length: > 0 } next && _refreshToken is not null ? next : _refreshToken;
        return new(token, double.TryParse(JsonText.At(root, "expires_in"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? sent.AddSeconds(seconds) : null);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _server.Dispose();
        }

        base.Dispose(disposing);
    }

    private HttpToolRequest Request()
    {
        var form = new Dictionary<string, string>(_options.Parameters);
        if (_refreshToken is { } refresh)
        {
            (form["grant_type"], form["refresh_token"]) = ("refresh_token", refresh);
        }
        else
        {
            form["grant_type"] = "client_credentials";
        }

        if (_options.Scope is { Length: > 0 } scope)
        {
            form["scope"] = scope;
        }

        if (!_options.BasicClient || _options.ClientSecret is null)
        {
            form["client_id"] = _options.ClientId;
            if (_options.ClientSecret is { } secret)
            {
                form["client_secret"] = secret;
            }
        }

        return new(_options.TokenEndpoint.AbsoluteUri) { Method = Method.Post, Form = form, Safe = true };
    }
}
