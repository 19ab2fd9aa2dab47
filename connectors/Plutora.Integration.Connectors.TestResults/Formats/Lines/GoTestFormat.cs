using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Lines;

/// <summary>
/// Lines of <c>go test -json</c>. A run of a package is a suite; where a package is run again in the same file, its tests are further
/// attempts. Lines that are not JSON (a build's output) are told and left out.
/// </summary>
internal sealed class GoTestFormat : ITextFormat
{
    private static readonly HashSet<string> Actions = ["start", "run", "pause", "cont", "pass", "bench", "fail", "output", "skip", "attr", "build-output", "build-fail"];

    public string Name => "go-test";

    public bool Knows(Head head) => head.Lines.Any(l => l.StartsWith('{') && l.Contains("\"Action\"", StringComparison.Ordinal) && Parse(l) is { } parsed
        && Actions.Contains(parsed.Text("Action") ?? "") && (parsed.Text("Package") ?? parsed.Text("ImportPath") ?? parsed.Text("Test")) is not null);

    public IEnumerable<SourceRecord> Read(Report report)
    {
        using var lines = new LineSource(report.File);
        var packages = new GoPackages(report);
        while (lines.Next() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (lines.WasCut || Parse(line) is not { } e || !Actions.Contains(e.Text("Action") ?? ""))
            {
                report.Flaws.Tell("line", $"Line {lines.Number} is not an event of 'go test -json' ('{Beginning(line)}'); it was left out.", line);
                packages.Plain(line);
                continue;
            }

            foreach (var record in packages.Take(e))
            {
                yield return record;
            }
        }

        foreach (var record in packages.End())
        {
            yield return record;
        }
    }

    private static string Beginning(string line) => line.Length > 80 ? line[..80] + "…" : line;

    private static JsonElement? Parse(string line)
    {
        try
        {
            return line.TrimStart().StartsWith('{') ? JsonElement.Parse(line) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
