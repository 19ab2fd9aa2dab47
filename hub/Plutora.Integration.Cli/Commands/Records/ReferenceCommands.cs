using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Records;

/// <summary><c>plutora reference list|settle</c>.</summary>
internal static class ReferenceCommands
{
    public static Command Create(Nouns nouns)
    {
        var ambiguous = new Option<bool>("--ambiguous") { Description = "Only those that several entities could be meant by." };
        var unresolved = new Option<bool>("--unresolved") { Description = "Only those whose target is not known yet." };
        var limit = new Option<int>("--limit") { Description = "At most this many.", DefaultValueFactory = _ => 500, HelpName = "count" };
        var referrer = Nouns.Id("referrer", "Id of the entity that holds the reference.");
        var alias = Nouns.Id("alias", "The alias that it holds.");
        var target = Nouns.Id("target", "Id of the entity that is meant.");
        var scope = new Option<string?>("--scope") { Description = "Scope of the alias, where the list shows one.", HelpName = "scope" };
        return new("reference", "References by alias that wait for their target.")
        {
            nouns.Verb("list", "References that are unresolved, or ambiguous with their candidates.", [ambiguous, unresolved, limit], async (s, ct) => s.Table(
                await ListAsync(s, Status(s.Get(ambiguous), s.Get(unresolved)), s.Get(limit), ct), "No reference waits.",
                "status", "referrer", "entity", "alias", "scope", new("since", r => Text.At(r, "at")), "candidates")),
            nouns.Verb("settle", "Say which entity a reference means; it keeps that through replays.", [referrer, alias, target, scope], async (s, ct) =>
            {
                // What the target is, its id says.
                var entity = s.Get(target).Split('/') is [_, var kind, _] ? kind : throw new UsageException($"'{s.Get(target)}' is no id of an entity: expected <instance>/<entity>/<key>.");
                var body = new JsonObject { ["referrer"] = s.Get(referrer), ["entity"] = entity, ["alias"] = s.Get(alias), ["scope"] = s.Get(scope), ["target"] = s.Get(target) };
                return s.Done($"'{s.Get(alias)}' in {s.Get(referrer)} means {s.Get(target)}.", await s.SendAsync(HttpMethod.Post, "/api/v1/references/settle", body, ct));
            }),
        };
    }

    private static string? Status(bool ambiguous, bool unresolved) => (ambiguous, unresolved) switch
    {
        (true, false) => "ambiguous",
        (false, true) => "unresolved",
        _ => null,
    };

    private static async Task<JsonElement> ListAsync(Session session, string? status, int limit, CancellationToken cancellationToken)
    {
        var found = new JsonArray();
        for (string? after = null; ;)
        {
            var page = await session.GetAsync($"/api/v1/references?limit=500{(status is null ? "" : "&status=" + status)}{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}", cancellationToken);
            foreach (var reference in Text.Find(page, "references").EnumerateArray().Take(limit - found.Count))
            {
                found.Add((JsonNode?)JsonObject.Create(reference));
            }

            after = Text.At(page, "next");
            if (after.Length == 0 || found.Count >= limit)
            {
                return JsonElement.Parse(found.ToJsonString());
            }
        }
    }
}
