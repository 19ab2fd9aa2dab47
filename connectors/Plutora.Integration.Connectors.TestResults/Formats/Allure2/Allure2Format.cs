using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Allure2;

/// <summary>
/// Allure 2: each <c>-result.json</c> is a suite of one test, since the file does not tell to which run it belongs; a <c>-container.json</c>
/// is a suite of the fixtures that ran around tests.
/// </summary>
internal sealed class Allure2Format : ITextFormat
{
    private static readonly string[] SuiteLabels = ["parentSuite", "suite", "subSuite"];

    public string Name => "allure2";

    public bool Knows(Head head) => head.First == '{' && head.Members.Contains("uuid")
        && (head.Members.Contains("children") || head.Members.Contains("befores") || head.Members.Contains("afters") || head.Members.Contains("status")
            || head.Members.Contains("stage") || head.Members.Contains("labels") || head.Members.Contains("fullName"));

    public IEnumerable<SourceRecord> Read(Report report)
    {
        using var json = JsonDocument.Parse(Whole(report.File), new JsonDocumentOptions { MaxDepth = 256 });
        var root = json.RootElement;
        if (root.Member("status").ValueKind == JsonValueKind.Undefined && root.Member("children").ValueKind == JsonValueKind.Array)
        {
            return Container(report, root);
        }

        var labels = root.Items("labels").Select(l => new Named(l.Text("name") ?? "", l.Text("value") ?? "")).ToList();
        var one = AllureResult.Read(root, labels, report);
        var path = SuiteLabels.Select(n => labels.Find(l => l.Name == n)?.Value).Where(v => !string.IsNullOrEmpty(v));
        var name = string.Join(" > ", path);
        var suite = report.Open(new()
        {
            Name = name.Length > 0 ? name : labels.Find(l => l.Name == "package")?.Value ?? one.ClassName ?? one.Name,
            // The full name is unique by itself.
            Identity = root.Text("fullName") is not null ? "" : null,
            Kind = "result",
            Tool = labels.Find(l => l.Name == "framework")?.Value ?? "Allure",
            Host = one.Host,
            StartedAt = one.StartedAt,
            FinishedAt = one.FinishedAt,
            DurationMs = one.DurationMs,
        });
        return [.. new[] { suite.Add(one) }.OfType<SourceRecord>(), report.Close(suite)];
    }

    private static IEnumerable<SourceRecord> Container(Report report, JsonElement root)
    {
        var fixtures = root.Items("befores").Concat(root.Items("afters")).ToList();
        if (fixtures.Count == 0)
        {
            throw new NothingToldException($"'{report.File.Name}' is a container of Allure without fixtures; its tests have files of their own.");
        }

        var header = new SuiteHeader
        {
            Name = root.Text("name") ?? "Fixtures",
            Kind = "container",
            ToolId = root.Text("uuid"),
            Tool = "Allure",
            StartedAt = ReportTimes.Milliseconds(root.Number("start")),
            FinishedAt = ReportTimes.Milliseconds(root.Number("stop")),
        };
        foreach (var fixture in fixtures)
        {
            var verdict = AllureWords.Verdict(fixture.Text("status"));
            header.Verdict = header.Verdict is { } known ? Verdicts.Worse(known, verdict) : verdict;
            header.Properties.Add(Report.Property($"fixture {fixture.Text("name")}", fixture.Text("status")));
            if (header.Problem is null && verdict is Verdict.Failed or Verdict.Error)
            {
                header.Problem = AllureResult.Details(fixture, report, header.Cut);
            }
        }

        var suite = report.Open(header);
        return [report.Close(suite)];
    }

    private static MemoryStream Whole(ReportFile file)
    {
        const long Limit = 64 << 20;
        if (file.Length > Limit)
        {
            throw new UnreadableException($"A result of Allure has {Limit >> 20} MB at most, this file {file.Length >> 20}.");
        }

        using var stream = file.Open();
        var bytes = new byte[file.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var text = LenientText.Detect(bytes).GetString(bytes, 0, read).TrimStart('\uFEFF');
        return new(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
