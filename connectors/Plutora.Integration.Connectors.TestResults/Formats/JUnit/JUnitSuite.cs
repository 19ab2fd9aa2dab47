using System.Globalization;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.JUnit;

/// <summary>Reads what a <c>testsuite</c> says of itself.</summary>
internal static class JUnitSuite
{
    private static readonly HashSet<string> Counts =
        ["tests", "failures", "errors", "skipped", "skips", "disabled", "ignored", "assertions", "warnings", "success", "failed", "notrun", "inconclusive", "time", "timestamp"];

    private static readonly HashSet<string> Known = [.. Counts, "name", "package", "id", "hostname", "file", "filepath", "schemaLocation", "noNamespaceSchemaLocation", "duration", "url"];

    public static SuiteHeader Header(XmlWalker xml, Report report)
    {
        var header = new SuiteHeader
        {
            Name = xml.Attribute("name") ?? xml.Attribute("package") ?? report.Context.Suite ?? Path.GetFileNameWithoutExtension(report.File.Name),
            Kind = "testsuite",
            Package = xml.Attribute("package"),
            ToolId = xml.Attribute("id"),
            Host = xml.Attribute("hostname"),
            File = xml.Attribute("file") ?? xml.Attribute("filepath"),
            StartedAt = ReportTimes.Instant(xml.Attribute("timestamp"), report.Settings.Zone),
            DurationMs = ReportTimes.SecondsToMs(xml.Attribute("time") ?? xml.Attribute("duration")),
        };
        foreach (var name in Counts)
        {
            if (xml.Attribute(name) is { Length: > 0 } told)
            {
                header.Told.Add(Report.Property(name, told));
            }
        }

        header.Properties.AddRange(xml.OtherAttributes(Known).Select(a => Report.Property(a.Name, a.Value)));
        return header;
    }

    /// <summary>Reads a child that is neither a test nor a suite.</summary>
    public static void ReadChild(XmlWalker xml, Report report, SuiteHeader header)
    {
        switch (xml.Name)
        {
            case "properties":
                header.Properties.AddRange(JUnitProperties.Read(xml));
                break;
            case "system-out":
                header.Output = Join(header.Output, Output(xml, report, header, "output"));
                break;
            case "system-err":
                header.ErrorOutput = Join(header.ErrorOutput, Output(xml, report, header, "errorOutput"));
                break;
            default:
                header.Unread.Add(xml.Name);
                break;
        }
    }

    /// <summary>What the suite says of itself counts only where its tests do not say it: a set-up that failed, a file that does not load.</summary>
    public static void Judge(SuiteHeader header, Tally tally, List<Problem> problems)
    {
        header.Problem = problems.Count > 0 ? problems[0] : null;
        var verdict = problems.Any(p => p.Kind == "error") ? Verdict.Error : problems.Count > 0 ? Verdict.Failed : (Verdict?)null;
        if (verdict is null && tally.Total == 0 && tally.Worst is null)
        {
            verdict = Number(header, "errors") > 0 ? Verdict.Error : Number(header, "failures") > 0 ? Verdict.Failed : null;
        }

        if (verdict is { } own)
        {
            header.Verdict = tally.Worst is { } worst ? Verdicts.Worse(worst, own) : own;
        }
    }

    internal static string? Join(string? first, string? second) => first is null ? second : second is null ? first : first + "\n" + second;

    private static string? Output(XmlWalker xml, Report report, SuiteHeader header, string member)
    {
        var text = xml.Text(report.Settings.TextLimit);
        header.Cut[member] = header.Cut.GetValueOrDefault(member) + text.Cut;
        return text.Text();
    }

    private static int Number(SuiteHeader header, string name) =>
        int.TryParse(header.Told.FirstOrDefault(t => t.Name == name)?.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
