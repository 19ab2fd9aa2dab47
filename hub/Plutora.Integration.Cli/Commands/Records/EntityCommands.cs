using System.CommandLine;
using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Records;

/// <summary><c>plutora entity show|links|search</c>.</summary>
internal static class EntityCommands
{
    public static Command Create(Nouns nouns)
    {
        var id = Nouns.Id("id", "An id, or an alias such as owner/repo#7.");
        var history = new Option<bool>("--history") { Description = "Its versions instead, oldest first: what changed, from which record, by which mapping." };
        var limit = new Option<int>("--limit") { Description = "With --history: the newest versions, at most this many.", DefaultValueFactory = _ => 100, HelpName = "count" };
        var words = new Argument<string>("words") { Description = "Words that stand in an id, an alias or a title; each must be there." };
        var kind = new Option<string?>("--entity") { Description = "Only entities of this kind, such as work-item.", HelpName = "kind" };
        var instance = new Option<string?>("--instance") { Description = "Only entities of this instance.", HelpName = "id" };
        var most = new Option<int>("--limit") { Description = "The best of them, at most this many.", DefaultValueFactory = _ => 50, HelpName = "count" };
        return new("entity", "Entities of the common data model, as they stand.")
        {
            nouns.Verb("show", "An entity, by id or alias.", [id, history, limit], async (s, ct) =>
            {
                if (s.Get(history))
                {
                    return EntityHistoryView.Show(s, await s.GetAsync(Session.Url($"/api/v1/entities?id={s.Get(id)}&history=true&limit={s.Get(limit)}"), ct));
                }

                var answer = await s.GetAsync(Session.Url($"/api/v1/entities?id={s.Get(id)}"), ct);
                var entity = Text.Find(answer, "entity");
                return s.Show(answer, [("deleted", Text.At(answer, "deleted") == "yes" ? "yes, this is its last known state" : ""), .. entity.EnumerateObject().Select(m => (m.Name, Value(m.Value)))]);
            }),
            nouns.Verb("links", "The links that an entity is an end of.", [id], async (s, ct) => s.Table(
                await s.GetAsync(Session.Url($"/api/v1/links?id={s.Get(id)}"), ct), "It has no links.",
                new("from", l => End(l, "from")), new("relation", l => Text.At(l, "entity.relation")), new("to", l => End(l, "to")), new("rules", l => Rules(Text.Find(l, "entity.rules"))))),
            nouns.Verb("search", "Entities by words of their ids, aliases and titles: what is called exactly so stands first.", [words, kind, instance, most], async (s, ct) =>
            {
                var path = Session.Url($"/api/v1/entities/search?text={s.Get(words)}&limit={s.Get(most)}")
                    + (s.Get(kind) is { } entity ? Session.Url($"&entity={entity}") : "") + (s.Get(instance) is { } one ? Session.Url($"&instance={one}") : "");

                // A hub that has just started takes its entities up a part a search.
                JsonElement page;
                while (Text.Find(page = await s.GetAsync(path, ct), "complete").ValueKind == JsonValueKind.False)
                {
                }

                return Found(s, page);
            }),
        };
    }

    private static int Found(Session session, JsonElement page)
    {
        if (session.Json)
        {
            return session.Done("", page);
        }

        var exit = session.Table(Text.Find(page, "entities"), "No entity is called so.", "id", "title", "state", new("aliases", e => string.Join(", ", Text.Find(e, "aliases").EnumerateArray().Select(a => a.GetString()))), new("changed", e => Text.At(e, "at")));
        if (Text.Find(page, "total").GetInt32() is var total && total > Text.Find(page, "entities").GetArrayLength())
        {
            session.Note($"{total} in all; see more with --limit, or say more words.");
        }

        return exit;
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when Reference(value) is { Length: > 0 } reference => reference,
        JsonValueKind.Array when value.GetArrayLength() > 0 && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Object && Reference(v).Length > 0) => string.Join(", ", value.EnumerateArray().Select(Reference)),
        _ => Text.Of(value).ReplaceLineEndings(" "),
    };

    private static string End(JsonElement link, string name) => Reference(Text.Find(link, "entity." + name)) + (Text.At(link, $"entity.{name}Gone") == "yes" ? " (gone)" : "");

    private static string Reference(JsonElement reference) => Text.At(reference, "id") is { Length: > 0 } id ? id : Text.At(reference, "alias") is { Length: > 0 } alias ? alias : "";

    private static string Rules(JsonElement rules) => rules.ValueKind != JsonValueKind.Array ? "" : string.Join(", ", rules.EnumerateArray().Select(r => Text.At(r, "rule")));
}
