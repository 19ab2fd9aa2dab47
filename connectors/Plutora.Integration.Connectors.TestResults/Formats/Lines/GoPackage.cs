using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Lines;

/// <summary>One run of a Go package while its events come.</summary>
internal sealed class GoPackage
{
    private readonly Report _report;
    private readonly Dictionary<string, int> _attempts;
    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly CutText _output;
    private readonly SuiteWriter _suite;

    /// <summary>Begins a run.</summary>
    /// <param name="report">The file.</param>
    /// <param name="name">The package.</param>
    /// <param name="attempts">By test, how often it failed in earlier runs of the package within the file.</param>
    public GoPackage(Report report, string name, Dictionary<string, int> attempts)
    {
        (_report, _attempts, _output) = (report, attempts, new(report.Settings.TextLimit));
        _suite = report.Open(new() { Name = name, Kind = "package", Package = name, Tool = "go test" });
    }

    /// <summary>A line that told, outside of the events, that the package could not be built.</summary>
    public string? Broken { get; set; }

    public void See(DateTimeOffset? time) => _suite.Tally.See(time);

    public void Output(string? text) => _output.Append(text);

    /// <summary>An event of a test; the part that it filled comes back.</summary>
    public SourceRecord? Test(string name, string? action, DateTimeOffset? time, string? output, double? elapsed, JsonElement e)
    {
        if (!_running.TryGetValue(name, out var running))
        {
            if (action is "pause" or "cont")
            {
                return null;
            }

            _running[name] = running = new(new(_report.Settings.TextLimit)) { StartedAt = time };
        }

        switch (action)
        {
            case "output":
                running.Text.Append(output);
                GoBenchmarks.Read(output, running.Measures);
                return null;
            case "attr":
                running.Properties.Add(Report.Property(e.Text("Key") ?? "attr", e.Text("Value")));
                return null;
            case "pass" or "fail" or "skip" or "bench":
                _running.Remove(name);
                return _suite.Add(Complete(name, running, action, time, elapsed));
            default:
                return null;
        }
    }

    public IEnumerable<SourceRecord> End(string? action, DateTimeOffset? time, double? elapsed, CutText? build)
    {
        // A test without an end was running when the package panicked, timed out, or the file was cut. A benchmark has none when it passes.
        foreach (var (name, running) in _running.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            var ended = running.Measures.Count > 0 && action == "pass" ? "bench" : null;
            if (_suite.Add(Complete(name, running, ended, time, null)) is { } part)
            {
                yield return part;
            }
        }

        var header = _suite.Header;
        header.SourceResult = action ?? (Broken is null ? "unfinished" : "fail");
        header.FinishedAt = action is null ? null : time;
        header.DurationMs = ReportTimes.Sound(elapsed * 1_000);
        header.Output = _output.Text();
        header.Cut["output"] = _output.Cut;
        header.Verdict = action switch
        {
            "pass" => null,
            "skip" => _suite.Tally.Total == 0 ? Verdict.Skipped : null,
            "fail" when _suite.Tally.Worst is Verdict.Failed => Verdict.Failed,
            _ => Verdict.Error,
        };
        header.Problem = build?.Text() is { } said ? new("build", JUnit.JUnitProblem.FirstLine(said), null, said)
            : Broken is not null ? new("build", Broken)
            : action is null ? new("unfinished", "The file ends before the package does.")
            : null;
        yield return _report.Close(_suite);
    }

    private CaseEntry Complete(string name, Running running, string? action, DateTimeOffset? time, double? elapsed)
    {
        var said = running.Text.Text();
        var one = new CaseEntry
        {
            Name = name,
            ClassName = _suite.Header.Name,
            SourceResult = action ?? "unfinished",
            Verdict = action switch
            {
                "pass" or "bench" => Verdict.Passed,
                "skip" => Verdict.Skipped,
                "fail" => Verdict.Failed,
                _ => Verdict.Error,
            },
            StartedAt = running.StartedAt,
            FinishedAt = action is null ? null : time,
            DurationMs = ReportTimes.Sound(elapsed * 1_000),
            Output = said,
        };
        one.Cut["output"] = running.Text.Cut;
        one.Measures.AddRange(running.Measures);
        one.Properties.AddRange(running.Properties);
        if (one.Verdict != Verdict.Passed)
        {
            one.Problems.Add(new(one.SourceResult, GoBenchmarks.Reason(said) ?? (action is null ? "The test has no end: its package panicked, timed out or was cut off." : null)));
        }

        var before = _attempts.GetValueOrDefault(name);
        one.AttemptNumber = before > 0 ? before + 1 : null;
        one.Flaky = before > 0 && one.Verdict == Verdict.Passed ? true : null;
        if (one.Verdict is Verdict.Failed or Verdict.Error)
        {
            _attempts[name] = before + 1;
        }

        return one;
    }

    private sealed class Running(CutText text)
    {
        public CutText Text => text;

        public DateTimeOffset? StartedAt { get; init; }

        public Capped<Measure> Measures { get; } = new(50);

        public Capped<Named> Properties { get; } = new(50);
    }
}
