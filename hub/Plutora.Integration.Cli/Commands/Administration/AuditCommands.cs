using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora audit list</c>.</summary>
internal static class AuditCommands
{
    public static Command Create(Nouns nouns)
    {
        var key = new Option<string?>("--key-name") { Description = "Only what was done with this key.", HelpName = "name" };
        var target = new Option<string?>("--target") { Description = "Only what was asked of this instance, stream, key or secret.", HelpName = "name" };
        var limit = new Option<int>("--limit") { Description = "The newest of them, at most this many.", DefaultValueFactory = _ => 100, HelpName = "count" };
        return new("audit", "Who changed what over the API.")
        {
            nouns.Verb("list", "Administrative changes, oldest first.", [key, target, limit], async (s, ct) => s.Table(
                await ListAsync(s, e => (s.Get(key) is not { } k || Text.At(e, "key") == k) && (s.Get(target) is not { } t || Text.At(e, "target") == t), s.Get(limit), ct),
                "Nothing was changed yet.", "at", "key", new("role", e => Text.At(e, "role").ToLowerInvariant()), "action", "target", "detail", "result", "status")),
        };
    }

    private static async Task<JsonElement> ListAsync(Session session, Func<JsonElement, bool> wanted, int limit, CancellationToken cancellationToken)
    {
        var newest = new Queue<JsonElement>();
        for (var after = ""; ;)
        {
            var page = await session.GetAsync($"/api/v1/audit?limit=1000{(after.Length == 0 ? "" : "&after=" + Uri.EscapeDataString(after))}", cancellationToken);
            var entries = Text.Find(page, "entries").EnumerateArray().ToArray();
            foreach (var entry in entries.Where(wanted))
            {
                newest.Enqueue(entry);
                if (newest.Count > limit)
                {
                    newest.Dequeue();
                }
            }

            if (entries.Length == 0)
            {
                return JsonElement.Parse(new JsonArray([.. newest.Select(e => (JsonNode?)JsonObject.Create(e))]).ToJsonString());
            }

            after = page.GetProperty("next").GetString()!;
        }
    }
}
