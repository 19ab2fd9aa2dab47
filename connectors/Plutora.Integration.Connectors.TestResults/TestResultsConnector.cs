using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.TestResults;

/// <summary>Reads the result files that test tools write, from watched folders and by upload.</summary>
public sealed class TestResultsConnector : Connector<TestResultsOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "test-results",
        Version = "1.0.0",
        DisplayName = "Test results",
        Description = "Test runs, test cases and their results from JUnit, TRX, xUnit.net, NUnit, Cucumber, Behave, Go, Playwright, Robot Framework, TAP, Allure and CTest files.",
        Streams = ResultStreams.All,
        AcceptsUploads = true,
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(TestResultsOptions options)
    {
        foreach (var (name, list) in new[] { ("folders", options.Folders), ("include", options.Include), ("exclude", options.Exclude) })
        {
            for (var index = 0; index < list.Count; index++)
            {
                if (string.IsNullOrWhiteSpace(list[index]))
                {
                    yield return new($"{name}[{index}]", "must not be empty.");
                }
                else if (name != "folders" && (Path.IsPathRooted(list[index]) || list[index].Split('/', '\\').Contains("..")))
                {
                    yield return new($"{name}[{index}]", "must stay within the folder: a relative pattern without '..', such as **/TEST-*.xml.");
                }
            }
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            yield return new("timeZone", "must be the IANA name of a zone, such as Europe/Berlin.");
        }

        if (!string.IsNullOrWhiteSpace(options.Kind) && !ContextReader.Kinds.Contains(options.Kind.Trim()))
        {
            yield return new("kind", $"must be one of {string.Join(", ", ContextReader.Kinds)}.");
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(TestResultsOptions options, ConnectorContext context, IServiceProvider services) =>
        new TestResultsInstance(options, context);
}
