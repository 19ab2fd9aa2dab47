using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Other;

/// <summary>Robot Framework's output.xml, from version 2 to the schema of 7. Every <c>suite</c> is a suite; keywords are steps.</summary>
internal sealed class RobotFormat : IXmlFormat
{
    public string Name => "robot";

    public bool Knows(XmlWalker root) => root.Name == "robot";

    public IEnumerable<SourceRecord> Read(XmlWalker xml, Report report)
    {
        var generator = xml.Attribute("generator");
        report.Told.Add(Report.Property("generator", generator));
        var version = generator?.Split(' ').Skip(1).FirstOrDefault();
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Name == "suite")
            {
                foreach (var record in ReadSuite(xml, report, null, version))
                {
                    yield return record;
                }
            }
        }
    }

    private static IEnumerable<SourceRecord> ReadSuite(XmlWalker xml, Report report, SuiteWriter? parent, string? version)
    {
        var header = new SuiteHeader
        {
            Name = xml.Attribute("name") ?? "",
            Kind = "suite",
            ToolId = xml.Attribute("id"),
            File = xml.Attribute("source"),
            Tool = "Robot Framework",
            ToolVersion = version,
        };
        header.Identity = parent is null ? header.Name : $"{parent.Header.Identity}.{header.Name}";
        var suite = report.Open(header, parent);
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "suite":
                    foreach (var record in ReadSuite(xml, report, suite, version))
                    {
                        yield return record;
                    }

                    break;
                case "test":
                    if (suite.Add(RobotTest.Read(xml, report)) is { } part)
                    {
                        yield return part;
                    }

                    break;
                case "status":
                    ReadStatus(xml, report, header);
                    break;
                case "doc":
                    header.Description = xml.Text(1_024).Text();
                    break;
                case "meta":
                    header.Properties.Add(Report.Property(xml.Attribute("name") ?? "meta", xml.Text(1_024).Text()));
                    break;
                case "metadata":
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        header.Properties.Add(Report.Property(xml.Attribute("name") ?? "meta", xml.Text(1_024).Text()));
                    }

                    break;
                case "kw":
                    var keyword = RobotTest.ReadStep(xml, report, [], 0);
                    if (keyword.Verdict is Verdict.Failed)
                    {
                        header.Problem ??= new(keyword.Name, keyword.Message);
                    }

                    break;
                default:
                    header.Unread.Add(xml.Name);
                    break;
            }
        }

        yield return report.Close(suite);
    }

    private static void ReadStatus(XmlWalker xml, Report report, SuiteHeader header)
    {
        var status = RobotTest.ReadStatus(xml, report);
        (header.SourceResult, header.StartedAt, header.FinishedAt, header.DurationMs) = (status.Word, status.StartedAt, status.FinishedAt, status.DurationMs);
        header.Verdict = status.Verdict;
        header.Problem = status.Message is { } message ? new("status", message) : header.Problem;
    }
}
