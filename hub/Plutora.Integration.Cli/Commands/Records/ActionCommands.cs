using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Records;

/// <summary><c>plutora action run|preview|list|show|offered|settle</c>.</summary>
internal static class ActionCommands
{
    private const int Seconds = 60;

    public static Command Create(Nouns nouns)
    {
        var action = Nouns.Id("action", "Name of the action, such as close-ticket.");
        var target = new Option<string?>("--on") { Description = "Id or alias of the entity to change.", HelpName = "entity" };
        var instance = new Option<string?>("--in") { Description = "The instance in which something is created, where there is no entity to change.", HelpName = "instance" };
        var container = new Option<string?>("--container") { Description = "With --in: the project, repository or the like in which it is created.", HelpName = "container" };
        var arguments = new Option<string[]>("--arg") { Description = "An argument, as name=value; a value that is JSON is taken as such. Repeatable.", HelpName = "name=value" };
        var key = new Option<string?>("--idempotency-key") { Description = "Your own key: run again with it, the action is not carried out twice. By default a new one.", HelpName = "key" };
        var version = new Option<long?>("--if-version") { Description = "The entityversion that you have seen; the action fails when the tool has moved on.", HelpName = "version" };
        var noWait = new Option<bool>("--no-wait") { Description = "Return once it is taken; by default it is waited for, a minute at most." };
        var status = new Option<string?>("--status") { Description = "requested, dispatched, running, succeeded, failed or unknown.", HelpName = "status" };
        var of = new Option<string?>("--instance") { Description = "Only actions of this instance.", HelpName = "instance" };
        var limit = new Option<int>("--limit") { Description = "At most this many.", DefaultValueFactory = _ => 100, HelpName = "count" };
        var id = Nouns.Id("id", "Id of the action.");
        var outcome = new Option<string?>("--as") { Description = "succeeded or failed, by your own word; left out, the tool is looked at again.", HelpName = "outcome" };
        return new("action", "Changes in tools: close a ticket, start a build.")
        {
            nouns.Verb("run", "Carry an action out, once.", [action, target, instance, container, arguments, key, version, noWait], async (s, ct) =>
            {
                var body = Body(s.Get(action), s.Get(target), s.Get(instance), s.Get(container), s.Get(arguments) ?? []);
                body["idempotencyKey"] = s.Get(key) ?? Guid.NewGuid().ToString();
                body["ifVersion"] = s.Get(version);
                return Show(s, await s.SendAsync(HttpMethod.Post, s.Get(noWait) ? "/api/v1/actions" : string.Create(CultureInfo.InvariantCulture, $"/api/v1/actions?wait={Seconds}"), body, ct));
            }),
            nouns.Verb("preview", "What an action would change, without changing it.", [action, target, instance, container, arguments], async (s, ct) =>
            {
                var preview = await s.SendAsync(HttpMethod.Post, "/api/v1/actions/preview", Body(s.Get(action), s.Get(target), s.Get(instance), s.Get(container), s.Get(arguments) ?? []), ct);
                return s.Show(preview, [("", Text.At(preview, "summary")), .. Text.Find(preview, "changes").EnumerateArray().Select(c => (Text.At(c, "field"), $"{Or(Text.At(c, "before"))} → {Or(Text.At(c, "after"))}"))]);
            }),
            nouns.Verb("list", "Actions that were asked for, the newest first.", [status, of, limit], async (s, ct) => s.Table(
                Text.Find(await s.GetAsync(Session.Url($"/api/v1/actions?limit={s.Get(limit)}") + Filter("status", s.Get(status)) + Filter("instance", s.Get(of)), ct), "actions"), "No action was asked for.",
                new("asked", a => Text.At(a, "requestedAt")), "action", new("on", On), "status", "by", "id", "reason")),
            nouns.Verb("show", "An action and how far it has come.", [id], async (s, ct) => Show(s, await s.GetAsync(Session.Url($"/api/v1/actions/{s.Get(id)}"), ct))),
            nouns.Verb("offered", "The actions that an entity, or an instance, can be asked for.", [target, instance], async (s, ct) => s.Table(
                await s.GetAsync("/api/v1/actions/offered?" + (Filter("id", s.Get(target)) + Filter("instance", s.Get(instance))).TrimStart('&'), ct), "It offers no action.",
                "name", "description", new("arguments", Arguments), new("preview", o => Text.At(o, "canPreview")))),
            nouns.Verb("settle", "Say, or have looked up, what became of an action that ended unknown.", [id, outcome], async (s, ct) =>
                s.Done($"Action '{s.Get(id)}' is being settled; see it with 'plutora action show'.", await s.SendAsync(HttpMethod.Post, Session.Url($"/api/v1/actions/{s.Get(id)}/settle"), new JsonObject { ["as"] = s.Get(outcome) is { } word ? Known(word) : null }, ct))),
        };
    }

    private static JsonObject Body(string action, string? target, string? instance, string? container, IEnumerable<string> arguments)
    {
        var values = new JsonObject();
        foreach (var argument in arguments)
        {
            var at = argument.IndexOf('=', StringComparison.Ordinal);
            values[at > 0 ? argument[..at] : throw new UsageException($"--arg {argument}: expected name=value.")] = Value(argument[(at + 1)..]);
        }

        return new() { ["action"] = action, ["target"] = target, ["instance"] = instance, ["container"] = container, ["arguments"] = values };
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static string Known(string word) => word is "succeeded" or "failed" ? word : throw new UsageException($"--as {word}: expected succeeded or failed.");

    private static string Filter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static int Show(Session session, JsonElement action)
    {
        session.Show(action,
        [
            ("id", Text.At(action, "id")), ("action", Text.At(action, "action")), ("on", On(action)), ("status", Text.At(action, "status").ToLowerInvariant()), ("failure", Text.At(action, "failure")), ("reason", Text.At(action, "reason")),
            ("result", Text.Find(action, "result") is { ValueKind: JsonValueKind.Object } result ? Text.Inline(result) : ""), ("watch", Text.At(action, "watch")), ("attempts", Text.At(action, "attempts")), ("asked", Text.At(action, "requestedAt")), ("changed", Text.At(action, "changedAt")),
        ]);
        return Text.At(action, "status") is "Failed" or "Unknown" ? 1 : 0;
    }

    private static string On(JsonElement action) => Text.At(action, "target") is { Length: > 0 } target ? target : string.Join('/', ((string[])[Text.At(action, "instance"), Text.At(action, "container")]).Where(t => t.Length > 0));

    private static string Arguments(JsonElement offer) => Text.Find(offer, "arguments.properties") is { ValueKind: JsonValueKind.Object } properties ? string.Join(", ", properties.EnumerateObject().Select(p => p.Name)) : "";

    private static string Or(string text) => text.Length == 0 ? "(none)" : text;
}
