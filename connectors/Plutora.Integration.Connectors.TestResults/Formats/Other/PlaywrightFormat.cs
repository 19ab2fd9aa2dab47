using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Other;

/// <summary>Playwright's JSON: files and describe blocks are suites; each test of a spec in a project is a test, its results are attempts.</summary>
internal sealed class PlaywrightFormat : ITextFormat
{
    public string Name => "playwright";

    public bool Knows(Head head) => head.First == '{' && (head.Members.Contains("suites.specs") || head.Members.Contains("config.rootDir") || head.Members.Contains("suites.suites")
        || (head.Members.Contains("config") && head.Members.Contains("suites")));

    public IEnumerable<SourceRecord> Read(Report report)
    {
        using var json = new JsonSlicer(report.File, "suites", "errors");
        string? version = null;
        while (json.Next(out var member, out var value))
        {
            switch (member)
            {
                case "config":
                    version = value.Text("version");
                    report.Told.Add(Report.Property("rootDir", value.Text("rootDir")));
                    break;
                case "stats":
                    foreach (var stat in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
                    {
                        report.Told.Add(Report.Property(stat.Name, stat.Value.AsText()));
                    }

                    break;
                case "suites" when value.ValueKind == JsonValueKind.Object:
                    foreach (var record in ReadSuite(report, value, null, version))
                    {
                        yield return record;
                    }

                    break;
                case "errors" when value.ValueKind == JsonValueKind.Object:
                    // An error outside of any test: a file that does not load, a global set-up.
                    yield return Global(report, value, version);
                    break;
                default:
                    break;
            }
        }
    }

    private static SourceRecord Global(Report report, JsonElement error, string? version)
    {
        var header = new SuiteHeader { Name = "Playwright", Kind = "error", Tool = "Playwright", ToolVersion = version, Verdict = Verdict.Error };
        header.Problem = PlaywrightTest.Error(error, report, header.Cut);
        header.File = error.Member("location").Text("file");
        return report.Close(report.Open(header));
    }

    private static IEnumerable<SourceRecord> ReadSuite(Report report, JsonElement element, SuiteWriter? parent, string? version)
    {
        var title = element.Text("title") ?? "";
        var header = new SuiteHeader
        {
            Name = title.Length > 0 ? title : element.Text("file") ?? "suite",
            Identity = parent is null ? title : $"{parent.Header.Identity} > {title}",
            Kind = parent is null ? "file" : "describe",
            File = element.Text("file"),
            Tool = "Playwright",
            ToolVersion = version,
        };
        var suite = report.Open(header, parent);
        foreach (var spec in element.Items("specs"))
        {
            foreach (var test in spec.Items("tests"))
            {
                if (suite.Add(PlaywrightTest.Read(report, spec, test)) is { } part)
                {
                    yield return part;
                }
            }
        }

        foreach (var inner in element.Items("suites"))
        {
            foreach (var record in ReadSuite(report, inner, suite, version))
            {
                yield return record;
            }
        }

        yield return report.Close(suite);
    }
}
