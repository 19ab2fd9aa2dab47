namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Zephyr Scale: Cloud, in pages, and Data Center.</summary>
public sealed class ZephyrPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "zephyr";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.None("cloud-testcase-links*.json", "The links of a test case, which its own record brings with its id."),
        PayloadPlan.None("cloud-testexecution-links*.json", "The links of an execution, which its own record brings with its id."),
        PayloadPlan.None("cloud-testcase-teststeps*.json", "The steps of one test case, which do not name it; the connector leaves them, which cost a request a case."),
        PayloadPlan.Of("cloud-testcases*.json", "zephyr/test-case", "values ? values : $") with { Records = 15, About = "test-case 14", Links = "verifies 2" },
        PayloadPlan.Of("cloud-testplans*.json", "zephyr/test-plan", "values ? values : $") with { Records = 1, About = "test-plan 1", Links = "contains 1, relates-to 1" },
        PayloadPlan.Of("cloud-testcycles*.json", "zephyr/test-cycle", "values ? values : $") with { MayBeAbsent = true },
        PayloadPlan.Of("cloud-testexecutions*.json", "zephyr/test-execution", "values ? values : $") with
        {
            Records = 1,
            About = "test-case-result 1",
            // Cloud tells a status by its id, which each project gives anew.
            Unmapped = ["outcome=10000"],
        },
        PayloadPlan.Of("server-testcase-latest-result*.json", "zephyr/test-execution", "$") with { Records = 1, About = "test-case-result 1" },
        PayloadPlan.Of("server-testcase*.json", "zephyr/test-case", "$") with { Records = 1, About = "test-case 1", Links = "verifies 2" },
        PayloadPlan.Of("server-testplan*.json", "zephyr/test-plan", "$") with { Records = 1, About = "test-plan 1", Links = "contains 1, relates-to 2" },
        PayloadPlan.Of("server-testrun-testresults*.json", "zephyr/test-execution", "$") with { Records = 1, About = "test-case-result 1" },
        PayloadPlan.Of("server-testrun*.json", "zephyr/test-cycle", "$") with { Records = 2, About = "test-case-result 2, test-run 1", Links = "verifies 2" },
        PayloadPlan.None("*-environments*.json", "A browser or device to test with, not a place where software runs; results name it as a label."),
        PayloadPlan.None("cloud-folders*.json", "A folder of test cases, which name it."),
        PayloadPlan.None("cloud-jira-components*.json", "A component of Jira, which issues name."),
        PayloadPlan.None("cloud-priorities*.json", "What priorities there are: those that Zephyr brings are in the documents."),
        PayloadPlan.None("cloud-statuses*.json", "What statuses there are: those that Zephyr brings are in the documents, the company's are placed by its administrator."),
        PayloadPlan.None("*-error-*.json", "An error answer, which the connector retries or reports."),
    ];
}
