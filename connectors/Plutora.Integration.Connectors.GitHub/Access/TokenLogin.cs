using Octokit;

namespace Plutora.Integration.Connectors.GitHub.Access;

/// <summary>A token that the administrator entered, or nobody at all.</summary>
internal sealed class TokenLogin(string? token) : IGitHubLogin
{
    private readonly Credentials _credentials = string.IsNullOrEmpty(token) ? Credentials.Anonymous : new(token);

    public string Name => string.IsNullOrEmpty(token) ? "nobody" : "the token's account";

    public string? Secret => token;

    public bool Renew() => false;

    public Task<Credentials> GetCredentials() => Task.FromResult(_credentials);

    public void Dispose()
    {
    }
}
