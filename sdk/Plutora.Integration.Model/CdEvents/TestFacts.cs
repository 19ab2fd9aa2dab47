using System.Text.Json.Nodes;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>What test runs and results prove: CDEvents' testSuiteRun, testCaseRun and testOutput.</summary>
internal static class TestFacts
{
    public static IEnumerable<Fact> Of(TestRun run, string hub)
    {
        if (RunFacts.IsQueued(run.State, run.QueuedAt))
            yield return Described(new Fact("testsuiterun.queued.0.3.0", hub), run).When(run.QueuedAt).Object("trigger", Trigger(run)).Requires("environment");
        if (RunFacts.IsStarted(run.State, run.StartedAt))
            yield return Described(new Fact("testsuiterun.started.0.3.0", hub), run).When(run.StartedAt).Object("trigger", Trigger(run)).Requires("environment");
        if (run.State == RunState.Finished)
            yield return Described(new Fact("testsuiterun.finished.0.3.0", hub), run).When(run.FinishedAt)
                .Text("outcome", CdValues.Of(run.Outcome)).Text("severity", CdValues.Of(run.Severity)).Text("reason", run.Reason).Requires("outcome", "environment");
        foreach (var output in Outputs(run.Id, run.Outputs, null, hub)) yield return output;
    }

    public static IEnumerable<Fact> Of(TestCaseResult result, string hub)
    {
        string attempt = RunFacts.Attempt(result.Attempt);
        if (RunFacts.IsQueued(result.State, result.QueuedAt))
            yield return Described(new Fact("testcaserun.queued.0.3.0", hub, attempt), result).When(result.QueuedAt).Requires("environment");
        if (RunFacts.IsStarted(result.State, result.StartedAt))
            yield return Described(new Fact("testcaserun.started.0.3.0", hub, attempt), result).When(result.StartedAt).Requires("environment");
        if (result.State == RunState.Finished)
            yield return Described(new Fact("testcaserun.finished.0.3.0", hub, attempt), result).When(result.FinishedAt)
                .Text("outcome", CdValues.Of(result.Outcome)).Text("severity", CdValues.Of(result.Severity)).Text("reason", result.Message)
                .Requires("outcome", "environment");
        if (result.State == RunState.Skipped)
            yield return Described(new Fact("testcaserun.skipped.0.2.0", hub, attempt), result).When(result.FinishedAt).Text("reason", result.Message);
        foreach (var output in Outputs(result.Id, result.Outputs, Reference.To(result.Id), hub)) yield return output;
    }

    private static IEnumerable<Fact> Outputs(EntityId of, IReadOnlyList<TestOutput>? outputs, Reference? testCaseRun, string hub) =>
        (outputs ?? []).DistinctBy(Known).Select(output => new Fact("testoutput.published.0.3.0", hub, Known(output))
            .About(string.IsNullOrEmpty(output.Url) ? $"{of}#{output.Name}" : output.Url).When(output.PublishedAt)
            .Text("outputType", CdValues.Of(output.Kind)).Text("format", output.MediaType).Uri("uri", output.Url).Reference("testCaseRun", testCaseRun)
            .Requires("format"));

    private static string Known(TestOutput output) => string.IsNullOrEmpty(output.Url) ? output.Name : output.Url;

    private static Fact Described(Fact fact, TestRun run) => fact.About(run.Id).Reference("environment", run.Environment).Object("testSuite", Suite(run));

    private static Fact Described(Fact fact, TestCaseResult result) => fact.About(result.Id).Reference("environment", result.Environment)
        .Reference("testSuiteRun", result.TestRun).Object("testCase", Case(result));

    private static JsonObject? Trigger(TestRun run) => CdValues.Of(run.Trigger) is { } type ? new JsonObject { ["type"] = type } : null;

    private static JsonObject? Suite(TestRun run)
    {
        if (string.IsNullOrEmpty(run.Suite)) return null;
        var suite = new JsonObject { ["id"] = run.Suite, ["name"] = run.Suite };
        if (run.SuiteVersion is not null) suite["version"] = run.SuiteVersion;
        return suite;
    }

    /// <summary>A test that no tool keeps as an entity is known by its class and name.</summary>
    private static JsonObject? Case(TestCaseResult result)
    {
        string id = result.TestCase?.Id?.ToString() ?? (string.IsNullOrEmpty(result.ClassName) ? result.Name : $"{result.ClassName}.{result.Name}");
        if (id.Length == 0) return null;
        var test = new JsonObject { ["id"] = id, ["name"] = result.Name };
        if (CdValues.Of(result.Kind) is { } type) test["type"] = type;
        return test;
    }
}
