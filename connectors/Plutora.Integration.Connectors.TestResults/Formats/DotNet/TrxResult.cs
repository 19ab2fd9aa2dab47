using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>One result of a TRX file while it is read.</summary>
internal sealed class TrxResult
{
    private readonly Report _report;
    private readonly CaseEntry _case;

    public TrxResult(XmlWalker xml, Report report, TrxDefinitions definitions)
    {
        _report = report;
        var definition = definitions.Find(xml.Attribute("testId"));
        // The writer leaves out what is its default, which is Error.
        var outcome = xml.Attribute("outcome") ?? "Error";
        _case = new()
        {
            Name = xml.Attribute("testName") ?? definition?.Method ?? "",
            ClassName = definition?.ClassName,
            ToolId = xml.Attribute("executionId"),
            Host = xml.Attribute("computerName"),
            StartedAt = ReportTimes.Instant(xml.Attribute("startTime"), report.Settings.Zone),
            FinishedAt = ReportTimes.Instant(xml.Attribute("endTime"), report.Settings.Zone),
            DurationMs = ReportTimes.SecondsToMs(xml.Attribute("duration")),
            SourceResult = outcome,
            Verdict = OfOutcome(outcome),
            Owner = definition?.Owner,
            Priority = definition?.Priority,
            Description = definition?.Description,
        };
        if (definition is not null)
        {
            _case.Labels.AddRange(definition.Categories);
            if (definition.Method is { } method && method != _case.Name)
            {
                _case.Properties.Add(Report.Property("method", method));
            }
        }

        if (xml.Attribute("dataRowInfo") is { } row)
        {
            _case.Parameters.Add(Report.Property("dataRow", row));
        }
    }

    /// <summary>Whether the results of its rows were told.</summary>
    public bool HasRows { get; set; }

    public CaseEntry Complete()
    {
        if (_case.Problems.Count == 0 && _case.Verdict == Verdict.Skipped && _case.Output is not null)
        {
            // Skip reasons are written as output.
            _case.Problems.Add(new("skipped", JUnit.JUnitProblem.FirstLine(_case.Output)));
        }

        return _case;
    }

    public void ReadChild(XmlWalker xml)
    {
        switch (xml.Name)
        {
            case "Output":
                for (var level = xml.Open(); xml.Next(level);)
                {
                    ReadOutput(xml);
                }

                break;
            case "ResultFiles":
                for (var level = xml.Open(); xml.Next(level);)
                {
                    if (xml.Attribute("path") is { Length: > 0 } path)
                    {
                        _case.Attachments.Add(new(ReportFile.BaseName(path), Path: path));
                    }
                }

                break;
            default:
                break;
        }
    }

    private static Verdict OfOutcome(string outcome) => outcome switch
    {
        "Passed" or "PassedButRunAborted" or "Warning" or "Completed" => Verdict.Passed,
        "Failed" => Verdict.Failed,
        "NotExecuted" or "Pending" => Verdict.Skipped,
        "Inconclusive" => Verdict.Inconclusive,
        "Aborted" => Verdict.Cancelled,
        "InProgress" => Verdict.Inconclusive,
        _ => Verdict.Error,
    };

    private void ReadOutput(XmlWalker xml)
    {
        switch (xml.Name)
        {
            case "StdOut" or "DebugTrace" or "TextMessages":
                _case.Output = JUnit.JUnitSuite.Join(_case.Output, Kept(xml, "output"));
                break;
            case "StdErr":
                _case.ErrorOutput = JUnit.JUnitSuite.Join(_case.ErrorOutput, Kept(xml, "errorOutput"));
                break;
            case "ErrorInfo":
                string? message = null, trace = null;
                for (var level = xml.Open(); xml.Next(level);)
                {
                    if (xml.Name == "Message")
                    {
                        message = Kept(xml, "message");
                    }
                    else if (xml.Name == "StackTrace")
                    {
                        trace = Kept(xml, "stackTrace");
                    }
                }

                _case.Problems.Add(new("ErrorInfo", message, null, trace));
                break;
            default:
                break;
        }
    }

    private string? Kept(XmlWalker xml, string member)
    {
        var text = xml.Text(_report.Settings.TextLimit);
        _case.Cut[member] = _case.Cut.GetValueOrDefault(member) + text.Cut;
        return text.Text();
    }
}
