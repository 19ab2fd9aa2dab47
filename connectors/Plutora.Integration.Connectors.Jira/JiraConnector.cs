using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Jira.Acting;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Jira;

/// <summary>Reads Jira Cloud and Data Center over the REST API, takes their webhooks, and acts on issues.</summary>
public sealed partial class JiraConnector : Connector<JiraOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "jira",
        Version = "1.0.0",
        DisplayName = "Jira",
        Description = "Issues with their history, sprints, boards, versions, projects, people, worklogs and links of Jira Cloud and Data Center.",
        Streams = JiraStreams.All,
        Actions = ActionDesk.Offers,
        Webhook = new()
        {
            Verifiers = [VerifierKind.Hmac, VerifierKind.Signal],
            Hmac = new("X-Hub-Signature", HmacAlgorithm.Sha256, "sha256="),
            DeliveryIdHeader = "X-Atlassian-Webhook-Identifier",
            SignalStreams = [JiraStreams.Issue, JiraStreams.Changelog],
        },
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(JiraOptions options)
    {
        if (Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) && address.Scheme is not ("https" or "http"))
        {
            yield return new("baseAddress", "must be an http or https address.");
        }

        if (options.Deployment == JiraDeployment.Cloud && string.IsNullOrEmpty(options.User) && address?.Host.EndsWith(".atlassian.net", StringComparison.OrdinalIgnoreCase) == true)
        {
            yield return new("user", "is required at a site of Jira Cloud: the e-mail address of the account that the API token is of.");
        }

        for (var index = 0; index < options.Projects.Count; index++)
        {
            if (!ProjectKey().IsMatch(options.Projects[index] ?? ""))
            {
                yield return new($"projects[{index}]", "must be the key of a project, such as SHOP.");
            }
        }

        for (var index = 0; index < options.Fields.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(options.Fields[index]))
            {
                yield return new($"fields[{index}]", "must be the name or the id of a field.");
            }
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(JiraOptions options, ConnectorContext context, IServiceProvider services) => new JiraInstance(options, context);

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,254}$")]
    private static partial Regex ProjectKey();
}
