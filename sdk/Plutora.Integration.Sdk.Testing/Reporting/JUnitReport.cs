using System.Globalization;
using System.Xml.Linq;

namespace Plutora.Integration.Sdk.Testing.Reporting;

/// <summary>The report as JUnit XML, which build servers show.</summary>
public static class JUnitReport
{
    /// <summary>Writes the report. A waived property, and one that asks nothing, count as skipped, with the reason.</summary>
    /// <param name="report">The report.</param>
    public static XDocument ToJUnit(this AcceptanceReport report) => new(
        new XElement(
            "testsuites",
            new XElement(
                "testsuite",
                new XAttribute("name", $"acceptance of {report.Connector}"),
                new XAttribute("tests", report.Results.Count),
                new XAttribute("failures", report.Count(PropertyStatus.Fails)),
                new XAttribute("errors", 0),
                new XAttribute("skipped", report.Count(PropertyStatus.Waived) + report.Count(PropertyStatus.NotAsked)),
                new XAttribute("time", Seconds(report.Results.Aggregate(TimeSpan.Zero, (sum, r) => sum + r.Took))),
                report.Results.Select(r => Case(report, r)))));

    private static XElement Case(AcceptanceReport report, PropertyResult result) => new(
        "testcase",
        new XAttribute("classname", report.Connector.Split(' ')[0]),
        new XAttribute("name", result.Property.Id),
        new XAttribute("time", Seconds(result.Took)),
        result.Status switch
        {
            PropertyStatus.Fails => new XElement("failure", new XAttribute("message", Valid(result.Found)), new XAttribute("type", Causes(report, result)), Valid(TextReport.Of(result))),
            PropertyStatus.Waived => new XElement("skipped", new XAttribute("message", Valid($"Waived: {result.Waiver!.Reason}"))),
            PropertyStatus.NotAsked => new XElement("skipped", new XAttribute("message", Valid(result.Found))),
            _ => null,
        });

    private static string Causes(AcceptanceReport report, PropertyResult result) =>
        report.CausesOf(result.Property) is [var cause, ..] ? $"with {cause.Id}" : "root";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // What a tool or a connector said may hold what XML cannot.
    private static string Valid(string? text) => string.Concat((text ?? "").Select(c => System.Xml.XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));
}
