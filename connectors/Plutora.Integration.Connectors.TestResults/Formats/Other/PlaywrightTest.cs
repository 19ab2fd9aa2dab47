using System.Text.Json;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.Other;

/// <summary>Reads a test of Playwright with its attempts.</summary>
internal static partial class PlaywrightTest
{
    public static CaseEntry Read(Report report, JsonElement spec, JsonElement test)
    {
        var project = test.Text("projectName");
        var results = test.Items("results").ToList();
        var status = test.Text("status");
        var last = results.Count > 0 ? results[^1] : default;
        var one = new CaseEntry
        {
            Name = spec.Text("title") ?? "",
            ClassName = spec.Text("file"),
            Variant = project is { Length: > 0 } ? project : null,
            ToolId = spec.Text("id"),
            File = spec.Text("file"),
            Line = spec.Whole("line") is > 0 and var line ? line : null,
            SourceResult = status ?? last.Text("status"),
            Verdict = Judge(status, last.Text("status"), test.Text("expectedStatus")),
            StartedAt = ReportTimes.Instant(last.Text("startTime"), report.Settings.Zone),
            DurationMs = ReportTimes.Sound(last.Number("duration")),
            AttemptNumber = results.Count > 1 ? results.Count : null,
            Flaky = status == "flaky" ? true : null,
        };
        one.FinishedAt = one is { StartedAt: { } start, DurationMs: { } ms } ? start.AddMilliseconds(ms) : null;
        if (project is { Length: > 0 })
        {
            one.Parameters.Add(Report.Property("project", project));
        }

        one.Labels.AddRange(spec.Items("tags").Select(t => t.AsText()).OfType<string>());
        Annotations(test, one);
        foreach (var attempt in results.SkipLast(1))
        {
            one.Attempts.Add(Attempt(report, attempt));
        }

        Last(report, last, one);
        return one;
    }

    public static Problem? Error(JsonElement error, Report report, Dictionary<string, long> cut)
    {
        var message = report.Text(Plain(error.Text("message") ?? error.Text("value")), cut, "message");
        var trace = report.Text(Plain(error.Text("stack")), cut, "stackTrace");
        return message is null && trace is null ? null : new("error", message, null, trace);
    }

    // What was expected to fail and failed is as it should be.
    private static Verdict Judge(string? status, string? last, string? expected) => status switch
    {
        "expected" => Verdict.Passed,
        "flaky" => Verdict.Passed,
        "skipped" => Verdict.Skipped,
        "unexpected" when last is "timedOut" => Verdict.Error,
        "unexpected" when last is "interrupted" => Verdict.Cancelled,
        "unexpected" => Verdict.Failed,
        _ => last == expected && last is not null ? Verdict.Passed : Word(last),
    };

    private static Verdict Word(string? status) => status switch
    {
        "passed" => Verdict.Passed,
        "failed" => Verdict.Failed,
        "timedOut" => Verdict.Error,
        "interrupted" => Verdict.Cancelled,
        "skipped" => Verdict.Skipped,
        _ => Verdict.Inconclusive,
    };

    private static void Annotations(JsonElement test, CaseEntry one)
    {
        foreach (var annotation in test.Items("annotations"))
        {
            var (type, description) = (annotation.Text("type") ?? "annotation", annotation.Text("description"));
            if (type is "issue" or "bug" && description is { Length: > 0 })
            {
                one.Mentioned.Add(new("issue", ReportFile.BaseName(description.TrimEnd('/')), description.Contains("://", StringComparison.Ordinal) ? description : null));
            }
            else
            {
                one.Properties.Add(Report.Property(type, description));
            }
        }
    }

    private static void Last(Report report, JsonElement result, CaseEntry one)
    {
        foreach (var error in result.Items("errors"))
        {
            if (Error(error, report, one.Cut) is { } problem)
            {
                one.Problems.Add(problem);
            }
        }

        if (one.Problems.Count == 0 && Error(result.Member("error"), report, one.Cut) is { } only)
        {
            one.Problems.Add(only);
        }

        one.Output = report.Text(Streamed(result, "stdout"), one.Cut, "output");
        one.ErrorOutput = report.Text(Streamed(result, "stderr"), one.Cut, "errorOutput");
        foreach (var attachment in result.Items("attachments"))
        {
            one.Attachments.Add(new(attachment.Text("name") ?? "attachment", attachment.Text("contentType"), attachment.Text("path")));
        }

        Steps(result, one, 0);
    }

    private static void Steps(JsonElement element, CaseEntry one, int level)
    {
        foreach (var step in element.Items("steps"))
        {
            var error = Plain(step.Member("error").Text("message"));
            one.Steps.Add(new(step.Text("title") ?? "step", error is null ? Verdict.Passed : Verdict.Failed, null, CutText.Of(error, 500, out _), ReportTimes.Sound(step.Number("duration")), level));
            Steps(step, one, level + 1);
        }
    }

    private static Attempt Attempt(Report report, JsonElement result)
    {
        var problem = Error(result.Member("error"), report, []);
        return new(Word(result.Text("status")), result.Text("status"), problem)
        {
            StartedAt = ReportTimes.Instant(result.Text("startTime"), report.Settings.Zone),
            DurationMs = ReportTimes.Sound(result.Number("duration")),
            Output = CutText.Of(Streamed(result, "stdout"), report.Settings.TextLimit / 4, out _),
            ErrorOutput = CutText.Of(Streamed(result, "stderr"), report.Settings.TextLimit / 4, out _),
        };
    }

    private static string? Streamed(JsonElement result, string member)
    {
        var parts = result.Items(member).Select(p => p.Text("text") ?? p.AsText()).OfType<string>().ToList();
        return parts.Count == 0 ? null : string.Concat(parts);
    }

    // Messages come coloured for a terminal.
    private static string? Plain(string? text) => text is null ? null : Colour().Replace(text, "");

    [GeneratedRegex(@"\u001B\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colour();
}
