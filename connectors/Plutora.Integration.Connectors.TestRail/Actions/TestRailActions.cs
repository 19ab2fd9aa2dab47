using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.TestRail.Actions;

/// <summary>What can be asked of TestRail.</summary>
internal static class TestRailActions
{
    public const string RunTests = "run-tests";
    public const string CreateRun = "create-test-run";
    public const string AddResults = "add-results";
    public const string CloseRun = "close-run";
    public const string ClosePlan = "close-plan";

    public static IReadOnlyList<ActionDescriptor> All { get; } =
    [
        ActionDescriptor.Common<RunPlanTests, TestsResult>("Opens a run in a plan, for people or pipelines to tell results in; TestRail itself runs no tests.", "test-plan") with { CanPreview = true, CanSettle = true },
        ActionDescriptor.For<CreateTestRun, CreatedResult>(CreateRun, "Creates a run outside of plans; the container is the project, by id or name.") with { CanPreview = true, CanSettle = true },

        // Which of two results of one wording is whose cannot be told: a lost answer stays unknown.
        ActionDescriptor.For<AddResults, AddedResults>(AddResults, "Adds results of cases to a run, all or none of them.") with { Entities = ["test-run"], CanPreview = true },
        ActionDescriptor.For<Close, TicketResult>(CloseRun, "Closes a run that is in no plan; what it holds changes no more.") with { Entities = ["test-run"], Idempotent = true, CanPreview = true, CanSettle = true },
        ActionDescriptor.For<Close, TicketResult>(ClosePlan, "Closes a plan with all of its runs; what they hold changes no more.") with { Entities = ["test-plan"], Idempotent = true, CanPreview = true, CanSettle = true },
    ];
}
