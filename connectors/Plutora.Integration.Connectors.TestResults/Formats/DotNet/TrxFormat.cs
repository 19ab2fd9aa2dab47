using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>TRX of Visual Studio, MSTest and <c>dotnet test</c>: the file is one suite. A data-driven test is told by its rows.</summary>
internal sealed class TrxFormat : IXmlFormat
{
    public string Name => "trx";

    public bool Knows(XmlWalker root) => root.Name == "TestRun" && root.Namespace.Contains("TeamTest", StringComparison.Ordinal);

    public IEnumerable<SourceRecord> Read(XmlWalker xml, Report report)
    {
        // Results mostly stand before the definitions that name their classes: the definitions are read first, from a second walk.
        var definitions = TrxDefinitions.Read(report);
        var header = new SuiteHeader
        {
            Name = definitions.Storage ?? xml.Attribute("name") ?? "TestRun",
            Identity = definitions.Storage ?? "",
            Kind = "TestRun",
            ToolId = xml.Attribute("id"),
            Tool = "VSTest",
            Description = xml.Attribute("name"),
        };
        var suite = report.Open(header);
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "Times":
                    header.StartedAt = ReportTimes.Instant(xml.Attribute("start"), report.Settings.Zone);
                    header.FinishedAt = ReportTimes.Instant(xml.Attribute("finish"), report.Settings.Zone);
                    header.DurationMs = ReportTimes.Sound((header.FinishedAt - header.StartedAt)?.TotalMilliseconds);
                    break;
                case "Results":
                    foreach (var record in ReadResults(xml, report, definitions, suite, depth: 0))
                    {
                        yield return record;
                    }

                    break;
                case "ResultSummary":
                    TrxSummary.Read(xml, report, header);
                    break;
                case "TestSettings" or "TestRunConfiguration":
                    header.Properties.Add(Report.Property("testSettings", xml.Attribute("name")));
                    break;
                case "TestDefinitions" or "TestEntries" or "TestLists" or "Build" or "PropertyCollection":
                    break;
                default:
                    header.Unread.Add(xml.Name);
                    break;
            }
        }

        yield return report.Close(suite);
    }

    private static IEnumerable<SourceRecord> ReadResults(XmlWalker xml, Report report, TrxDefinitions definitions, SuiteWriter suite, int depth)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Attribute("testName") is null && xml.Attribute("testId") is null)
            {
                suite.Header.Unread.Add(xml.Name);
                continue;
            }

            var result = new TrxResult(xml, report, definitions);
            for (var inner = xml.Open(); xml.Next(inner);)
            {
                if (xml.Name == "InnerResults" && depth < 16)
                {
                    var before = suite.Tally.Total;
                    foreach (var record in ReadResults(xml, report, definitions, suite, depth + 1))
                    {
                        yield return record;
                    }

                    result.HasRows |= suite.Tally.Total > before;
                }
                else
                {
                    result.ReadChild(xml);
                }
            }

            // A result with rows only sums them up.
            if (!result.HasRows && suite.Add(result.Complete()) is { } part)
            {
                yield return part;
            }
        }
    }
}
