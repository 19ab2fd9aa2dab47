using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.GitHub.Access;
using Plutora.Integration.Connectors.GitHub.Acting;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.GitHub;

/// <summary>Reads GitHub and GitHub Enterprise Server over the REST API takes their webhooks, and acts on what is there.</summary>
public sealed partial class GitHubConnector : Connector<GitHubOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "github",
        Version = "1.0.0",
        DisplayName = "GitHub",
        Description = "Repositories, commits, pull requests, issues, Actions runs, checks, deployments, releases and alerts of GitHub.",
        Streams = GitHubStreams.All,
        Actions = ActionDesk.Offers,
        Webhook = new()
        {
            Verifiers = [VerifierKind.Hmac],
            Hmac = new("X-Hub-Signature-256", HmacAlgorithm.Sha256, "sha256="),
            DeliveryIdHeader = "X-GitHub-Delivery",
            EventHeader = "X-GitHub-Event",
        },
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(GitHubOptions options)
    {
        for (var index = 0; index < options.Repositories.Count; index++)
        {
            if (!RepositoryName().IsMatch(options.Repositories[index] ?? ""))
            {
                yield return new($"repositories[{index}]", "must be owner/name, such as octocat/hello-world.");
            }
        }

        if (Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) && address.Scheme is not ("https" or "http"))
        {
            yield return new("baseAddress", "must be an http or https address.");
        }
        else if (address is not null && (address.Host is "github.com" or "www.github.com" || address.Query.Length > 0))
        {
            yield return new("baseAddress", "must be the root of the REST API: https://api.github.com/, or https://HOST/api/v3/ at an Enterprise Server.");
        }

        foreach (var fault in LoginFaults(options))
        {
            yield return fault;
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(GitHubOptions options, ConnectorContext context, IServiceProvider services) =>
        new GitHubInstance(options, context);

    private static IEnumerable<OptionFault> LoginFaults(GitHubOptions options)
    {
        if (!options.IsApp)
        {
            if (options.InstallationId is not null || !string.IsNullOrEmpty(options.PrivateKey))
            {
                yield return new("appId", "is required with 'installationId' and 'privateKey'.");
            }

            yield break;
        }

        if (!string.IsNullOrEmpty(options.Token))
        {
            yield return new("token", "must be left out where 'appId' is given: the App gets tokens of its own.");
        }

        if (options.InstallationId is null)
        {
            yield return new("installationId", "is required with 'appId': the number at the end of the address of the installation's page.");
        }

        if (string.IsNullOrEmpty(options.PrivateKey))
        {
            yield return new("privateKey", "is required with 'appId'.");
        }
        else if (!AppSignature.IsKey(options.PrivateKey))
        {
            yield return new("privateKey", "must be a private RSA key in PEM, as GitHub gives it for download (BEGIN RSA PRIVATE KEY).");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$")]
    private static partial Regex RepositoryName();
}
