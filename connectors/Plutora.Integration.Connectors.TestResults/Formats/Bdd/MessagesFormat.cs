using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Bdd;

/// <summary>Cucumber messages, a JSON envelope a line. A feature is a suite, a scenario a test, its retries are attempts.</summary>
internal sealed class MessagesFormat : ITextFormat
{
    private static readonly string[] Envelopes = ["meta", "source", "gherkinDocument", "pickle", "testRunStarted", "testCase", "testCaseStarted", "stepDefinition", "hook", "parameterType"];

    public string Name => "cucumber-messages";

    public bool Knows(Head head) => head.Lines.FirstOrDefault(l => l.Trim().Length > 0) is { } line && line.StartsWith('{')
        && Envelopes.Any(e => line.StartsWith($"{{\"{e}\"", StringComparison.Ordinal)) && (head.Members.Contains("meta.protocolVersion") || head.Members.Contains("gherkinDocument.feature")
            || head.Members.Contains("source.uri") || head.Members.Contains("pickle.steps"));

    public IEnumerable<SourceRecord> Read(Report report)
    {
        using var lines = new LineSource(report.File);
        var run = new MessagesRun(report);
        while (lines.Next() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            JsonElement envelope = default;
            try
            {
                envelope = lines.WasCut ? default : JsonElement.Parse(line);
            }
            catch (JsonException broken)
            {
                report.Flaws.Tell("line", $"Line {lines.Number}, byte {(broken.BytePositionInLine ?? 0) + 1} is no JSON; it was left out.", line);
                continue;
            }

            if (lines.WasCut && !line.StartsWith("{\"attachment\"", StringComparison.Ordinal) && !line.StartsWith("{\"source\"", StringComparison.Ordinal))
            {
                report.Flaws.Tell("long", $"Line {lines.Number} is longer than a message may be; it was left out.", line[..1_000]);
            }

            // An attachment may be larger than a line that is held; its test is told without it.
            if (envelope.ValueKind == JsonValueKind.Object && run.Take(envelope) is { } part)
            {
                yield return part;
            }
        }

        foreach (var record in run.End())
        {
            yield return record;
        }
    }
}
