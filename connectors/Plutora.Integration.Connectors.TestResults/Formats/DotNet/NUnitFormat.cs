using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>NUnit's own XML, versions 2 and 3. Every <c>test-suite</c> (project, assembly, namespace, fixture, parameterized method) is a suite.</summary>
internal sealed class NUnitFormat : IXmlFormat
{
    private static readonly HashSet<string> None = [];

    public string Name => "nunit";

    public bool Knows(XmlWalker root) => root.Name is "test-run" or "test-results" || (root.Name == "test-suite" && root.Namespace.Length == 0);

    public IEnumerable<SourceRecord> Read(XmlWalker xml, Report report)
    {
        var three = xml.Name != "test-results";
        report.Format = three ? "nunit3" : "nunit2";
        if (xml.Name == "test-suite")
        {
            return ReadSuite(xml, report, null, new(three, null, null));
        }

        var version = xml.Attribute("engine-version");
        var started = three ? xml.Attribute("start-time") : $"{xml.Attribute("date")} {xml.Attribute("time")}";
        report.Told.AddRange(xml.OtherAttributes(None).Select(a => Report.Property(a.Name, a.Value)));
        return ReadRoot(xml, report, new(three, ReportTimes.Instant(started, report.Settings.Zone), version));
    }

    private static IEnumerable<SourceRecord> ReadRoot(XmlWalker xml, Report report, NUnitRun run)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "test-suite":
                    foreach (var record in ReadSuite(xml, report, null, run))
                    {
                        yield return record;
                    }

                    break;
                case "environment":
                    run.Version ??= xml.Attribute("nunit-version");
                    run.Host ??= xml.Attribute("machine-name");
                    break;
                case "command-line":
                    report.Told.Add(Report.Property("command-line", xml.Text(1_024).Text()));
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<SourceRecord> ReadSuite(XmlWalker xml, Report report, SuiteWriter? parent, NUnitRun run)
    {
        var header = NUnitSuite.Header(xml, report, run);
        var suite = report.Open(header, parent);
        for (var level = xml.Open(); xml.Next(level);)
        {
            // Version 2 puts the children into <results>.
            var inner = xml.Name == "results" ? xml.Open() : (int?)null;
            while (inner is null || xml.Next(inner.Value))
            {
                if (xml.Name == "test-suite")
                {
                    foreach (var record in ReadSuite(xml, report, suite, run))
                    {
                        yield return record;
                    }
                }
                else if (xml.Name == "test-case")
                {
                    if (suite.Add(NUnitCase.Read(xml, report, run)) is { } part)
                    {
                        yield return part;
                    }
                }
                else
                {
                    NUnitSuite.ReadChild(xml, report, header, run);
                }

                if (inner is null)
                {
                    break;
                }
            }
        }

        yield return report.Close(suite);
    }
}

/// <summary>What holds for a whole file of NUnit.</summary>
internal sealed class NUnitRun(bool isThree, DateTimeOffset? startedAt, string? version)
{
    public bool IsThree => isThree;

    public DateTimeOffset? StartedAt => startedAt;

    public string? Version { get; set; } = version;

    public string? Host { get; set; }
}
