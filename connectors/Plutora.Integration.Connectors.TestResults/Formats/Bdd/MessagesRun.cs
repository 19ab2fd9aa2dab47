using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Bdd;

/// <summary>Puts together what the envelopes of Cucumber messages say in pieces.</summary>
internal sealed class MessagesRun(Report report)
{
    private readonly Dictionary<string, string> _features = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _pickles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _cases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Started> _started = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Attempt>> _earlier = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SuiteWriter> _suites = new(StringComparer.Ordinal);
    private string? _tool;
    private string? _version;

    public SourceRecord? Take(JsonElement envelope)
    {
        foreach (var message in envelope.EnumerateObject())
        {
            var value = message.Value;
            switch (message.Name)
            {
                case "meta":
                    (_tool, _version) = (value.Member("implementation").Text("name"), value.Member("implementation").Text("version"));
                    break;
                case "gherkinDocument":
                    _features[value.Text("uri") ?? ""] = value.Member("feature").Text("name") ?? value.Text("uri") ?? "Feature";
                    break;
                case "pickle":
                    _pickles[value.Text("id") ?? ""] = value.Clone();
                    break;
                case "testCase":
                    _cases[value.Text("id") ?? ""] = value.Clone();
                    break;
                case "testCaseStarted":
                    _started[value.Text("id") ?? ""] = new(value.Text("testCaseId") ?? "", value.Whole("attempt") ?? 0, At(value.Member("timestamp")), report.Settings.TextLimit);
                    break;
                case "testStepFinished":
                    Step(value);
                    break;
                case "attachment":
                    Attachment(value);
                    break;
                case "testCaseFinished":
                    return Finished(value);
                default:
                    break;
            }
        }

        return null;
    }

    public IEnumerable<SourceRecord> End() => _suites.Values.Select(report.Close).ToList();

    private void Step(JsonElement value)
    {
        if (!_started.TryGetValue(value.Text("testCaseStartedId") ?? "", out var started) || !_cases.TryGetValue(started.CaseId, out var testCase))
        {
            return;
        }

        var result = value.Member("testStepResult");
        var status = result.Text("status");
        var verdict = CucumberSteps.Word(status);
        var step = testCase.Items("testSteps").FirstOrDefault(s => s.Text("id") == value.Text("testStepId"));
        var pickleStep = _pickles.GetValueOrDefault(testCase.Text("pickleId") ?? "").Items("steps").FirstOrDefault(s => s.Text("id") == step.Text("pickleStepId"));
        var name = pickleStep.Text("text") ?? "Hook";
        var message = CutText.Of(result.Text("message") ?? result.Member("exception").Text("message"), report.Settings.TextLimit, out _);
        started.Steps.Add(new(name, verdict, status, CutText.Of(message, 500, out _), Milliseconds(result.Member("duration"))));
        if (verdict is not (Verdict.Passed or Verdict.Skipped) || message is not null)
        {
            var said = JUnit.JUnitProblem.FirstLine(message) ?? $"The step is {status?.ToLowerInvariant()}: {name}";
            started.Problems.Add(new(status ?? "error", said, result.Member("exception").Text("type"), message));
        }

        var skips = verdict == Verdict.Skipped && started.Worst is null or Verdict.Passed;
        if (started.Worst is not { } worst || (skips && verdict == Verdict.Skipped) || (Verdicts.Worse(worst, verdict) != worst && !(worst == Verdict.Skipped && verdict == Verdict.Passed)))
        {
            (started.Worst, started.Word) = (verdict, status);
        }
    }

    private void Attachment(JsonElement value)
    {
        if (!_started.TryGetValue(value.Text("testCaseStartedId") ?? "", out var started))
        {
            return;
        }

        if (value.Text("contentEncoding") == "IDENTITY" && value.Text("mediaType") is "text/x.cucumber.log+plain" or "text/plain")
        {
            started.Output.Append(value.Text("body")).Append("\n");
        }
        else
        {
            started.Attachments.Add(new(value.Text("fileName") ?? "attachment", value.Text("mediaType"), Url: value.Text("url")));
        }
    }

    private SourceRecord? Finished(JsonElement value)
    {
        if (!_started.Remove(value.Text("testCaseStartedId") ?? "", out var started) || !_cases.TryGetValue(started.CaseId, out var testCase))
        {
            return null;
        }

        var end = At(value.Member("timestamp"));
        var duration = ReportTimes.Sound((end - started.At)?.TotalMilliseconds);
        var verdict = started.Worst ?? Verdict.Passed;
        if (value.Member("willBeRetried").ValueKind == JsonValueKind.True)
        {
            var attempt = new Attempt(verdict, started.Word, started.Problems.FirstOrDefault()) { StartedAt = started.At, DurationMs = duration };
            if (!_earlier.TryGetValue(started.CaseId, out var list))
            {
                _earlier[started.CaseId] = list = [];
            }

            list.Add(attempt);
            return null;
        }

        var pickle = _pickles.GetValueOrDefault(testCase.Text("pickleId") ?? "");
        var one = new CaseEntry
        {
            Name = pickle.Text("name") is { Length: > 0 } name ? name : "Scenario",
            Verdict = verdict,
            SourceResult = started.Word ?? "UNKNOWN",
            StartedAt = started.At,
            FinishedAt = end,
            DurationMs = duration,
            Output = started.Output.Text(),
            AttemptNumber = started.Attempt > 0 ? started.Attempt + 1 : null,
            Flaky = started.Attempt > 0 && verdict == Verdict.Passed ? true : null,
        };
        one.Cut["output"] = started.Output.Cut;
        one.Labels.AddRange(CucumberSteps.Tags(pickle));
        one.Problems.AddRange(started.Problems);
        one.Steps.AddRange(started.Steps);
        one.Attachments.AddRange(started.Attachments);
        if (_earlier.Remove(started.CaseId, out var earlier))
        {
            one.Attempts.AddRange(earlier);
        }

        return Suite(pickle.Text("uri") ?? "").Add(one);
    }

    private SuiteWriter Suite(string uri)
    {
        if (!_suites.TryGetValue(uri, out var suite))
        {
            _suites[uri] = suite = report.Open(new() { Name = _features.GetValueOrDefault(uri) ?? uri, Kind = "Feature", File = uri, Tool = _tool ?? "Cucumber", ToolVersion = _version });
        }

        return suite;
    }

    private static DateTimeOffset? At(JsonElement timestamp) => ReportTimes.Milliseconds(Milliseconds(timestamp));

    private static double? Milliseconds(JsonElement value) => ReportTimes.Sound((value.Number("seconds") * 1_000) + ((value.Number("nanos") ?? 0) / 1_000_000));

    private sealed class Started(string caseId, int attempt, DateTimeOffset? at, int limit)
    {
        public string CaseId => caseId;

        public int Attempt => attempt;

        public DateTimeOffset? At => at;

        public CutText Output { get; } = new(limit);

        public Capped<Step> Steps { get; } = new();

        public Capped<Problem> Problems { get; } = new(20);

        public Capped<Attachment> Attachments { get; } = new();

        public Verdict? Worst { get; set; }

        public string? Word { get; set; }
    }
}
