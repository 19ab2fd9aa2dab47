using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Bdd;

/// <summary>JSON of Cucumber (JVM, Ruby, JavaScript and those who write alike) and of Behave. A feature is a suite, a scenario a test.</summary>
internal sealed class CucumberFormat : ITextFormat
{
    public string Name => "cucumber";

    public bool Knows(Head head) => head.First == '['
        && (head.Members.Contains("elements") || head.Members.Contains("keyword") || head.Text.AsSpan().Trim().Trim('\uFEFF') is "[]");

    public IEnumerable<SourceRecord> Read(Report report)
    {
        using var json = new JsonSlicer(report.File);
        var any = false;
        while (json.Next(out _, out var feature))
        {
            if (feature.ValueKind != JsonValueKind.Object)
            {
                report.Flaws.Tell("feature", "An element of the list is no feature; it was left out.", feature.GetRawText());
                continue;
            }

            any = true;
            foreach (var record in ReadFeature(report, feature))
            {
                yield return record;
            }
        }

        if (!any && report.Flaws.All.Count == 0)
        {
            throw new NothingToldException($"'{report.File.Name}' is a JSON list without features.");
        }
    }

    private static IEnumerable<SourceRecord> ReadFeature(Report report, JsonElement feature)
    {
        // Behave writes the status of each feature, and where it stands as "location".
        var behave = feature.Text("location") is not null && feature.Text("uri") is null;
        report.Format = behave ? "behave" : "cucumber";
        var header = new SuiteHeader
        {
            Name = feature.Text("name") is { Length: > 0 } name ? name : feature.Text("uri") ?? "Feature",
            Kind = feature.Text("keyword") ?? "Feature",
            ToolId = feature.Text("id"),
            File = feature.Text("uri") ?? feature.Text("location"),
            Description = CutText.Of(DescriptionOf(feature), 1_024, out _),
            Tool = behave ? "Behave" : "Cucumber",
            SourceResult = feature.Text("status"),
        };
        header.Labels.AddRange(CucumberSteps.Tags(feature));
        var suite = report.Open(header);
        List<JsonElement> background = [];
        foreach (var element in feature.Items("elements"))
        {
            if (element.Text("type") == "background" || element.Text("keyword") == "Background")
            {
                // It is told before each scenario that it ran for.
                background = [.. element.Items("steps")];
                continue;
            }

            var one = CucumberSteps.Scenario(report, element, background, behave);
            if (!behave)
            {
                background = [];
            }

            if (suite.Add(one) is { } part)
            {
                yield return part;
            }
        }

        yield return report.Close(suite);
    }

    // Behave writes a list of lines.
    private static string? DescriptionOf(JsonElement element) =>
        element.Member("description") is { ValueKind: JsonValueKind.Array } lines ? string.Join('\n', lines.EnumerateArray().Select(l => l.AsText())) : element.Text("description");
}
