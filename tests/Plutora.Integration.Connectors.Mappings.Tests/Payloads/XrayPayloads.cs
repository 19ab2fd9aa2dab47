namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Xray: the GraphQL API of Cloud, the REST API of Data Center, and the files that are sent to either.</summary>
public sealed class XrayPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "xray";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("cloud-graphql-getTestExecution-tests*.json", "xray/test", "data.getTestExecution.tests.results") with { Records = 3, About = "test-case 3", Links = "same-as 3" },
        PayloadPlan.Of("cloud-graphql-getTests*.json", "xray/test", "data.getTests.results") with
        {
            Records = 5,
            About = "test-case 4",
            Links = "same-as 4",
            Silent = [new("It was asked for neither its id nor its key.", "$not($exists(issueId)) and $not($exists(id)) and $not($exists(jira.key))", 1)],
        },
        PayloadPlan.Of("cloud-graphql-getTestPlan*.json", "xray/test-plan", "data.*.results ? data.*.results : data.*") with { MayBeAbsent = true },
        PayloadPlan.Of("cloud-graphql-getTestExecutions*.json", "xray/test-execution", "data.getTestExecutions.results") with { MayBeAbsent = true },
        PayloadPlan.Of("cloud-graphql-getTestRun*.json", "xray/test-run", "data.*.results ? data.*.results : data.*") with { MayBeAbsent = true },
        PayloadPlan.Of("server-testexecutions*.json", "xray/test-execution", "$") with { Records = 1, About = "test-run 1", Links = "same-as 1" },
        PayloadPlan.Of("server-testexec-tests*.json", "xray/test-run", "$") with { Records = 2, About = "test-case-result 2" },
        PayloadPlan.Of("server-testrun*.json", "xray/test-run", "$") with { Records = 3, About = "test-case-result 2" },
        PayloadPlan.None("*-xray-json-results*.json", "A file of results that a pipeline, or the connector's action, sends to Xray; the connector reads the runs that Xray makes of it."),
        PayloadPlan.None("*-import-*.json", "A part of a request to import results or features, or its answer, which names what was made."),
        PayloadPlan.None("server-test-steps*.json", "The steps of one test of Data Center, which the connector does not read; those of Cloud stand in the test's record."),
        PayloadPlan.None("server-settings-teststatuses*.json", "What statuses there are: Xray's own are in the documents, the company's are placed by its administrator."),
        PayloadPlan.None("server-license*.json", "Whether Xray may be used, which the connector's check looks at."),
        PayloadPlan.None("*-error-*.json", "An error answer, which the connector retries or reports."),
        PayloadPlan.None("cloud-backup-status-*.json", "An error answer of the backup, which is nothing of the model."),
    ];
}
