using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>Links that a service states: what makes one, and the id that follows from it (rule 23 of state).</summary>
internal static class ServiceLinks
{
    public const string Entity = "link";

    /// <summary>What keeps a document from being a link; at most one sentence.</summary>
    public static IEnumerable<string> Faults(JsonElement link)
    {
        if (!link.TryGetProperty("relation", out var relation) || relation.ValueKind != JsonValueKind.String || !Holds(link, "from") || !Holds(link, "to"))
        {
            yield return "data: A link needs 'relation', and 'from' and 'to' as {\"id\"} or {\"entity\", \"alias\", \"scope\"}.";
        }
    }

    public static EntityId IdOf(string instance, JsonElement link) =>
        RuleLinks.Id(instance, link.GetProperty("relation").GetString()!, End(link.GetProperty("from")), End(link.GetProperty("to")));

    /// <summary>An end in the one way in which it is written: its id, or else entity, alias and scope.</summary>
    public static byte[] End(JsonElement end)
    {
        var written = new JsonObject();
        foreach (var name in Text(end, "id") is null ? (string[])["entity", "alias", "scope"] : ["id"])
        {
            if (Text(end, name) is { } value)
            {
                written[name] = value;
            }
        }

        return Encoding.UTF8.GetBytes(written.ToJsonString());
    }

    private static bool Holds(JsonElement link, string name) => link.TryGetProperty(name, out var end) && end.ValueKind == JsonValueKind.Object
        && (Text(end, "id") is { } id ? EntityId.TryParse(id, out _) : Text(end, "entity") is not null && Text(end, "alias") is not null);

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
