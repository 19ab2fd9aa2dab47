using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>xUnit.net's own XML, versions 1 to 3: every assembly is a suite, and every collection (or class, in version 1) a suite within it.</summary>
internal sealed class XunitFormat : IXmlFormat
{
    private static readonly string[] Counts = ["total", "passed", "failed", "skipped", "errors", "not-run"];
    private static readonly HashSet<string> Known =
        [.. Counts, "name", "run-date", "run-time", "start-rtf", "finish-rtf", "time", "time-rtf", "test-framework", "id"];

    public string Name => "xunit";

    public bool Knows(XmlWalker root) => root.Name == "assemblies" || (root.Name == "assembly" && root.Attribute("test-framework") is not null);

    public IEnumerable<SourceRecord> Read(XmlWalker xml, Report report) => xml.Name == "assembly" ? ReadSuite(xml, report, null) : ReadRoot(xml, report);

    private static IEnumerable<SourceRecord> ReadRoot(XmlWalker xml, Report report)
    {
        report.Told.AddRange(xml.OtherAttributes(new HashSet<string>()).Select(a => Report.Property(a.Name, a.Value)));
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Name == "assembly")
            {
                foreach (var record in ReadSuite(xml, report, null))
                {
                    yield return record;
                }
            }
        }
    }

    private static IEnumerable<SourceRecord> ReadSuite(XmlWalker xml, Report report, SuiteWriter? parent)
    {
        var header = Header(xml, report, parent);
        var suite = report.Open(header, parent);
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "collection" or "class":
                    foreach (var record in ReadSuite(xml, report, suite))
                    {
                        yield return record;
                    }

                    break;
                case "test":
                    if (suite.Add(XunitTest.Read(xml, report)) is { } part)
                    {
                        yield return part;
                    }

                    break;
                case "errors" or "failure" or "error":
                    ReadErrors(xml, report, header);
                    break;
                default:
                    header.Unread.Add(xml.Name);
                    break;
            }
        }

        if (header.Problem is not null)
        {
            header.Verdict = Verdict.Error;
        }

        yield return report.Close(suite);
    }

    private static SuiteHeader Header(XmlWalker xml, Report report, SuiteWriter? parent)
    {
        var name = xml.Attribute("name") ?? "";
        var started = xml.Attribute("start-rtf") ?? (xml.Attribute("run-date") is { } date ? $"{date}T{xml.Attribute("run-time")}" : null);
        var framework = xml.Attribute("test-framework");
        var space = framework?.LastIndexOf(' ') ?? -1;
        var header = new SuiteHeader
        {
            Name = parent is null ? ReportFile.BaseName(name) : name,
            // A collection's name may hold a number that changes; a test is unique by class and name within its assembly.
            Identity = parent is null ? ReportFile.BaseName(name) : parent.Header.Identity,
            Kind = xml.Name,
            ToolId = xml.Attribute("id"),
            File = parent is null ? name : null,
            StartedAt = ReportTimes.Instant(started, report.Settings.Zone),
            FinishedAt = ReportTimes.Instant(xml.Attribute("finish-rtf"), report.Settings.Zone),
            DurationMs = ReportTimes.SecondsToMs(xml.Attribute("time")),
            Tool = space > 0 ? framework![..space] : framework,
            ToolVersion = space > 0 ? framework![(space + 1)..] : null,
        };
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

    private static void ReadErrors(XmlWalker xml, Report report, SuiteHeader header)
    {
        if (xml.Name is "failure" or "error")
        {
            header.Problem ??= XunitTest.ReadFailure(xml, report, header.Cut);
            return;
        }

        for (var level = xml.Open(); xml.Next(level);)
        {
            var (type, name) = (xml.Attribute("type"), xml.Attribute("name"));
            for (var inner = xml.Open(); xml.Next(inner);)
            {
                var problem = XunitTest.ReadFailure(xml, report, header.Cut);
                header.Problem ??= problem with { Kind = $"{type} {name}".Trim() };
            }
        }
    }
}
