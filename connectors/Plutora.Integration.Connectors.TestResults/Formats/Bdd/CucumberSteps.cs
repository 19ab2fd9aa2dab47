using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.Bdd;

/// <summary>Reads a scenario with its steps and hooks.</summary>
internal static class CucumberSteps
{
    public static CaseEntry Scenario(Report report, JsonElement element, IEnumerable<JsonElement> background, bool behave)
    {
        var one = new CaseEntry
        {
            Name = element.Text("name") is { Length: > 0 } name ? name : element.Text("keyword") ?? "Scenario",
            ToolId = element.Text("id"),
            File = behave ? element.Text("location") : null,
            Line = element.Whole("line") is > 0 and var line ? line : null,
            Description = element.Member("description").ValueKind == JsonValueKind.String ? CutText.Of(element.Text("description"), 1_024, out _) : null,
            StartedAt = ReportTimes.Instant(element.Text("start_timestamp"), report.Settings.Zone),
            Verdict = Verdict.Passed,
        };
        one.Labels.AddRange(Tags(element));
        var scenario = new ScenarioRun(report, one, behave);
        // A background of Behave is repeated in each scenario's own steps since 1.2.6 only where it has results.
        var before = behave ? background.Where(s => s.Member("result").ValueKind == JsonValueKind.Object) : background;
        foreach (var step in element.Items("before").Select(h => (h, "Before")).Concat(before.Select(s => (s, ""))).Concat(element.Items("steps").Select(s => (s, "")))
            .Concat(element.Items("after").Select(h => (h, "After"))))
        {
            scenario.Take(step.Item1, step.Item2);
        }

        scenario.Judge(element.Text("status"));
        return one;
    }

    public static IEnumerable<string> Tags(JsonElement element) =>
        element.Items("tags").Select(t => t.ValueKind == JsonValueKind.Object ? t.Text("name") : t.AsText()).OfType<string>().Where(t => t.Length > 0);

    public static Verdict Word(string? status) => status?.ToLowerInvariant() switch
    {
        "passed" => Verdict.Passed,
        "failed" => Verdict.Failed,
        "undefined" or "ambiguous" or "error" or "hook_error" or "cleanup_error" => Verdict.Error,
        "skipped" or "pending" or "untested" or "pending_warn" or "untested_pending" => Verdict.Skipped,
        _ => Verdict.Inconclusive,
    };
}
