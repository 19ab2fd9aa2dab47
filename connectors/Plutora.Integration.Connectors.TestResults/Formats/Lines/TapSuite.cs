using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Lines;

/// <summary>One level of a TAP file: its suite, and its last test point, which waits for its diagnostics.</summary>
internal sealed partial class TapSuite(SuiteWriter suite, Report report)
{
    private readonly CutText _comments = new(report.Settings.TextLimit);
    private CaseEntry? _point;
    private CutText? _said;
    private int? _planned;
    private int _points;

    public SuiteWriter Suite => suite;

    public SuiteHeader Header => suite.Header;

    public bool HasPoint => _point is not null;

    public bool IsTold => _point is not null || suite.IsTold;

    public void Begin(TapLine tap)
    {
        _points++;
        var (text, duration) = (tap.Text, TapReading.Duration(tap.Text));
        // "# time=12ms" after the description is a word to people, not part of the name.
        if (duration is not null && text.IndexOf('#', StringComparison.Ordinal) is var mark and >= 0)
        {
            text = text[..mark].TrimEnd();
        }

        _said = new(report.Settings.TextLimit);
        _point = new()
        {
            Name = text.Length > 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{tap.Number ?? _points}"),
            ToolId = tap.Number?.ToString(CultureInfo.InvariantCulture),
            DurationMs = duration,
            // A test that is still to be mended may fail; one that is skipped did not run.
            Verdict = tap.Directive is not null ? Verdict.Skipped : tap.Ok ? Verdict.Passed : Verdict.Failed,
            SourceResult = (tap.Ok ? "ok" : "not ok") + (tap.Directive is { } directive ? $" # {directive}" : ""),
        };
        if (tap.Directive is not null)
        {
            _point.Problems.Add(new(tap.Directive, tap.Reason));
        }
    }

    /// <summary>Counts a point that closed a subtest, for the plan.</summary>
    public void CountSummary() => _points++;

    /// <summary>Takes a YAML block that belongs to the last point.</summary>
    public void Diagnose(CutText yaml)
    {
        if (_point is null)
        {
            return;
        }

        var text = yaml.Text();
        _point.Cut["stackTrace"] = yaml.Cut;
        _point.DurationMs ??= YamlDuration().Match(text ?? "") is { Success: true } match
            && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) ? ReportTimes.Sound(ms) : null;
        if (_point.Verdict == Verdict.Failed)
        {
            var message = YamlMessage().Match(text ?? "") is { Success: true } said ? said.Groups[1].Value.Trim().Trim('\'', '"') : null;
            _point.Problems.Add(new("not ok", message is "|-" or "|" or ">-" or ">" ? null : message, null, text));
        }
        else
        {
            _point.Output = text;
        }
    }

    public void Comment(string text)
    {
        if (_point is not null && TapReading.Duration(text) is null)
        {
            _said!.Append(text).Append("\n");
        }
        else
        {
            _comments.Append(text).Append("\n");
        }
    }

    public void Plan(TapLine tap)
    {
        _planned = tap.Number;
        if (tap is { Number: 0, Reason.Length: > 0 })
        {
            Header.Problem ??= new("1..0", tap.Reason);
            Header.Verdict ??= Verdict.Skipped;
        }
    }

    /// <summary>Takes what the point after a subtest says of it.</summary>
    public void Sum(TapLine summary)
    {
        Header.SourceResult = summary.Ok ? "ok" : "not ok";
        Header.DurationMs ??= TapReading.Duration(summary.Text);
        if (summary.Directive is not null)
        {
            Header.Verdict = Verdict.Skipped;
            Header.Problem = new(summary.Directive, summary.Reason);
        }
        else if (!summary.Ok)
        {
            Header.Verdict = Verdict.Failed;
        }

        if (Header.Name == "subtest" && summary.Text.Length > 0)
        {
            // Writers of TAP 14 may name a subtest by the point alone; its tests keep their identity all the same.
            Header.Properties.Add(Report.Property("point", summary.Text));
        }
    }

    /// <summary>Hands out the last point, which is complete now.</summary>
    public IEnumerable<SourceRecord> Flush()
    {
        if (_point is not { } point)
        {
            yield break;
        }

        _point = null;
        if (_said!.Text() is { } said)
        {
            if (point.Verdict == Verdict.Failed && point.Problems.Count == 0)
            {
                point.Problems.Add(new("not ok", JUnit.JUnitProblem.FirstLine(said), null, said));
            }
            else
            {
                point.Output = JUnit.JUnitSuite.Join(point.Output, said);
            }
        }

        if (suite.Add(point) is { } part)
        {
            yield return part;
        }
    }

    public SourceRecord Close()
    {
        if (_planned is { } planned)
        {
            Header.Told.Add(Report.Property("plan", planned.ToString(CultureInfo.InvariantCulture)));
            // Fewer points than planned: the script ended early.
            if (_points < planned && Header.Verdict is null)
            {
                Header.Verdict = Verdict.Error;
                Header.Problem ??= new("plan", string.Create(CultureInfo.InvariantCulture, $"{planned} tests were planned and {_points} told."));
            }
        }

        Header.Output = _comments.Text();
        Header.Cut["output"] = _comments.Cut;
        return report.Close(suite);
    }

    /// <summary>Leaves out a level that told nothing.</summary>
    public void Drop() => report.Forget(suite);

    [GeneratedRegex(@"^[ \t]*duration_ms:[ \t]*([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex YamlDuration();

    [GeneratedRegex(@"^[ \t]*(?:message|error):[ \t]*(.+)$", RegexOptions.Multiline)]
    private static partial Regex YamlMessage();
}
