using System.Text;
using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.Bdd;

/// <summary>Gathers the steps of one scenario and judges it by the worst of them.</summary>
internal sealed class ScenarioRun(Report report, CaseEntry one, bool behave)
{
    private readonly CutText _output = new(report.Settings.TextLimit);
    private string? _word;
    private Verdict? _worst;
    private double _durationMs;
    private bool _timed;

    /// <summary>Takes a step or a hook; <paramref name="hook"/> is its name where it is one.</summary>
    public void Take(JsonElement step, string hook)
    {
        var result = step.Member("result");
        var status = result.Text("status");
        // Behave leaves the result out of steps that it did not reach.
        var verdict = status is null ? Verdict.Skipped : CucumberSteps.Word(status);
        // Cucumber counts nanoseconds, Behave seconds.
        var duration = ReportTimes.Sound(behave ? result.Number("duration") * 1_000 : result.Number("duration") / 1_000_000);
        var message = report.Text(Error(result), one.Cut, "message");
        var name = hook.Length > 0 ? $"{hook} {step.Member("match").Text("location")}".TrimEnd() : $"{step.Text("keyword")?.Trim()} {step.Text("name")}".Trim();
        one.Steps.Add(new(CutText.Of(name, 500, out _) ?? "step", verdict, status ?? "untested", CutText.Of(message, 500, out _), duration));
        (_durationMs, _timed) = (_durationMs + (duration ?? 0), _timed || duration is not null);
        Judge(verdict, status, message, result);
        Attachments(step);
        foreach (var line in step.Items("output"))
        {
            _output.Append(line.AsText()).Append("\n");
        }
    }

    /// <summary>Closes the scenario.</summary>
    /// <param name="told">Its status as the tool tells it, where it does.</param>
    public void Judge(string? told)
    {
        // Nothing but skipped steps: it did not run. No step at all: it passed, as Cucumber counts it, or was never run.
        one.Verdict = told is not null ? CucumberSteps.Word(told) : _worst ?? Verdict.Passed;
        one.SourceResult = told ?? _word ?? "passed";
        one.DurationMs = _timed ? ReportTimes.Sound(_durationMs) : null;
        one.FinishedAt = one is { StartedAt: { } start, DurationMs: { } ms } ? start.AddMilliseconds(ms) : null;
        one.Output = _output.Text();
        one.Cut["output"] = _output.Cut;
    }

    private static string? Error(JsonElement result) => result.Member("error_message") is { ValueKind: JsonValueKind.Array } lines
        ? string.Join('\n', lines.EnumerateArray().Select(l => l.AsText()))
        : result.Text("error_message");

    private void Judge(Verdict verdict, string? status, string? message, JsonElement result)
    {
        // A pending step lets the rest be skipped: the scenario is skipped though steps before it passed.
        var weight = verdict == Verdict.Skipped && status is "pending" or "skipped" ? Verdict.Skipped : verdict;
        var worse = _worst is not { } known || (known == Verdict.Passed && weight == Verdict.Skipped) || Verdicts.Worse(known, weight) != known;
        if (worse && !(_worst == Verdict.Skipped && weight == Verdict.Passed))
        {
            (_worst, _word) = (weight, status ?? "untested");
        }

        if (message is not null)
        {
            var trace = message.Contains('\n', StringComparison.Ordinal) ? message : null;
            one.Problems.Add(new(status ?? "error", JUnit.JUnitProblem.FirstLine(message), result.Text("error_type"), trace));
        }
        else if (status is "undefined" or "ambiguous")
        {
            one.Problems.Add(new(status, $"The step is {status}: {one.Steps.Last().Name}"));
        }
    }

    private void Attachments(JsonElement step)
    {
        var index = 0;
        foreach (var embedded in step.Items("embeddings"))
        {
            var type = embedded.Text("mime_type") ?? embedded.Member("media").Text("type");
            var data = embedded.Text("data");
            // Short notes are written as embeddings of text; files are kept by name alone.
            if (type is "text/plain" or "text/x.cucumber.log+plain" && data is not null)
            {
                _output.Append(Plain(data)).Append("\n");
            }

            one.Attachments.Add(new(embedded.Text("name") ?? $"embedding {++index}", type));
        }
    }

    // Base64 by most writers, plain by some.
    private static string Plain(string data)
    {
        var bytes = new byte[(data.Length * 3 / 4) + 3];
        if (data.Length % 4 != 0 || data.Length > 65_536 || !Convert.TryFromBase64String(data, bytes, out var written))
        {
            return data;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, written);
        }
        catch (DecoderFallbackException)
        {
            return data;
        }
    }
}
