using Plutora.Integration.Connectors.Jenkins.Actions;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Jenkins;

/// <summary>Reads Jenkins over its remote access API, is told of builds by signals, and starts and stops builds.</summary>
public sealed class JenkinsConnector : Connector<JenkinsOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "jenkins",
        Version = "1.0.0",
        DisplayName = "Jenkins",
        Description = "Jobs, builds, stages and tests of Jenkins; starts, repeats and aborts builds.",
        Streams = JenkinsStreams.All,
        Actions = JenkinsActions.All,
        // Jenkins signs nothing: whoever knows the address may say that something happened, and what did is read from Jenkins itself.
        Webhook = new() { Verifiers = [VerifierKind.Signal], SignalStreams = [JenkinsStreams.Build, JenkinsStreams.Stage, JenkinsStreams.TestReport] },
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(JenkinsOptions options)
    {
        if (Uri.TryCreate(options.Address, UriKind.Absolute, out var address) && (address.Scheme is not ("https" or "http") || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0))
        {
            yield return new("address", "must be an http or https address without user, query and fragment.");
        }

        if (string.IsNullOrEmpty(options.User) != string.IsNullOrEmpty(options.Token))
        {
            yield return string.IsNullOrEmpty(options.User) ? new("user", "is required beside the token: Jenkins takes a token with its user alone.") : new("token", "is required beside the user.");
        }

        for (var index = 0; index < options.Jobs.Count; index++)
        {
            if (options.Jobs[index] is not { } name || !ItemName.IsValid(name))
            {
                yield return new($"jobs[{index}]", "must be a full name such as team/shop, without a slash at its ends.");
            }
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(JenkinsOptions options, ConnectorContext context, IServiceProvider services) => new JenkinsInstance(options, context);
}
