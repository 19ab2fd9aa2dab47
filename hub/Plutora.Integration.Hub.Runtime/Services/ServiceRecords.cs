using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>What a stored record of a service says: it is an entity already, so nothing is mapped.</summary>
internal static class ServiceRecords
{
    private const string Hub = "*";
    private static readonly string[] SetByHub = ["id", "key", "instance", "entityVersion", "aliases"];

    /// <summary>The entity or link that a record holds.</summary>
    /// <param name="raw">The record.</param>
    /// <param name="personSecret">Under which persons are keyed: an e-mail that a service refers to a person by is hashed (rule 26 of state).</param>
    public static MappingResult Read(RawRecord raw, ReadOnlySpan<byte> personSecret)
    {
        var entity = JsonNode.Parse(raw.Record.Json.Span)!.AsObject();
        HashPersons(entity, personSecret);
        if (raw.Record.Stream == ServiceLinks.Entity)
        {
            var link = JsonElement.Parse(entity.ToJsonString());
            return new([], [new(link.GetProperty("relation").GetString()!, ServiceLinks.End(link.GetProperty("from")), ServiceLinks.End(link.GetProperty("to")))], []);
        }

        var aliases = new List<MappedAlias>();
        foreach (var alias in entity["aliases"]?.AsArray() ?? [])
        {
            var text = alias!["alias"]!.GetValue<string>();
            aliases.Add(new(raw.Record.Stream == "person" && IsAddress(text) ? PersonKey.Of(text, personSecret) : text, alias["scope"]?.GetValue<string>() ?? Hub));
        }

        foreach (var name in SetByHub)
        {
            entity.Remove(name);
        }

        var id = new EntityId(raw.Instance, raw.Record.Stream, raw.Record.Id);
        return new([new(id, raw.Record.Stream, Mention: false, aliases, JsonSerializer.SerializeToUtf8Bytes(entity, Storage.RuntimeJson.Default.JsonObject))], [], []);
    }

    private static void HashPersons(JsonNode? node, ReadOnlySpan<byte> secret)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                HashPersons(item, secret);
            }
        }
        else if (node is JsonObject owner)
        {
            if (Text(owner, "entity") == "person" && Text(owner, "alias") is { } alias && IsAddress(alias))
            {
                owner["alias"] = PersonKey.Of(alias, secret);
            }

            foreach (var (_, value) in owner)
            {
                HashPersons(value, secret);
            }
        }
    }

    private static bool IsAddress(string text) => text.IndexOf('@', StringComparison.Ordinal) > 0;

    private static string? Text(JsonObject of, string name) => of[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
