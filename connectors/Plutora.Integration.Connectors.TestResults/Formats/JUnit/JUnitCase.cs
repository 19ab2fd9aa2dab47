using System.Globalization;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.JUnit;

/// <summary>Reads a <c>testcase</c>.</summary>
internal static class JUnitCase
{
    private static readonly HashSet<string> Known =
    [
        "name", "classname", "class", "time", "duration", "timestamp", "file", "filepath", "line", "lineno", "status", "result", "id", "type_param", "value_param", "hostname",
    ];

    public static CaseEntry Read(XmlWalker xml, Report report)
    {
        var one = new CaseEntry
        {
            Name = xml.Attribute("name") ?? "",
            ClassName = xml.Attribute("classname") ?? xml.Attribute("class"),
            ToolId = xml.Attribute("id"),
            File = xml.Attribute("file") ?? xml.Attribute("filepath"),
            Line = int.TryParse(xml.Attribute("line") ?? xml.Attribute("lineno"), NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0 ? line : null,
            Host = xml.Attribute("hostname"),
            StartedAt = ReportTimes.Instant(xml.Attribute("timestamp"), report.Settings.Zone),
        };
        Duration(xml, one);
        foreach (var parameter in new[] { "type_param", "value_param" })
        {
            if (xml.Attribute(parameter) is { } value)
            {
                one.Parameters.Add(Report.Property(parameter, value));
            }
        }

        var status = xml.Attribute("status");
        var result = xml.Attribute("result");
        one.Properties.AddRange(xml.OtherAttributes(Known).Select(a => Report.Property(a.Name, a.Value)));
        var found = new Found();
        for (var level = xml.Open(); xml.Next(level);)
        {
            ReadChild(xml, report, one, found);
        }

        JUnitVerdict.Judge(one, found, status, result);
        AttachmentMarks.Read(one);
        return one;
    }

    private static void Duration(XmlWalker xml, CaseEntry one)
    {
        var told = xml.Attribute("time") ?? xml.Attribute("duration");
        one.DurationMs = ReportTimes.SecondsToMs(told);
        if (one.DurationMs is null && !string.IsNullOrWhiteSpace(told))
        {
            // It is no duration; what stood there is kept as it is.
            one.Properties.Add(Report.Property("time", told));
        }

        one.FinishedAt = one is { StartedAt: { } start, DurationMs: { } ms } ? start.AddMilliseconds(ms) : null;
    }

    private static void ReadChild(XmlWalker xml, Report report, CaseEntry one, Found found)
    {
        switch (xml.Name)
        {
            case "failure" or "error" or "warning":
                found.Add(JUnitProblem.Read(xml, report, one.Cut));
                break;
            case "skipped" or "skip" or "ignored" or "disabled" or "pending":
                found.Add(JUnitProblem.Read(xml, report, one.Cut));
                break;
            case "rerunFailure" or "rerun":
                found.Reruns.Add(JUnitProblem.ReadAttempt(xml, report, [], Verdict.Failed));
                break;
            case "rerunError":
                found.Reruns.Add(JUnitProblem.ReadAttempt(xml, report, [], Verdict.Error));
                break;
            case "flakyFailure":
                found.Flakes.Add(JUnitProblem.ReadAttempt(xml, report, [], Verdict.Failed));
                break;
            case "flakyError":
                found.Flakes.Add(JUnitProblem.ReadAttempt(xml, report, [], Verdict.Error));
                break;
            case "system-out" or "output":
                one.Output = JUnitSuite.Join(one.Output, Output(xml, report, one, "output"));
                break;
            case "system-err":
                one.ErrorOutput = JUnitSuite.Join(one.ErrorOutput, Output(xml, report, one, "errorOutput"));
                break;
            case "properties":
                Properties(xml, one);
                break;
            default:
                one.Properties.Add(Report.Property(xml.Name, xml.Text(1_024).Text()));
                break;
        }
    }

    private static string? Output(XmlWalker xml, Report report, CaseEntry one, string member)
    {
        var text = xml.Text(report.Settings.TextLimit);
        one.Cut[member] = one.Cut.GetValueOrDefault(member) + text.Cut;
        return text.Text();
    }

    // Names that writers of test management agree on; the others stay properties.
    private static void Properties(XmlWalker xml, CaseEntry one)
    {
        foreach (var property in JUnitProperties.Read(xml))
        {
            switch (property.Name)
            {
                case "attachment" or "testrail_attachment" or "screenshot":
                    one.Attachments.Add(new(ReportFile.BaseName(property.Value), Path: property.Value));
                    break;
                case "description" or "test_description":
                    one.Description = property.Value;
                    break;
                case "requirement" or "requirements":
                    foreach (var name in property.Value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    {
                        one.Mentioned.Add(new("requirement", name));
                    }

                    break;
                case "tag" or "tags":
                    one.Labels.AddRange(property.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
                    break;
                default:
                    one.Properties.Add(property);
                    break;
            }
        }
    }

    /// <summary>What was found below a test.</summary>
    internal sealed class Found
    {
        public List<Problem> Problems { get; } = [];

        public List<Attempt> Reruns { get; } = [];

        public List<Attempt> Flakes { get; } = [];

        public void Add(Problem problem)
        {
            if (Problems.Count < 100)
            {
                Problems.Add(problem);
            }
        }
    }
}
