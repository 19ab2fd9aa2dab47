using System.Globalization;
using Plutora.Integration.Connectors.TestRail.Actions;
using Plutora.Integration.Connectors.TestRail.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.TestRail;

/// <summary>Reads TestRail over its API v2, is told of changes by signals, and creates, fills and closes runs.</summary>
public sealed class TestRailConnector : Connector<TestRailOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "testrail",
        Version = "1.0.0",
        DisplayName = "TestRail",
        Description = "Projects, milestones, cases, plans, runs, tests and results of TestRail; creates runs, adds results, closes runs and plans.",
        Streams = TestRailStreams.All,
        Actions = TestRailActions.All,

        // TestRail signs nothing, and what it sends is a text that its administrator writes: what happened is read from TestRail itself.
        Webhook = new() { Verifiers = [VerifierKind.Signal], SignalStreams = [TestRailStreams.Case, TestRailStreams.Plan, TestRailStreams.Run, TestRailStreams.Test, TestRailStreams.Result] },
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(TestRailOptions options)
    {
        if (Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address)
            && (address.Scheme is not ("https" or "http") || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0 || address.AbsolutePath.Contains("index.php", StringComparison.Ordinal)))
        {
            yield return new("baseAddress", "must be an http or https address without user, query and index.php.");
        }

        for (var index = 0; index < options.Projects.Count; index++)
        {
            if (options.Projects[index] <= 0)
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"projects[{index}]"), "must be the id of a project, a whole number above zero: P3 is 3.");
            }
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(TestRailOptions options, ConnectorContext context, IServiceProvider services) => new TestRailInstance(options, context);
}
