using Octokit;

namespace Plutora.Integration.Connectors.GitHub.Access;

/// <summary>How an instance proves to GitHub who it is.</summary>
internal interface IGitHubLogin : ICredentialStore, IDisposable
{
    /// <summary>Who it is, for people.</summary>
    string Name { get; }

    /// <summary>The token in use, which no failure may carry; null where there is none.</summary>
    string? Secret { get; }

    /// <summary>Lets go of a token that GitHub does not know any more.</summary>
    /// <returns>True when another can be had.</returns>
    bool Renew();
}
