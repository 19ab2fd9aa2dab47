using System.Collections.Frozen;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Xray.Records;

/// <summary>A list that a stream is read from.</summary>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Query">Name of the query of the list.</param>
/// <param name="One">Name of the query of one, and of its parameter.</param>
/// <param name="Fields">What is asked for of each.</param>
internal sealed record XrayList(string Stream, string Query, (string Name, string Parameter) One, string Fields)
{
    /// <summary>True where the list may be asked for by project.</summary>
    public bool ByProject { get; init; } = true;
}

/// <summary>The streams, in the order that decides ties.</summary>
internal static class XrayStreams
{
    public const string Test = "test";
    public const string Plan = "test-plan";
    public const string Execution = "test-execution";
    public const string Run = "test-run";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(15);

    // The clocks of the hub and of Xray may differ; what is told twice costs nothing but the read.
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(5);

    /// <summary>The lists by stream.</summary>
    public static FrozenDictionary<string, XrayList> Lists { get; } = new[]
    {
        new XrayList(Test, "getTests", ("getTest", "issueId"), """
            issueId projectId testType { name kind } steps { id action data result } gherkin unstructured folder { path }
            preconditions(limit: 10) { results { issueId definition } } coverableIssues(limit: 50) { total results { issueId jira(fields: ["key"]) } }
            jira(fields: ["key", "summary", "status", "priority", "labels", "created", "updated"])
            """),
        new XrayList(Plan, "getTestPlans", ("getTestPlan", "issueId"), """
            issueId projectId tests(limit: 100) { total results { issueId } } jira(fields: ["key", "summary", "status", "fixVersions", "created", "updated"])
            """),
        new XrayList(Execution, "getTestExecutions", ("getTestExecution", "issueId"), """
            issueId projectId testEnvironments testPlans(limit: 10) { results { issueId } } testRuns(limit: 100) { total results { id status { name } } }
            jira(fields: ["key", "summary", "status", "labels", "fixVersions", "created", "updated"])
            """),
        new XrayList(Run, "getTestRuns", ("getTestRunById", "id"), """
            id status { name final } startedOn finishedOn comment executedById assigneeId defects parameters { name value }
            steps { action data result status { name } actualResult comment } test { issueId projectId jira(fields: ["key", "summary"]) } testExecution { issueId projectId }
            """) { ByProject = false },
    }.ToFrozenDictionary(l => l.Stream, StringComparer.Ordinal);

    // Nothing in Xray orders the versions of a record: what Xray itself keeps of an issue changes without the issue's own time.
    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        Of(Test, "A test with its steps and the issues that it covers, from the query getTests.", Seldom),
        Of(Plan, "A test plan with its tests, from the query getTestPlans.", Seldom),
        Of(Execution, "A test execution with the statuses of its runs, from the query getTestExecutions.", Often),
        Of(Run, "A run of one test in one execution, from the query getTestRuns.", Often),
    ];

    private static StreamDescriptor Of(string id, string description, TimeSpan interval) =>
        new() { Id = id, Description = description, CanScan = true, CanFetch = true, DefaultInterval = interval, Overlap = Clocks };
}
