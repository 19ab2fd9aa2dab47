using System.Globalization;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>Reads one test of xUnit.net's XML.</summary>
internal static class XunitTest
{
    public static CaseEntry Read(XmlWalker xml, Report report)
    {
        var result = xml.Attribute("result");
        var one = new CaseEntry
        {
            Name = xml.Attribute("name") ?? xml.Attribute("method") ?? "",
            ClassName = xml.Attribute("type"),
            ToolId = xml.Attribute("id"),
            File = xml.Attribute("source-file"),
            Line = int.TryParse(xml.Attribute("source-line"), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : null,
            StartedAt = ReportTimes.Instant(xml.Attribute("start-rtf"), report.Settings.Zone),
            FinishedAt = ReportTimes.Instant(xml.Attribute("finish-rtf"), report.Settings.Zone),
            DurationMs = ReportTimes.SecondsToMs(xml.Attribute("time")),
            SourceResult = result,
            Verdict = result switch
            {
                "Pass" => Verdict.Passed,
                "Fail" => Verdict.Failed,
                "Skip" or "NotRun" => Verdict.Skipped,
                _ => Verdict.Inconclusive,
            },
        };
        if (xml.Attribute("method") is { } method)
        {
            one.Properties.Add(Report.Property("method", method));
        }

        for (var level = xml.Open(); xml.Next(level);)
        {
            ReadChild(xml, report, one);
        }

        return one;
    }

    public static Problem ReadFailure(XmlWalker xml, Report report, Dictionary<string, long> cut)
    {
        var type = xml.Attribute("exception-type");
        string? message = null, trace = null;
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Name is "message" or "stack-trace")
            {
                var text = xml.Name == "message" ? "message" : "stackTrace";
                var kept = xml.Text(report.Settings.TextLimit);
                cut[text] = cut.GetValueOrDefault(text) + kept.Cut;
                (message, trace) = text == "message" ? (kept.Text(), trace) : (message, kept.Text());
            }
        }

        return new("failure", message, type, trace);
    }

    private static void ReadChild(XmlWalker xml, Report report, CaseEntry one)
    {
        switch (xml.Name)
        {
            case "failure":
                one.Problems.Add(ReadFailure(xml, report, one.Cut));
                break;
            case "reason":
                one.Problems.Add(new("reason", xml.Text(report.Settings.TextLimit).Text()));
                break;
            case "output" or "warnings":
                var text = xml.Text(report.Settings.TextLimit);
                one.Cut["output"] = one.Cut.GetValueOrDefault("output") + text.Cut;
                one.Output = JUnit.JUnitSuite.Join(one.Output, text.Text());
                break;
            case "traits":
                for (var level = xml.Open(); xml.Next(level);)
                {
                    var (name, value) = (xml.Attribute("name") ?? "", xml.Attribute("value") ?? "");
                    if (name == "Category")
                    {
                        one.Labels.Add(value);
                    }

                    one.Properties.Add(Report.Property(name, value));
                }

                break;
            case "attachments":
                for (var level = xml.Open(); xml.Next(level);)
                {
                    one.Attachments.Add(new(xml.Attribute("name") ?? "attachment", xml.Attribute("media-type")));
                }

                break;
            default:
                break;
        }
    }
}
