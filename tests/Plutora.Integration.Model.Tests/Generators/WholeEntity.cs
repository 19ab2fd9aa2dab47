using System.Text.Json.Nodes;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Tests.Generators;

/// <summary>Makes an entity that has every field, at every depth; the same each time.</summary>
internal static class WholeEntity
{
    public static JsonObject Of(EntityDescriptor entity)
    {
        var json = Members(entity.Fields);
        var id = new EntityId("github", entity.Name, "owner/repo#7");
        (json["id"], json["key"], json["instance"]) = (id.ToString(), id.Key, id.Instance);
        return json;
    }

    private static JsonObject Members(IEnumerable<FieldDescriptor> fields)
    {
        var json = new JsonObject();
        foreach (var field in fields) json[field.Name] = Value(field);
        return json;
    }

    private static JsonNode Value(FieldDescriptor field) => field.Kind switch
    {
        FieldKind.String => $"a {field.Name}",
        FieldKind.Integer => 7,
        FieldKind.Number => 1.5,
        FieldKind.Boolean => true,
        FieldKind.Instant => "2026-01-31T09:30:00.25Z",
        FieldKind.Enum => field.EnumValues[0],
        FieldKind.Reference => new JsonObject { ["id"] = $"github/{field.ReferenceEntity ?? "commit"}/1" },
        FieldKind.Object => Members(field.Members),
        FieldKind.List => new JsonArray(Value(field.Element!)),
        FieldKind.Map => new JsonObject { ["custom"] = Value(field.Element!) },
        _ => JsonNode.Parse("""{"any":[1,"two",null]}""")!,
    };
}
