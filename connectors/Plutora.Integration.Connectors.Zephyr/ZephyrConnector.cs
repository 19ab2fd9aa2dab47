using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Zephyr.Actions;
using Plutora.Integration.Connectors.Zephyr.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Zephyr;

/// <summary>Reads Zephyr Scale Cloud over its API v2, creates test cycles and adds results to them.</summary>
public sealed partial class ZephyrConnector : Connector<ZephyrOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "zephyr",
        Version = "1.0.0",
        DisplayName = "Zephyr Scale",
        Description = "Test cases, plans, cycles and executions of Zephyr Scale Cloud with their issue links; creates cycles and adds results.",
        Streams = ZephyrStreams.All,
        Actions = ZephyrActions.All,
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(ZephyrOptions options)
    {
        if (Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) && (address.Scheme is not ("https" or "http") || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0))
        {
            yield return new("baseAddress", "must be an http or https address without user, query and fragment.");
        }

        for (var index = 0; index < options.Projects.Count; index++)
        {
            if (options.Projects[index] is not { } key || !ProjectKey().IsMatch(key))
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"projects[{index}]"), "must be the key of a Jira project in capitals, such as SHOP.");
            }
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(ZephyrOptions options, ConnectorContext context, IServiceProvider services) => new ZephyrInstance(options, context);

    [GeneratedRegex(@"^[A-Z][A-Z_0-9]+\z")]
    private static partial Regex ProjectKey();
}
