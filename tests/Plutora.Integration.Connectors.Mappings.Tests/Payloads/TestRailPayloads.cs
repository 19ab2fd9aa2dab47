namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>TestRail: answers by method, as arrays (before 6.7) and in pages.</summary>
public sealed class TestRailPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "testrail";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("get_runs-*.json", "testrail/run", "runs ? runs : $") with { Records = 125, About = "test-run 125", Links = "verifies 125" },
        PayloadPlan.Of("get_run-*.json", "testrail/run", "$") with { MayBeAbsent = true },
        PayloadPlan.Of("plan_entry-*.json", "testrail/run", "runs") with { Records = 1, About = "test-run 1" },
        PayloadPlan.Of("get_plan*.json", "testrail/plan", "plans ? plans : $") with { Records = 10, About = "test-plan 10, test-run 129" },
        PayloadPlan.Of("get_cases-*.json", "testrail/case", "cases ? cases : $") with { Records = 125, About = "test-case 125" },
        PayloadPlan.Of("get_case-*.json", "testrail/case", "$") with { MayBeAbsent = true },
        PayloadPlan.Of("get_tests-*.json", "testrail/test", "tests ? tests : $") with { Records = 137, About = "test-case-result 137" },
        PayloadPlan.Of("get_results*.json", "testrail/result", "results ? results : $") with
        {
            Partial = true,
            Records = 134,
            About = "test-case-result 100",
            Links = "relates-to 125",
        },
        PayloadPlan.Of("get_milestone*.json", "testrail/milestone", "milestones ? milestones : $") with { Records = 1, About = "milestone 1" },
        PayloadPlan.Of("get_project*.json", "testrail/project", "projects ? projects : $") with { Records = 4, About = "product 3" },
        PayloadPlan.Of("get_user*.json", "testrail/user", "users ? users : $") with { Records = 2, About = "person 2" },
        PayloadPlan.None("get_suite*.json", "A suite is a folder of cases, which name it."),
        PayloadPlan.None("get_section*.json", "A section is a folder of cases, which name it."),
        PayloadPlan.None("get_statuses-*.json", "What the numbers of statuses mean: TestRail's own are in the documents, the company's are placed by its administrator."),
        PayloadPlan.None("get_templates-*.json", "A form for cases, which is nothing of the model."),
        PayloadPlan.None("*_field*.json", "The definition of a custom field, which is nothing of the model."),
        PayloadPlan.None("error-*.json", "An error answer, which the connector retries or reports."),
    ];
}
