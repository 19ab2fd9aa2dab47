using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora rule list|set|remove|preview</c>.</summary>
internal static class RuleCommands
{
    private const string Path = "/api/v1/links/rules";

    public static Command Create(Nouns nouns)
    {
        var id = Nouns.Id("rule", "Id of the rule.");
        var file = Nouns.Id("file", "YAML with one rule, or several below 'rules:'; - for standard input.");
        var samples = new Option<int>("--samples") { Description = "Links to show of each rule, up to 1000.", DefaultValueFactory = _ => 20, HelpName = "number" };
        return new("rule", "Your own rules of which entities are linked.")
        {
            nouns.Verb("list", "Rules, who wrote them, and how far their last change is carried over what is stored.", [], async (s, ct) => s.Table(
                await s.GetAsync(Path, ct), "There is no rule of your own. See docs/administrators/rules.md, then: plutora rule set FILE",
                new("id", r => Text.At(r, "rule.id")), new("from", r => Text.At(r, "rule.from.entity")), new("relation", r => Text.At(r, "rule.relation")), new("to", r => Text.At(r, "rule.to.entity")),
                new("confidence", r => Text.At(r, "rule.confidence")), new("enabled", r => Text.At(r, "rule.enabled")), "origin", new("change", r => Text.At(r, "change.phase").ToLowerInvariant()), "crowded")),
            nouns.Verb("set", "Set rules: new ones bind what is stored, changed ones bind it anew.", [file], SetAsync),
            nouns.Verb("remove", "Remove a rule; what it alone stated is withdrawn.", [id], async (s, ct) =>
                s.Done($"Rule '{s.Get(id)}' is removed; its links are being withdrawn.", await s.SendAsync(HttpMethod.Delete, Session.Url($"/api/v1/links/rules/{s.Get(id)}"), null, ct))),
            nouns.Verb("preview", "Show which links rules would add and remove, without changing anything.", [file, samples], (s, ct) => PreviewAsync(s, s.Get(file), s.Get(samples), ct)),
        };

        async Task<int> SetAsync(Session s, CancellationToken ct)
        {
            var answers = new JsonArray();
            foreach (var rule in await ReadAsync(s, s.Get(file), ct))
            {
                var answer = await s.SendAsync(HttpMethod.Put, Session.Url($"/api/v1/links/rules/{IdOf(rule)}"), rule, ct);
                answers.Add(JsonNode.Parse(answer.GetRawText()));
                s.Note($"Rule '{IdOf(rule)}' is set; what is stored is being bound (plutora rule list).");
            }

            return s.Json ? s.Done("", JsonElement.Parse(answers.ToJsonString())) : ExitCode.Done;
        }
    }

    private static async Task<int> PreviewAsync(Session session, string file, int samples, CancellationToken cancellationToken)
    {
        var answers = new JsonArray();
        foreach (var rule in await ReadAsync(session, file, cancellationToken))
        {
            var answer = await session.SendAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"{Path}/preview?samples={samples}"), rule, cancellationToken);
            answers.Add(JsonNode.Parse(answer.GetRawText()));
            if (!session.Json)
            {
                Show(session, answer);
            }
        }

        return session.Json ? session.Done("", JsonElement.Parse(answers.ToJsonString())) : ExitCode.Done;
    }

    private static void Show(Session session, JsonElement preview)
    {
        session.Done($"{Text.At(preview, "rule")}: {Text.At(preview, "added")} links added, {Text.At(preview, "removed")} removed, {Text.At(preview, "kept")} kept; {Text.At(preview, "looked")} entities looked at."
            + (Text.At(preview, "complete") == "no" ? " There are more than a preview takes in: the numbers are too low." : ""));
        if (Text.At(preview, "refusal") is { Length: > 0 } refusal)
        {
            session.Note(refusal);
        }

        if (Text.Find(preview, "samples") is { ValueKind: JsonValueKind.Array } links && links.GetArrayLength() > 0)
        {
            session.Table(links, "", new("change", l => Text.At(l, "change").ToLowerInvariant()), "from", "relation", "to");
        }
    }

    private static string IdOf(JsonObject rule) => rule["id"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : "";

    private static async Task<IReadOnlyList<JsonObject>> ReadAsync(Session session, string path, CancellationToken cancellationToken)
    {
        var text = path == "-" ? await session.Terminal.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
        var name = path == "-" ? "standard input" : path;
        IReadOnlyList<JsonObject> rules = YamlToJson.Read(text, name) switch
        {
            JsonObject { Count: 1 } whole when whole["rules"] is JsonArray { Count: > 0 } several && several.All(r => r is JsonObject) => [.. several.Select(r => r!.DeepClone().AsObject())],
            JsonObject { Count: > 0 } one => [one],
            _ => throw new UsageException($"{name}: expected a rule with 'id', 'relation', 'from' and 'to', or several below 'rules:'."),
        };
        return rules.FirstOrDefault(r => IdOf(r).Length == 0) is null ? rules : throw new UsageException($"{name}: each rule needs an 'id', such as team-of-repository.");
    }
}
