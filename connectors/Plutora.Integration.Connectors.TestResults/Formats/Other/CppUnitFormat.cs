using System.Globalization;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Other;

/// <summary>CppUnit's XML: the file is one suite.</summary>
internal sealed class CppUnitFormat : IXmlFormat
{
    public string Name => "cppunit";

    public bool Knows(XmlWalker root) => root.Name == "TestRun" && root.Namespace.Length == 0;

    public IEnumerable<SourceRecord> Read(XmlWalker xml, Report report)
    {
        var header = new SuiteHeader { Name = report.Context.Suite ?? Path.GetFileNameWithoutExtension(report.File.Name), Identity = report.Context.Suite ?? "", Kind = "TestRun", Tool = "CppUnit" };
        var suite = report.Open(header);
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "FailedTests" or "SuccessfulTests" or "IgnoredTests":
                    var list = xml.Name;
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        if (suite.Add(ReadTest(xml, report, list)) is { } part)
                        {
                            yield return part;
                        }
                    }

                    break;
                case "Statistics":
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        var name = xml.Name;
                        var value = xml.Text(64).Text();
                        header.Told.Add(Report.Property(name, value));
                        header.DurationMs = name == "TotalElapsedTime" ? ReportTimes.SecondsToMs(value) : header.DurationMs;
                    }

                    break;
                default:
                    // TimedTestTree repeats the tests.
                    header.Unread.Add(xml.Name);
                    break;
            }
        }

        yield return report.Close(suite);
    }

    private static CaseEntry ReadTest(XmlWalker xml, Report report, string list)
    {
        var one = new CaseEntry { Name = "", ToolId = xml.Attribute("id"), SourceResult = list };
        string? type = null, message = null;
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "Name":
                    Named(one, xml.Text(2_000).Text() ?? "");
                    break;
                case "Time":
                    one.DurationMs = ReportTimes.SecondsToMs(xml.Text(64).Text());
                    break;
                case "FailureType":
                    type = xml.Text(100).Text();
                    break;
                case "Message":
                    var text = xml.Text(report.Settings.TextLimit);
                    (message, one.Cut["message"]) = (text.Text(), text.Cut);
                    break;
                case "Location":
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        var (part, value) = (xml.Name, xml.Text(1_024).Text());
                        one.File = part == "File" ? value : one.File;
                        one.Line = part == "Line" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : one.Line;
                    }

                    break;
                default:
                    break;
            }
        }

        one.Verdict = list switch
        {
            "FailedTests" => type == "Error" ? Verdict.Error : Verdict.Failed,
            "IgnoredTests" => Verdict.Skipped,
            _ => Verdict.Passed,
        };
        one.SourceResult = type ?? list;
        if (message is not null)
        {
            one.Problems.Add(new(type ?? "Message", message));
        }

        return one;
    }

    private static void Named(CaseEntry one, string name)
    {
        var at = name.LastIndexOf("::", StringComparison.Ordinal);
        (one.ClassName, one.Name) = at > 0 ? (name[..at], name[(at + 2)..]) : (null, name);
    }
}
