using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary><c>plutora mapping unmapped|drift|place|overlay|base</c>: what records have that a mapping does not know, and where that belongs.</summary>
internal static class OverlayCommands
{
    private static JsonElement Rows(JsonElement drift)
    {
        var rows = new JsonArray();
        foreach (var stream in drift.EnumerateArray())
        {
            foreach (var change in (string[])["vanished", "new"])
            {
                foreach (var path in stream.GetProperty(change).EnumerateArray())
                {
                    var row = JsonObject.Create(path)!;
                    (row["instance"], row["stream"], row["change"]) = (Text.At(stream, "instance"), Text.At(stream, "stream"), change);
                    rows.Add(row);
                }
            }
        }

        return JsonElement.Parse(rows.ToJsonString());
    }

    public static IEnumerable<Command> Create(Nouns nouns, Argument<string> instance, Argument<string> stream)
    {
        var only = new Option<string?>("--instance") { Description = "Only those of this instance.", HelpName = "id" };
        var table = new Option<string>("--table") { Description = "The table.", HelpName = "name", Required = true };
        var value = new Option<string>("--value") { Description = "The tool's value.", HelpName = "text", Required = true };
        var to = new Option<string>("--to") { Description = "What it becomes.", HelpName = "text", Required = true };
        var activate = new Option<bool>("--activate") { Description = "Activate the overlay at once." };
        yield return nouns.Verb("unmapped", "Values that no table knows: they became the table's default, and their source text is kept.", [only], async (s, ct) => s.Table(
            await s.GetAsync("/api/v1/mappings/unmapped" + (s.Get(only) is { } id ? Session.Url($"?instance={id}") : ""), ct),
            "Every value has its place.", "instance", "stream", "table", "value", "becomes", "count", "example", "lastAt"));
        var accept = new Option<string?>("--accept") { Description = "Take the present form of this stream for the one it has.", HelpName = "stream" };
        yield return nouns.Verb("drift", "Paths that records have anew, or no longer have, by stream.", [only, accept], async (s, ct) =>
        {
            if (s.Get(accept) is { } accepted)
            {
                var of = s.Get(only) ?? throw new UsageException("A stream is one of an instance: name it with --instance.");
                return s.Done($"What {of}/{accepted} sends now is its form.", await s.SendAsync(HttpMethod.Post, Session.Url($"/api/v1/mappings/{of}/{accepted}/drift/accept"), null, ct));
            }

            var drift = await s.GetAsync("/api/v1/mappings/drift" + (s.Get(only) is { } id ? Session.Url($"?instance={id}") : ""), ct);
            return s.Json ? s.Done("", drift) : s.Table(Rows(drift), "No stream changed its form.", "instance", "stream", "change", "path", new("beneath", p => Text.Find(p, "beneath") is { ValueKind: JsonValueKind.Array } held && held.GetArrayLength() is > 0 and var many ? $"{many}" : ""), "used", "count", "firstAt", "lastAt");
        });
        yield return nouns.Verb("place", "Place a value in a table of the overlay.", [instance, stream, table, value, to, activate], async (s, ct) =>
        {
            var body = new JsonObject { ["table"] = s.Get(table), ["value"] = s.Get(value), ["to"] = s.Get(to), ["activate"] = s.Get(activate) };
            var answer = await s.SendAsync(HttpMethod.Post, Session.Url($"/api/v1/mappings/{s.Get(instance)}/{s.Get(stream)}/place"), body, ct);
            return s.Done(s.Get(activate)
                ? $"'{s.Get(value)}' becomes {s.Get(to)} in what arrives from now on. For what is stored: plutora mapping replay {s.Get(instance)} {s.Get(stream)}"
                : $"'{s.Get(value)}' becomes {s.Get(to)} once the overlay is active: plutora mapping activate {s.Get(instance)} {s.Get(stream)} --draft", answer);
        });
        yield return nouns.Verb("overlay", "The overlay that was begun and is not active yet, or else the active one.", [instance, stream], async (s, ct) =>
        {
            var answer = await s.GetAsync(Session.Url($"/api/v1/mappings/{s.Get(instance)}/{s.Get(stream)}/overlay"), ct);
            if (!s.Json && Text.Find(answer, "overlay").GetString() is { } yaml)
            {
                await s.Terminal.Out.WriteAsync(yaml);
                return ExitCode.Done;
            }

            return s.Done("There is no overlay: the base stands alone.", answer);
        });
        yield return nouns.Verb("base", "The document of the connector that overlays are laid over.", [instance, stream], async (s, ct) =>
        {
            var yaml = (await s.GetAsync(Session.Url($"/api/v1/mappings/{s.Get(instance)}/{s.Get(stream)}/base"), ct)).GetString()!;
            if (s.Json)
            {
                return s.Done("", JsonElement.Parse(new JsonObject { ["base"] = yaml }.ToJsonString()));
            }

            await s.Terminal.Out.WriteAsync(yaml);
            return ExitCode.Done;
        });
    }
}
