using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Tries address, token and the access to what the options name.</summary>
internal sealed class AccountCheck(GitHubOptions options, GitHubApi api, RepositoryCatalog catalog)
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (options is { Repositories.Count: 0, Organisation: null or "", IsKnown: false })
        {
            return CheckResult.Success("Nothing is configured to be read: the instance takes webhooks alone.");
        }

        var who = await WhoAsync(cancellationToken).ConfigureAwait(false);
        var found = await catalog.FindAsync(fresh: true, cancellationToken).ConfigureAwait(false);
        return found.Missing.Count == 0
            ? CheckResult.Success($"Reached {api.Base} as {who}; {found.Repositories.Count} repositories are read.")
            : CheckResult.Failure($"Reached {api.Base} as {who}, but it has no {string.Join(", ", found.Missing)}, or hides it from this token.");
    }

    private async Task<string> WhoAsync(CancellationToken cancellationToken)
    {
        if (options.IsApp)
        {
            return api.Login;
        }

        if (string.IsNullOrEmpty(options.Token))
        {
            return "nobody (no token is set: public data alone, 60 requests an hour)";
        }

        try
        {
            var uri = new Uri(api.Base, "user");
            var answer = await api.GetAsync(uri, null, cancellationToken).ConfigureAwait(false);
            using var user = PageReader.Parse(answer?.Body ?? default, uri);
            return user.RootElement.RequiredText("login", "$");
        }
        catch (ConnectorException fault) when (fault.InnerException is Octokit.ForbiddenException)
        {
            // The token of an app's installation is no user's; what it may read shows by reading the repositories.
            return "an installation of a GitHub App";
        }
    }
}
