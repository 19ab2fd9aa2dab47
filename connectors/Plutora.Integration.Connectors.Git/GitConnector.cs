using Plutora.Integration.Connectors.Git.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Git;

/// <summary>Reads git repositories, on this machine or behind an address, with the <c>git</c> program.</summary>
public sealed class GitConnector : Connector<GitOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "git",
        Version = "1.0.0",
        DisplayName = "Git",
        Description = "Commits, branches and tags of any git repository, on the hub's machine or behind an address.",
        Streams = GitStreams.All,
        Webhook = new() { Verifiers = [VerifierKind.Signal], SignalStreams = [GitStreams.Branch, GitStreams.Tag, GitStreams.Commit] },
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(GitOptions options) => OptionsCheck.Run(options);

    /// <inheritdoc/>
    protected override ConnectorInstance Open(GitOptions options, ConnectorContext context, IServiceProvider services) => new GitInstance(options, context);
}
