using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.GitHub;

/// <summary>Reads GitHub and GitHub Enterprise Server over the REST API and takes their webhooks.</summary>
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
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(GitHubOptions options, ConnectorContext context, IServiceProvider services) =>
        new GitHubInstance(options, context);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$")]
    private static partial Regex RepositoryName();
}
