using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.Xray.Actions;

/// <summary>What can be asked of Xray, which itself runs no tests: <c>run-tests</c> is not among it.</summary>
internal static class XrayActions
{
    public const string CreateExecution = "create-test-execution";
    public const string AddResults = "add-results";

    public static IReadOnlyList<ActionDescriptor> All { get; } =
    [
        ActionDescriptor.For<CreateTestExecution, CreatedResult>(CreateExecution, "Creates a test execution; the container is the key of the Jira project.") with { CanPreview = true, CanSettle = true },

        // Which of two imports of one wording is whose cannot be told: a lost answer stays unknown.
        ActionDescriptor.For<AddResults, AddedResults>(AddResults, "Imports results of tests into a test execution.") with { Entities = ["test-run"], CanPreview = true },
    ];
}
