using System.Text.Json;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>Writes what is told of a suite as a whole.</summary>
internal static class SuiteJson
{
    public static void Write(Utf8JsonWriter writer, SuiteHeader header, Tally tally, Verdict verdict, string? broken)
    {
        writer.Text("name", string.IsNullOrWhiteSpace(header.Name) ? "(unnamed)" : header.Name);
        writer.Text("kind", header.Kind);
        writer.Text("toolId", header.ToolId);
        writer.Text("package", header.Package);
        writer.Text("file", header.File);
        writer.Text("host", header.Host);
        writer.Text("tool", header.Tool);
        writer.Text("toolVersion", header.ToolVersion);
        writer.Text("description", header.Description);
        writer.WriteString("result", verdict.Word());
        writer.Text("sourceResult", header.SourceResult);
        writer.Text("message", broken ?? header.Problem?.Message);
        writer.Text("errorType", header.Problem?.Type);
        writer.Text("stackTrace", header.Problem?.Trace);
        writer.Flag("incomplete", broken is null ? null : true);
        writer.Instant("startedAt", header.StartedAt ?? tally.First);
        writer.Instant("finishedAt", header.FinishedAt ?? (tally.Last > tally.First ? tally.Last : null));
        writer.Number("durationMs", header.DurationMs);
        WriteCounts(writer, tally);
        writer.Map("told", header.Told);
        writer.Map("properties", header.Properties);
        writer.Text("output", header.Output);
        writer.Text("errorOutput", header.ErrorOutput);
        writer.List("measurements", header.Measures, CaseJson.WriteMeasure);
        writer.List("attachments", header.Attachments, CaseJson.WriteAttachment);
        writer.List("labels", header.Labels, static (w, l) => w.WriteStringValue(RecordJson.WellFormed(l)));
        writer.List("unread", header.Unread, static (w, u) => w.WriteStringValue(RecordJson.WellFormed(u)));
        writer.Cut(
        [
            .. header.Cut, new("properties", header.Properties.LeftOut), new("told", header.Told.LeftOut), new("attachments", header.Attachments.LeftOut),
            new("labels", header.Labels.LeftOut), new("measurements", header.Measures.LeftOut),
        ]);
    }

    private static void WriteCounts(Utf8JsonWriter writer, Tally tally)
    {
        writer.WriteStartObject("counts");
        writer.WriteNumber("total", tally.Total);
        writer.WriteNumber("passed", tally.Passed);
        writer.WriteNumber("failed", tally.Failed);
        writer.WriteNumber("errored", tally.Errored);
        writer.WriteNumber("skipped", tally.Skipped);
        writer.WriteNumber("other", tally.Other);
        writer.WriteNumber("flaky", tally.Flaky);
        writer.WriteEndObject();
    }
}
