using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.JUnit;

/// <summary>JUnit XML in the dialects of its many writers. Every <c>testsuite</c>, nested ones too, is a suite.</summary>
internal sealed class JUnitFormat : IXmlFormat
{
    private static readonly HashSet<string> None = [];

    public string Name => "junit";

    public bool Knows(XmlWalker root) => root.Name is "testsuites" or "testsuite" || (root.Name == "testrun" && root.Attribute("tests") is not null);

    public IEnumerable<SourceRecord> Read(XmlWalker xml, Report report)
    {
        if (xml.Name == "testsuite")
        {
            return ReadSuite(xml, report, null);
        }

        report.Told.AddRange(xml.OtherAttributes(None).Select(a => Report.Property(a.Name, a.Value)));
        return ReadRoot(xml, report);
    }

    private static IEnumerable<SourceRecord> ReadRoot(XmlWalker xml, Report report)
    {
        SuiteWriter? loose = null;
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "testsuite":
                    foreach (var record in ReadSuite(xml, report, null))
                    {
                        yield return record;
                    }

                    break;
                case "testcase":
                    // Some writers leave the suite out.
                    loose ??= report.Open(new() { Name = report.Told.FirstOrDefault(t => t.Name == "name")?.Value ?? report.Context.Suite ?? "testsuites" });
                    if (loose.Add(JUnitCase.Read(xml, report)) is { } part)
                    {
                        yield return part;
                    }

                    break;
                case "properties":
                    report.Told.AddRange(JUnitProperties.Read(xml));
                    break;
                default:
                    break;
            }
        }

        if (loose is not null)
        {
            yield return report.Close(loose);
        }
    }

    private static IEnumerable<SourceRecord> ReadSuite(XmlWalker xml, Report report, SuiteWriter? parent)
    {
        var header = JUnitSuite.Header(xml, report);
        var suite = report.Open(header, parent);
        var problems = new List<Problem>();
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "testcase":
                    if (suite.Add(JUnitCase.Read(xml, report)) is { } part)
                    {
                        yield return part;
                    }

                    break;
                case "testsuite":
                    foreach (var record in ReadSuite(xml, report, suite))
                    {
                        yield return record;
                    }

                    break;
                case "failure" or "error":
                    problems.Add(JUnitProblem.Read(xml, report, header.Cut));
                    break;
                default:
                    JUnitSuite.ReadChild(xml, report, header);
                    break;
            }
        }

        JUnitSuite.Judge(header, suite.Tally, problems);
        yield return report.Close(suite);
    }
}
