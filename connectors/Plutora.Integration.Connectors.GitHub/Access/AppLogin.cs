using System.Net;
using System.Text.Json;
using Octokit;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Access;

/// <summary>
/// A GitHub App, as one of its installations: signs who it is with its private key, gets a token of the installation for that, and another before the
/// token ends. Token and key are kept in memory alone.
/// </summary>
internal sealed class AppLogin(GitHubOptions options, Uri root, Transport transport, TimeProvider time) : IGitHubLogin
{
    // GitHub gives a token for an hour. It is renewed while a request that takes long can still end with it.
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private readonly AppSignature _signature = new(options.AppId!, options.PrivateKey!, time);
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Held? _held;

    public string Name => $"installation {options.InstallationId} of the GitHub App {options.AppId}";

    public string? Secret => _held?.Token;

    public bool Renew()
    {
        _held = null;
        return true;
    }

    /// <exception cref="ConnectorException">By the taxonomy, when GitHub gives no token.</exception>
    public async Task<Credentials> GetCredentials()
    {
        if (_held is { } held && time.GetUtcNow() < held.EndsAt - Early)
        {
            return held.Credentials;
        }

        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_held is not { } now || time.GetUtcNow() >= now.EndsAt - Early)
            {
                _held = now = await ObtainAsync().ConfigureAwait(false);
            }

            return now.Credentials;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _signature.Dispose();
        _gate.Dispose();
    }

    private async Task<Held> ObtainAsync()
    {
        var uri = new Uri(root, $"app/installations/{options.InstallationId}/access_tokens");
        var signed = _signature.Make();

        // Asking for a token changes nothing that anybody sees: what is lost is asked for again.
        var answer = await transport.SendAsync(new(HttpMethod.Post, uri, new Credentials(signed, AuthenticationType.Bearer)) { Safe = true }, CancellationToken.None).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Created)
        {
            throw Refused(new ApiException(answer), uri, signed);
        }

        using var document = PageReader.Parse(Transport.Body(answer), uri);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.Text("token") is { Length: > 0 } token && document.RootElement.Instant("expires_at") is { } endsAt
            ? new(token, endsAt, new Credentials(token))
            : throw ConnectorException.Transient($"The answer of {uri.AbsolutePath} holds no token.");
    }

    private ConnectorException Refused(ApiException refused, Uri uri, string signed) => refused.StatusCode switch
    {
        HttpStatusCode.Unauthorized => ConnectorException.Authentication($"GitHub does not know the App {options.AppId} by its private key. Enter 'appId' and a key of that App that has not been deleted, and see that the hub's clock is right."),
        HttpStatusCode.NotFound => ConnectorException.Authentication($"The App {options.AppId} has no installation {options.InstallationId}. Its number stands at the end of the address of the installation's page."),
        _ => ApiFaults.From(refused, uri, time.GetUtcNow(), signed),
    };

    private sealed record Held(string Token, DateTimeOffset EndsAt, Credentials Credentials);
}
