using System.Globalization;
using Plutora.Integration.Connectors.Xray.Actions;
using Plutora.Integration.Connectors.Xray.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Xray;

/// <summary>Reads Xray Cloud over its GraphQL API, creates test executions and imports results.</summary>
public sealed class XrayConnector : Connector<XrayOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "xray",
        Version = "1.0.0",
        DisplayName = "Xray",
        Description = "Tests with what they cover, test plans, test executions and test runs of Xray Cloud; creates executions and imports results.",
        Streams = XrayStreams.All,
        Actions = XrayActions.All,
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(XrayOptions options)
    {
        if (Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) && (address.Scheme is not ("https" or "http") || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0))
        {
            yield return new("baseAddress", "must be an http or https address without user, query and fragment.");
        }

        for (var index = 0; index < options.Projects.Count; index++)
        {
            if (!long.TryParse(options.Projects[index], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"projects[{index}]"), "must be the id of a Jira project, a number such as 10000, and not its key.");
            }
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(XrayOptions options, ConnectorContext context, IServiceProvider services) => new XrayInstance(options, context);
}
