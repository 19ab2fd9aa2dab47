using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary><c>plutora mapping preview|diff</c>: what a changed mapping would change, before it goes live.</summary>
internal static class PreviewCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static IEnumerable<Command> Create(Nouns nouns, Argument<string> instance, Argument<string> stream)
    {
        var overlay = new Option<string?>("--overlay") { Description = "YAML of the overlay; left out: the one that was begun, or the active one.", HelpName = "file" };
        var alone = new Option<bool>("--base") { Description = "The base alone, without any overlay." };
        var records = new Option<int>("--records") { Description = "Records to map at most, up to 100,000.", DefaultValueFactory = _ => 10_000, HelpName = "number" };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only records that the hub received from then on.", HelpName = "instant" };
        var samples = new Option<int>("--samples") { Description = "Changes to show, up to 200.", DefaultValueFactory = _ => 20, HelpName = "number" };
        yield return nouns.Verb("preview", "Run a changed mapping over stored records and show what a replay would change. Nothing is written.", [instance, stream, overlay, alone, records, since, samples], async (s, ct) =>
        {
            var body = await BodyAsync(s, s.Get(overlay), s.Get(alone), ct);
            (body["records"], body["since"], body["samples"]) = (s.Get(records), s.Get(since)?.ToString("O", CultureInfo.InvariantCulture), s.Get(samples));
            var path = Session.Url($"/api/v1/mappings/{s.Get(instance)}/{s.Get(stream)}/preview");
            var preview = await s.SendAsync(HttpMethod.Post, path, body, ct);
            using (var progress = new ProgressLine(s.Terminal, s.Json))
            {
                while (Text.Find(preview, "finished").ValueKind != JsonValueKind.True)
                {
                    progress.Report(Text.Bar(preview.GetProperty("looked").GetInt64(), preview.GetProperty("total").GetInt64()));
                    await Task.Delay(Pause, s.Terminal.Time, ct);
                    preview = await s.GetAsync(path, ct);
                }
            }

            s.Done(Report(preview), preview);
            return Text.At(preview, "fault").Length > 0 ? ExitCode.Refused : ExitCode.Done;
        });
        yield return nouns.Verb("diff", "What a changed mapping says otherwise than the active one, member by member.", [instance, stream, overlay, alone], async (s, ct) => s.Table(
            await s.SendAsync(HttpMethod.Post, Session.Url($"/api/v1/mappings/{s.Get(instance)}/{s.Get(stream)}/diff"), await BodyAsync(s, s.Get(overlay), s.Get(alone), ct), ct),
            "Nothing differs.", "member", "before", "after"));
    }

    private static async Task<JsonObject> BodyAsync(Session session, string? overlay, bool alone, CancellationToken cancellationToken) => new()
    {
        ["overlay"] = overlay is null ? null : await LocalMappings.ReadAsync(overlay, cancellationToken),
        ["base"] = alone,
    };

    private static string Report(JsonElement preview)
    {
        var lines = new List<string>();
        foreach (var sample in preview.GetProperty("samples").EnumerateArray())
        {
            lines.Add($"{Text.At(sample, "change"),-8} {Text.At(sample, "entity")}  (record {Text.At(sample, "record")})");
            lines.AddRange(sample.GetProperty("fields").EnumerateArray().Select(field => $"           {Text.At(field, "name")}: {Value(field, "before")} -> {Value(field, "after")}"));
        }

        lines.AddRange(preview.GetProperty("failures").EnumerateArray().Select(failure => $"dead     record {Text.At(failure, "record")}: {Text.At(failure, "reason")}"));
        lines.AddRange(preview.GetProperty("fields").EnumerateObject().Select(field => $"{field.Name} differs in {field.Value}."));
        lines.Add($"{Text.At(preview, "mapped")} records mapped: {Text.At(preview, "added")} added, {Text.At(preview, "changed")} changed, {Text.At(preview, "removed")} removed, "
            + $"{Text.At(preview, "waiting")} waiting, {Text.At(preview, "unchanged")} unchanged; {Text.At(preview, "deadLettered")} records to dead letter.");
        if (Text.At(preview, "fault") is { Length: > 0 } fault)
        {
            lines.Add($"It ended early: {fault}");
        }
        else if (Text.Find(preview, "complete").ValueKind == JsonValueKind.False)
        {
            lines.Add("More is stored than was looked at; look at more with --records.");
        }

        return string.Join('\n', lines);
    }

    private static string Value(JsonElement field, string name) => Text.Find(field, name) is { ValueKind: not JsonValueKind.Undefined and not JsonValueKind.Null } value ? Text.Inline(value) : "nothing";
}
