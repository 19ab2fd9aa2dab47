using System.Text.Json;
using Plutora.Integration.Model.Schemas;

namespace Plutora.Integration.Model.Descriptors;

/// <summary>
/// What fields mean, from the one place that it is written for a running program: the committed schemas, into which it comes from the record types' own
/// documentation. An entity without a schema yet has none.
/// </summary>
internal static class Descriptions
{
    public static DescribedNode Of(string entity, int version)
    {
        string? text = EntitySchemas.Find(entity, version);
        if (text is null) return default;
        // Cloned so that the pooled document can go back at once; the descriptors live as long as the program.
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement.Clone();
        return new DescribedNode(root, root);
    }
}

/// <summary>A place in a schema; the default value is a place without one.</summary>
internal readonly record struct DescribedNode(JsonElement Node, JsonElement Root)
{
    public string Description => Node.ValueKind == JsonValueKind.Object && Node.TryGetProperty("description", out var text) ? text.GetString()! : "";

    public DescribedNode Member(string name) => Target.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var member)
        ? this with { Node = member } : default;

    public DescribedNode Element => Target.TryGetProperty("items", out var element)
        || Target.TryGetProperty("additionalProperties", out element) && element.ValueKind == JsonValueKind.Object
        ? this with { Node = element } : default;

    private JsonElement Target
    {
        get
        {
            if (Node.ValueKind != JsonValueKind.Object) return EmptyObject;
            if (Node.TryGetProperty("allOf", out var all)) return Resolve(all[0].GetProperty("$ref").GetString()!);
            return Node.TryGetProperty("$ref", out var reference) ? Resolve(reference.GetString()!) : Node;
        }
    }

    private static JsonElement EmptyObject { get; } = JsonDocument.Parse("{}").RootElement;

    private JsonElement Resolve(string pointer) => Root.GetProperty("definitions").GetProperty(pointer["#/definitions/".Length..]);
}
