using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary>Shows what an instance is doing.</summary>
internal static class InstanceView
{
    public static async Task<int> ShowAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var instance = await session.GetAsync(InstanceCommands.One(id), cancellationToken);
        var waiting = await session.GetAsync(InstanceCommands.One(id) + "/lag", cancellationToken);
        if (session.Json)
        {
            var whole = JsonObject.Create(instance)!;
            whole["lag"] = JsonArray.Create(waiting);
            return session.Done("", JsonElement.Parse(whole.ToJsonString()));
        }

        session.Show(instance,
        [
            ("id", Text.At(instance, "definition.id")),
            ("connector", Text.At(instance, "definition.connector")),
            ("doing", Doing(instance)),
            ("reason", Reason(instance)),
            ("next try", Text.At(instance, "state.retryAt")),
            ("rate limit", Limits(instance)),
            ("options", Text.At(instance, "definition.options")),
            ("webhook", Text.At(instance, "definition.webhook.verifier") is { Length: > 0 } verifier ? $"{verifier}, at {Text.At(instance, "webhookAddress")}" : ""),
            ("added", Text.At(instance, "definition.addedAt")),
            ("from", Text.At(instance, "definition.fromFile") == "yes" ? "plutora.yaml" : "API"),
        ]);
        return session.Table(Rows(instance, waiting), "It has read nothing yet.", "stream", "progress", "stored", "to map", "last read", "next read", "fault");
    }

    public static IEnumerable<JsonProperty> Streams(JsonElement instance) =>
        Text.Find(instance, "state.streams") is { ValueKind: JsonValueKind.Object } streams ? streams.EnumerateObject().OrderBy(s => s.Name, StringComparer.Ordinal) : [];

    public static string Read(JsonElement instance) => Streams(instance).Sum(s => Number(s.Value, "read") ?? 0).ToString(CultureInfo.InvariantCulture);

    public static string Doing(JsonElement instance) => JsonNamingPolicy.KebabCaseLower.ConvertName(Text.At(instance, "state.activity")).Replace('-', ' ');

    public static string Reason(JsonElement instance) => Text.At(instance, "state.reason") is { Length: > 0 } reason
        ? reason
        : Text.Find(instance, "state").ValueKind == JsonValueKind.Undefined ? "its connector is not loaded"
        : string.Join("; ", Streams(instance).GroupBy(s => Text.At(s.Value, "fault"), s => s.Name).Where(f => f.Key.Length > 0).Select(f => $"{string.Join(", ", f)}: {f.Key}"));

    private static string Limits(JsonElement instance) => Text.Find(instance, "state.rateLimits") is { ValueKind: JsonValueKind.Array } limits
        ? string.Join("; ", limits.EnumerateArray().Select(Limit))
        : "";

    private static string Limit(JsonElement limit)
    {
        string Said(string name, string otherwise) => Text.At(limit, name) is { Length: > 0 } said ? said : otherwise;
        return $"{(Text.At(limit, "name") is { Length: > 0 } name ? name + ": " : "")}{Said("remaining", "?")} of {Said("limit", "?")} requests left{(Text.At(limit, "resetAt") is { Length: > 0 } reset ? $", restored {reset}" : "")}";
    }

    public static string Progress(JsonElement instance, IReadOnlySet<string> names) => string.Join("  ", Streams(instance)
        .Where(s => names.Count == 0 || names.Contains(s.Name))
        .Select(s => $"{s.Name} {Text.Bar(Number(s.Value, "read") ?? 0, Number(s.Value, "total"))}"));

    private static JsonElement Rows(JsonElement instance, JsonElement waiting)
    {
        var lag = waiting.EnumerateArray().ToDictionary(l => Text.At(l, "stream"), l => Text.At(l, "records"), StringComparer.Ordinal);
        var streams = Streams(instance).ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
        var rows = streams.Keys.Union(lag.Where(l => l.Value != "0").Select(l => l.Key)).Order(StringComparer.Ordinal).Select(name =>
        {
            var state = streams.GetValueOrDefault(name);
            return (JsonNode)new JsonObject
            {
                ["stream"] = name,
                ["progress"] = Text.Bar(Number(state, "read") ?? 0, Number(state, "total")),
                ["stored"] = Text.At(state, "stored"),
                ["to map"] = lag.GetValueOrDefault(name, ""),
                ["last read"] = Text.At(state, "lastReadAt"),
                ["next read"] = Text.At(state, "nextReadAt"),
                ["fault"] = Text.At(state, "fault"),
            };
        });
        return JsonElement.Parse(new JsonArray([.. rows]).ToJsonString());
    }

    private static long? Number(JsonElement state, string name) => Text.Find(state, name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}
