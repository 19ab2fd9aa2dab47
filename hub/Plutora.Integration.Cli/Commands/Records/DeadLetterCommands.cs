using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Client;

namespace Plutora.Integration.Cli.Commands.Records;

/// <summary><c>plutora dead-letter list|groups|show|replay</c>.</summary>
internal static class DeadLetterCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Create(Nouns nouns)
    {
        var instance = new Option<string?>("--instance") { Description = "Only those of this instance.", HelpName = "id" };
        var reason = new Option<string?>("--reason") { Description = "Only those whose reason contains this text.", HelpName = "text" };
        var limit = new Option<int>("--limit") { Description = "The newest of them, at most this many.", DefaultValueFactory = _ => 1_000, HelpName = "count" };
        var cause = new Option<string?>("--cause") { Description = "All of what is wrong in one way, as 'plutora dead-letter groups' has it; the hub does it by itself, however many they are.", HelpName = "text" };
        var id = Nouns.Id("id", "Id of the dead letter.");
        var some = new Argument<string?>("id") { Description = "Id of the dead letter; without it --all, --instance, --reason or --cause.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All that wait." };
        return new("dead-letter", "Records that were set aside, with their reason.")
        {
            nouns.Verb("list", "Dead letters that wait.", [instance, reason, limit], async (s, ct) => s.Table(
                await FindAsync(s, s.Get(instance), s.Get(reason), s.Get(limit), ct), "No dead letter waits: everything that came could be mapped.", "id", "instance", "stream", new("record", l => Text.At(l, "recordId")), "stage", new("since", l => Text.At(l, "at")), "reason")),
            nouns.Verb("groups", "What is wrong with those that wait, and how many of each there are.", [instance], async (s, ct) => s.Table(
                await s.GetAsync("/api/v1/dead-letters/groups" + (s.Get(instance) is { } one ? Session.Url($"?instance={one}") : ""), ct), "No dead letter waits: everything that came could be mapped.", "count", "instance", "stream", "stage", new("since", g => Text.At(g, "firstAt")), new("newest", g => Text.At(g, "lastAt")), "cause")),
            nouns.Verb("show", "One of them, with its payload.", [id], async (s, ct) =>
            {
                var letter = await s.GetAsync(Session.Url($"/api/v1/dead-letters/{s.Get(id)}"), ct);
                s.Show(letter, [.. letter.EnumerateObject().Where(m => m.Name != "payload").Select(m => (m.Name, Text.Of(m.Value)))]);
                if (!s.Json)
                {
                    s.Terminal.Out.WriteLine();
                    s.Terminal.Out.WriteLine(Payload(letter));
                }

                return ExitCode.Done;
            }),
            nouns.Verb("replay", "Map one, or many, again after the mapping is mended.", [some, all, instance, reason, cause], async (s, ct) =>
                s.Get(some) is { Length: > 0 } one ? await ReplayAsync(s, [one], ct)
                : s.Get(cause) is { } wrong ? await ReplayGroupAsync(s, s.Get(instance), wrong, ct)
                : s.Get(all) || s.Get(instance) is not null || s.Get(reason) is not null ? await ReplayAsync(s, [.. (await FindAsync(s, s.Get(instance), s.Get(reason), 10_000, ct)).EnumerateArray().Select(l => Text.At(l, "id"))], ct)
                : throw new UsageException("Name a dead letter, or which: --all, --instance ID, --reason TEXT, --cause TEXT.")),
        };
    }

    private static async Task<JsonElement> FindAsync(Session session, string? instance, string? reason, int limit, CancellationToken cancellationToken)
    {
        var letters = await session.GetAsync(Session.Url($"/api/v1/dead-letters?limit={limit}"), cancellationToken);
        return JsonElement.Parse(new JsonArray([.. letters.EnumerateArray()
            .Where(l => (instance is null || Text.At(l, "instance") == instance) && (reason is null || Text.At(l, "reason").Contains(reason, StringComparison.OrdinalIgnoreCase)))
            .Select(l => (JsonNode?)JsonObject.Create(l))]).ToJsonString());
    }

    private static async Task<int> ReplayAsync(Session session, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var refused = new List<string>();
        using var progress = new ProgressLine(session.Terminal, session.Json || ids.Count == 1);
        for (var i = 0; i < ids.Count; i++)
        {
            progress.Report(Text.Bar(i, ids.Count));
            try
            {
                await session.SendAsync(HttpMethod.Post, Session.Url($"/api/v1/dead-letters/{ids[i]}/replay"), null, cancellationToken);
            }
            catch (HubException one) when (ids.Count > 1 && one.Status is System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.NotFound)
            {
                refused.Add(one.Message);
            }
        }

        progress.Dispose();
        foreach (var sentence in refused)
        {
            session.Note(sentence);
        }

        session.Done(
            ids.Count == 0 ? "No such dead letter waits." : $"{ids.Count - refused.Count} of {ids.Count} are mapped again. What fails again is set aside again: plutora dead-letter list",
            JsonElement.Parse(new JsonObject { ["replayed"] = ids.Count - refused.Count, ["refused"] = new JsonArray([.. refused.Select(r => (JsonNode)r)]) }.ToJsonString()));
        return refused.Count == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task<int> ReplayGroupAsync(Session session, string? instance, string cause, CancellationToken cancellationToken)
    {
        var state = await session.SendAsync(HttpMethod.Post, "/api/v1/dead-letters/replay", new JsonObject { ["instance"] = instance, ["cause"] = cause }, cancellationToken);
        using (var progress = new ProgressLine(session.Terminal, session.Json))
        {
            while (Text.Find(state, "finished").ValueKind != JsonValueKind.True)
            {
                progress.Report(Text.Bar(Text.Find(state, "done").GetInt32(), Text.Find(state, "total").GetInt32()));
                await Task.Delay(Pause, session.Terminal.Time, cancellationToken);
                state = await session.GetAsync("/api/v1/dead-letters/replay", cancellationToken);
            }
        }

        foreach (var sentence in Text.Find(state, "refusals").EnumerateArray())
        {
            session.Note(sentence.GetString()!);
        }

        var (total, refused) = (Text.Find(state, "total").GetInt32(), Text.Find(state, "refused").GetInt32());
        session.Done(total == 0 ? "No such dead letter waits." : $"{total - refused} of {total} are mapped again. What fails again is set aside again: plutora dead-letter list", state);
        return refused == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static string Payload(JsonElement letter)
    {
        var bytes = Text.Find(letter, "payload") is { ValueKind: JsonValueKind.String } payload ? payload.GetBytesFromBase64() : [];
        try
        {
            return Text.Clean(Text.Json(JsonElement.Parse(bytes)));
        }
        catch (JsonException)
        {
            return Text.Clean(Encoding.UTF8.GetString(bytes));
        }
    }
}
