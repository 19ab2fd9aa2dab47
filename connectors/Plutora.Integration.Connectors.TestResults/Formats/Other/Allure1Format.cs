using System.Globalization;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Other;

/// <summary>Allure 1: a <c>-testsuite.xml</c> is one suite.</summary>
internal sealed class Allure1Format : IXmlFormat
{
    public string Name => "allure1";

    public bool Knows(XmlWalker root) => root.Name == "test-suite" && root.Namespace.Contains("allure", StringComparison.Ordinal);

    public IEnumerable<SourceRecord> Read(XmlWalker xml, Report report)
    {
        var header = new SuiteHeader
        {
            Name = "",
            Kind = "test-suite",
            Tool = "Allure",
            ToolVersion = xml.Attribute("version"),
            StartedAt = At(xml, "start"),
            FinishedAt = At(xml, "stop"),
        };
        header.DurationMs = ReportTimes.Sound((header.FinishedAt - header.StartedAt)?.TotalMilliseconds);
        var suite = report.Open(header);
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "name":
                    header.Name = xml.Text(1_000).Text() ?? "";
                    break;
                case "title":
                    header.Properties.Add(Report.Property("title", xml.Text(1_024).Text()));
                    break;
                case "description":
                    header.Description = xml.Text(1_024).Text();
                    break;
                case "labels":
                    header.Labels.AddRange(Labels(xml).Select(l => $"{l.Name}={l.Value}"));
                    break;
                case "test-cases":
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        if (suite.Add(ReadCase(xml, report)) is { } part)
                        {
                            yield return part;
                        }
                    }

                    break;
                default:
                    header.Unread.Add(xml.Name);
                    break;
            }
        }

        yield return report.Close(suite);
    }

    private static CaseEntry ReadCase(XmlWalker xml, Report report)
    {
        var status = xml.Attribute("status");
        var one = new CaseEntry
        {
            Name = "",
            SourceResult = status,
            Verdict = Allure2.AllureWords.Verdict(status),
            Severity = xml.Attribute("severity"),
            StartedAt = At(xml, "start"),
            FinishedAt = At(xml, "stop"),
        };
        one.DurationMs = ReportTimes.Sound((one.FinishedAt - one.StartedAt)?.TotalMilliseconds);
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "name":
                    one.Name = xml.Text(2_000).Text() ?? "";
                    break;
                case "title":
                    one.Properties.Add(Report.Property("title", xml.Text(1_024).Text()));
                    break;
                case "description":
                    one.Description = xml.Text(1_024).Text();
                    break;
                case "failure":
                    one.Problems.Add(DotNet.NUnitCase.ReadProblem(xml, report, one.Cut));
                    break;
                case "steps":
                    Steps(xml, one, 0);
                    break;
                case "attachments":
                    Attachments(xml, one);
                    break;
                case "parameters":
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        one.Parameters.Add(Report.Property(xml.Attribute("name") ?? "", xml.Attribute("value")));
                    }

                    break;
                case "labels":
                    foreach (var label in Labels(xml))
                    {
                        Allure2.AllureWords.Label(one, label.Name, label.Value);
                    }

                    break;
                default:
                    break;
            }
        }

        return one;
    }

    private static void Steps(XmlWalker xml, CaseEntry one, int depth)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            var status = xml.Attribute("status");
            var duration = ReportTimes.Sound((At(xml, "stop") - At(xml, "start"))?.TotalMilliseconds);
            string? name = null, title = null;
            var told = false;
            for (var inner = xml.Open(); xml.Next(inner);)
            {
                switch (xml.Name)
                {
                    case "name":
                        name = xml.Text(500).Text();
                        break;
                    case "title":
                        title = xml.Text(500).Text();
                        break;
                    case "attachments":
                        Attachments(xml, one);
                        break;
                    case "steps":
                        // Names come before what is within.
                        told = Tell();
                        Steps(xml, one, depth + 1);
                        break;
                    default:
                        break;
                }
            }

            _ = told || Tell();

            bool Tell()
            {
                one.Steps.Add(new(title ?? name ?? "step", Allure2.AllureWords.Verdict(status), status, null, duration, depth));
                return true;
            }
        }
    }

    private static void Attachments(XmlWalker xml, CaseEntry one)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            one.Attachments.Add(new(xml.Attribute("title") ?? xml.Attribute("source") ?? "attachment", xml.Attribute("type"), xml.Attribute("source")));
        }
    }

    private static IEnumerable<Named> Labels(XmlWalker xml)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            yield return new(xml.Attribute("name") ?? "", xml.Attribute("value") ?? "");
        }
    }

    private static DateTimeOffset? At(XmlWalker xml, string attribute) =>
        ReportTimes.Milliseconds(double.TryParse(xml.Attribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null);
}
