using System.Text.Json;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>Writes one test of a record.</summary>
internal static class CaseJson
{
    private const int NameLimit = 1_000;

    public static void Write(Utf8JsonWriter writer, CaseEntry one, int number, string suiteIdentity)
    {
        var name = CutText.Of(one.Name, NameLimit, out var nameCut) ?? "(unnamed)";
        writer.WriteStartObject();
        writer.WriteNumber("n", number);
        writer.WriteString("key", Identity.OfCase(suiteIdentity, one.ClassName, one.Name, one.Variant));
        writer.Text("name", name);
        writer.Text("class", CutText.Of(one.ClassName, NameLimit, out _));
        writer.Text("variant", one.Variant);
        writer.Text("toolId", one.ToolId);
        writer.Text("description", one.Description);
        writer.Text("file", one.File);
        writer.Number("line", one.Line);
        writer.WriteString("result", one.Verdict.Word());
        writer.Text("sourceResult", one.SourceResult);
        var problem = one.Deciding ?? one.Problems.FirstOrDefault();
        writer.Text("message", problem?.Message);
        writer.Text("errorType", problem?.Type);
        writer.Text("stackTrace", problem?.Trace);
        if (one.Problems.Count > 1)
        {
            writer.List("problems", one.Problems, WriteProblem);
        }

        writer.Number("attempt", one.AttemptNumber);
        writer.Flag("flaky", one.Flaky);
        writer.List("attempts", one.Attempts, WriteAttempt);
        writer.Instant("startedAt", one.StartedAt);
        writer.Instant("finishedAt", one.FinishedAt);
        writer.Number("durationMs", one.DurationMs);
        writer.Text("owner", one.Owner);
        writer.Text("severity", one.Severity);
        writer.Text("priority", one.Priority);
        writer.Text("host", one.Host);
        writer.Text("output", one.Output);
        writer.Text("errorOutput", one.ErrorOutput);
        writer.List("steps", one.Steps, WriteStep);
        writer.Map("parameters", one.Parameters);
        writer.Map("properties", one.Properties);
        writer.List("measurements", one.Measures, WriteMeasure);
        writer.List("attachments", one.Attachments, WriteAttachment);
        writer.List("labels", one.Labels, static (w, l) => w.WriteStringValue(RecordJson.WellFormed(l)));
        writer.List("links", one.Mentioned, WriteMentioned);
        writer.Cut(
        [
            .. one.Cut, new("name", nameCut), new("problems", one.Problems.LeftOut), new("attempts", one.Attempts.LeftOut), new("steps", one.Steps.LeftOut),
            new("properties", one.Properties.LeftOut), new("parameters", one.Parameters.LeftOut), new("attachments", one.Attachments.LeftOut),
            new("labels", one.Labels.LeftOut), new("links", one.Mentioned.LeftOut), new("measurements", one.Measures.LeftOut),
        ]);
        writer.WriteEndObject();
    }

    public static void WriteAttachment(Utf8JsonWriter writer, Attachment attachment)
    {
        writer.WriteStartObject();
        writer.WriteString("name", RecordJson.WellFormed(attachment.Name));
        writer.Text("mediaType", attachment.MediaType);
        writer.Text("path", attachment.Path);
        writer.Text("url", attachment.Url);
        writer.WriteEndObject();
    }

    public static void WriteMeasure(Utf8JsonWriter writer, Measure measure)
    {
        if (!double.IsFinite(measure.Value))
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("name", RecordJson.WellFormed(measure.Name));
        writer.WriteNumber("value", measure.Value);
        writer.Text("unit", measure.Unit);
        writer.WriteEndObject();
    }

    private static void WriteProblem(Utf8JsonWriter writer, Problem problem)
    {
        writer.WriteStartObject();
        writer.Text("kind", problem.Kind);
        writer.Text("message", problem.Message);
        writer.Text("type", problem.Type);
        writer.Text("trace", problem.Trace);
        writer.WriteEndObject();
    }

    private static void WriteAttempt(Utf8JsonWriter writer, Attempt attempt)
    {
        writer.WriteStartObject();
        writer.WriteString("result", attempt.Verdict.Word());
        writer.Text("sourceResult", attempt.SourceResult);
        writer.Text("message", attempt.Problem?.Message);
        writer.Text("errorType", attempt.Problem?.Type);
        writer.Text("stackTrace", attempt.Problem?.Trace);
        writer.Instant("startedAt", attempt.StartedAt);
        writer.Number("durationMs", attempt.DurationMs);
        writer.Text("output", attempt.Output);
        writer.Text("errorOutput", attempt.ErrorOutput);
        writer.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter writer, Step step)
    {
        writer.WriteStartObject();
        writer.Text("name", step.Name);
        writer.Text("result", step.Verdict?.Word());
        writer.Text("sourceResult", step.SourceResult);
        writer.Text("message", step.Message);
        writer.Number("durationMs", step.DurationMs);
        if (step.Level > 0)
        {
            writer.WriteNumber("level", step.Level);
        }

        writer.WriteEndObject();
    }

    private static void WriteMentioned(Utf8JsonWriter writer, Mentioned mentioned)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", RecordJson.WellFormed(mentioned.Kind));
        writer.WriteString("name", RecordJson.WellFormed(mentioned.Name));
        writer.Text("url", mentioned.Url);
        writer.WriteEndObject();
    }
}
