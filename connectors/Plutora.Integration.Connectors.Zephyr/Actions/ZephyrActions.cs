using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.Zephyr.Actions;

/// <summary>What can be asked of Zephyr, which itself runs no tests: <c>run-tests</c> is not among it.</summary>
internal static class ZephyrActions
{
    public const string CreateCycle = "create-test-cycle";
    public const string AddResults = "add-results";

    public static IReadOnlyList<ActionDescriptor> All { get; } =
    [
        ActionDescriptor.For<CreateTestCycle, CreatedResult>(CreateCycle, "Creates a test cycle; the container is the key of the Jira project.") with { CanPreview = true, CanSettle = true },

        // Which of two results of one wording is whose cannot be told: a lost answer stays unknown.
        ActionDescriptor.For<AddResults, AddedResults>(AddResults, "Adds executions of test cases to a test cycle, one after the other.") with { Entities = ["test-run"], CanPreview = true },
    ];
}
