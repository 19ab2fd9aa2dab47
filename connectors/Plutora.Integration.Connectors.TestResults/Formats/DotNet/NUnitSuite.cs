using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>Reads what a <c>test-suite</c> of NUnit says of itself.</summary>
internal static class NUnitSuite
{
    private static readonly string[] Counts = ["testcasecount", "total", "passed", "failed", "warnings", "inconclusive", "skipped", "asserts"];

    private static readonly HashSet<string> Known =
        [.. Counts, "type", "id", "name", "fullname", "start-time", "end-time", "duration", "time", "result", "success", "executed", "description"];

    public static SuiteHeader Header(XmlWalker xml, Report report, NUnitRun run)
    {
        var name = xml.Attribute("name") ?? "";
        var header = new SuiteHeader
        {
            Name = name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal) ? ReportFile.BaseName(name) : name,
            // A test is unique by its full name; where its assembly lay is nothing of it.
            Identity = "",
            Kind = xml.Attribute("type") ?? "test-suite",
            ToolId = xml.Attribute("id"),
            Description = xml.Attribute("description"),
            StartedAt = ReportTimes.Instant(xml.Attribute("start-time"), report.Settings.Zone) ?? run.StartedAt,
            FinishedAt = ReportTimes.Instant(xml.Attribute("end-time"), report.Settings.Zone),
            DurationMs = ReportTimes.SecondsToMs(xml.Attribute("duration") ?? xml.Attribute("time")),
            SourceResult = xml.Attribute("result") ?? xml.Attribute("success"),
            Tool = "NUnit",
            ToolVersion = run.Version,
            Host = run.Host,
        };
        if (xml.Attribute("fullname") is { } full && full != name)
        {
            header.Properties.Add(Report.Property("fullname", full));
        }

        foreach (var count in Counts)
        {
            if (xml.Attribute(count) is { } told)
            {
                header.Told.Add(Report.Property(count, told));
            }
        }

        header.Properties.AddRange(xml.OtherAttributes(Known).Select(a => Report.Property(a.Name, a.Value)));
        return header;
    }

    public static void ReadChild(XmlWalker xml, Report report, SuiteHeader header, NUnitRun run)
    {
        switch (xml.Name)
        {
            case "failure" or "reason":
                var kind = xml.Name;
                var problem = NUnitCase.ReadProblem(xml, report, header.Cut);
                header.Problem ??= problem;
                // "One or more child tests had errors" says nothing that the tests do not say.
                if (kind == "failure" && header.SourceResult is { } result && (result.StartsWith("Failed", StringComparison.Ordinal) || result is "Failure" or "Error"))
                {
                    header.Verdict = Verdict.Failed;
                }

                break;
            case "output":
                var text = xml.Text(report.Settings.TextLimit);
                header.Cut["output"] = text.Cut;
                header.Output = text.Text();
                break;
            case "environment":
                header.Host = xml.Attribute("machine-name") ?? header.Host;
                run.Host ??= header.Host;
                header.ToolVersion = xml.Attribute("framework-version") ?? header.ToolVersion;
                header.Properties.AddRange(xml.OtherAttributes(new HashSet<string> { "user", "user-domain", "machine-name" }).Select(a => Report.Property("environment." + a.Name, a.Value)));
                break;
            case "settings" or "properties":
                for (var level = xml.Open(); xml.Next(level);)
                {
                    header.Properties.Add(Report.Property(xml.Attribute("name") ?? xml.Name, xml.Attribute("value")));
                }

                break;
            case "categories":
                header.Labels.AddRange(NUnitCase.Categories(xml));
                break;
            case "attachments":
                header.Attachments.AddRange(NUnitCase.Attachments(xml));
                break;
            default:
                header.Unread.Add(xml.Name);
                break;
        }
    }
}
