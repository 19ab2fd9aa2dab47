using System.Xml.Linq;
using Plutora.Integration.Sdk.Testing.Properties;
using Plutora.Integration.Sdk.Testing.Reporting;
using Plutora.Integration.Sdk.Testing.Subjects;

namespace Plutora.Integration.Sdk.Testing.Tests.Reports;

/// <summary>Reports name the root first, and hide nothing.</summary>
public sealed class ReportTests
{
    private static readonly AcceptanceReport Report = new("desk 1.0.0", [.. AcceptanceProperty.All.Select(Result)]);

    [Fact]
    public void The_root_stands_before_what_failed_with_it()
    {
        Assert.Equal(["first-read-complete"], Report.Roots.Select(r => r.Property.Id));
        Assert.Equal(["first-read-complete"], Report.CausesOf(Of("resume-after-each-page")).Select(p => p.Id));
        var text = Report.ToText();
        Assert.True(text.IndexOf("FAILS first-read-complete", StringComparison.Ordinal) < text.IndexOf("FAILS resume-after-each-page", StringComparison.Ordinal));
        Assert.Contains("With it fail, for this cause or their own: resume-after-each-page", text, StringComparison.Ordinal);
        Assert.Contains("Read on: docs/partners/acceptance.md#first-read-complete", text, StringComparison.Ordinal);
        Assert.Contains("WAIVED partial-leaves", text, StringComparison.Ordinal);
        Assert.Contains("The tool shows the list's half alone.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_counts_failures_and_skips_waivers_with_their_reason()
    {
        var suite = XDocument.Parse(Report.ToJUnit().ToString()).Root!.Element("testsuite")!;
        Assert.Equal((AcceptanceProperty.All.Count.ToString(), "2", "2"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Equal("root", Case("first-read-complete").Element("failure")!.Attribute("type")!.Value);
        Assert.Equal("with first-read-complete", Case("resume-after-each-page").Element("failure")!.Attribute("type")!.Value);
        Assert.Equal("Waived: The tool shows the list's half alone.", Case("partial-leaves").Element("skipped")!.Attribute("message")!.Value);
        Assert.Contains("left out \uFFFD 2 < 3", Case("first-read-complete").Element("failure")!.Value, StringComparison.Ordinal);

        XElement Case(string property) => suite.Elements("testcase").Single(c => c.Attribute("name")!.Value == property);
    }

    [Fact]
    public void The_badge_and_the_table_say_what_holds_fails_and_is_waived()
    {
        var count = AcceptanceProperty.All.Count;
        Assert.Equal($"![acceptance: {count - 4} of {count - 1}, 1 waived](https://img.shields.io/badge/acceptance-{count - 4}%20of%20{count - 1}%2C%201%20waived-red)", Report.ToBadge());
        var table = Report.ToMarkdown().Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.Equal(count, table.Count);
        Assert.StartsWith("| `first-read-complete` | **fails** | It left out \0 2 &lt; 3 \\| more.", table[0], StringComparison.Ordinal);
        Assert.StartsWith("| `resume-after-each-page` | **fails** with `first-read-complete` |", table[1], StringComparison.Ordinal);
        Assert.StartsWith("| `partial-leaves` | waived | The tool shows the list's half alone.", table[2], StringComparison.Ordinal);
        Assert.StartsWith("| `unloads` | not asked | It is made by an engine.", table[^1], StringComparison.Ordinal);
        Assert.EndsWith("-brightgreen)", (Report with { Results = [.. Report.Results.Where(r => r.Status == PropertyStatus.Holds)] }).ToBadge(), StringComparison.Ordinal);
        Assert.EndsWith("-yellowgreen)", (Report with { Results = [.. Report.Results.Where(r => r.Status != PropertyStatus.Fails)] }).ToBadge(), StringComparison.Ordinal);
    }

    private static AcceptanceProperty Of(string id) => AcceptanceProperty.All.Single(p => p.Id == id);

    private static PropertyResult Result(AcceptanceProperty property) => property.Id switch
    {
        "first-read-complete" => new(property, PropertyStatus.Fails) { Found = "It left out \0 2 < 3 | more.", Mend = "Follow the list." },
        "resume-after-each-page" => new(property, PropertyStatus.Fails) { Found = "It left out one.", Mend = "Keep the place." },
        "partial-leaves" => new(property, PropertyStatus.Waived) { Found = "It sets a field.", Mend = "Leave it.", Waiver = new Waiver("partial-leaves", "The tool shows the list's half alone.") },
        "unloads" => new(property, PropertyStatus.NotAsked) { Found = "It is made by an engine." },
        _ => new(property, PropertyStatus.Holds),
    };
}
