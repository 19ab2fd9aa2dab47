using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Tests.Generators;

/// <summary>Makes entities as JSON from their descriptors: every field there or not, at every depth.</summary>
internal static class EntityGenerator
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.Const(""), Gen.Const("größer \"😀\"\n</script>"), Gen.String[Gen.Char[' ', '\u2FFF'], 0, 12]);
    private static readonly Gen<string> Key = Gen.OneOf(Gen.String[Gen.Char['!', '~'], 1, 12], Gen.Const("owner/repo#7 ü"));

    public static Gen<string> Json(EntityDescriptor entity) => Node(entity).Select(node => node.ToJsonString());

    private static Gen<JsonObject> Node(EntityDescriptor entity) =>
        from id in Id(entity.Name)
        from rest in Members(entity.Fields.Where(field => field.Name is not ("id" or "key" or "instance")))
        select Identified(id, rest);

    private static JsonObject Identified(EntityId id, JsonObject rest)
    {
        (rest["id"], rest["key"], rest["instance"]) = (id.ToString(), id.Key, id.Instance);
        return rest;
    }

    private static Gen<EntityId> Id(string? entity) => Gen.Select(OneOf("github", "jira-main", "links"),
        entity is null ? OneOf([.. EntityTypes.All.Select(type => type.Name)]) : Gen.Const(entity), Key, (instance, name, key) => new EntityId(instance, name, key));

    private static Gen<JsonObject> Members(IEnumerable<FieldDescriptor> fields)
    {
        var made = Gen.Const(() => new JsonObject());
        foreach (var field in fields)
            made = from node in made
                   from there in field.Required ? Gen.Const(true) : Gen.Bool
                   from value in Value(field)
                   select With(node, field.Name, there ? value : null);
        return made;
    }

    private static JsonObject With(JsonObject node, string name, JsonNode? value)
    {
        if (value is not null) node[name] = value.DeepClone();
        return node;
    }

    private static Gen<JsonNode> Value(FieldDescriptor field) => field.Kind switch
    {
        FieldKind.String => Text.Select(Make),
        FieldKind.Integer => Gen.Int[0, 100_000].Select(number => (JsonNode)JsonValue.Create(number)),
        FieldKind.Number => Gen.OneOf(Gen.Double[-1e6, 1e6], Gen.Const(0.1), Gen.Const(5e-324)).Select(number => (JsonNode)JsonValue.Create(number)),
        FieldKind.Boolean => Gen.Bool.Select(value => (JsonNode)JsonValue.Create(value)),
        FieldKind.Instant => Gen.DateTime.Select(time => Make(time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"))),
        FieldKind.Enum => OneOf([.. field.EnumValues]).Select(Make),
        FieldKind.Reference => Reference(field),
        FieldKind.Object => Members(field.Members).Select(node => (JsonNode)node),
        FieldKind.List => Value(field.Element!).List[0, 2].Select(items => (JsonNode)new JsonArray([.. items])),
        FieldKind.Map => Gen.Dictionary(Text, Value(field.Element!))[0, 2]
            .Select(items => (JsonNode)new JsonObject(items.Select(item => new KeyValuePair<string, JsonNode?>(item.Key, item.Value)))),
        _ => OneOf("1", "\"text\"", "{\"a\":[1.50,null,true]}", "9007199254740993").Select(json => JsonNode.Parse(json)!),
    };

    private static Gen<JsonNode> Reference(FieldDescriptor field) => Gen.OneOf(
        Id(field.ReferenceEntity).Select(id => (JsonNode)new JsonObject { ["id"] = id.ToString() }),
        Gen.Select(Id(field.ReferenceEntity), Text, Gen.Bool, (id, alias, bounded) => (JsonNode)Alias(id, alias, bounded)));

    private static JsonObject Alias(EntityId id, string alias, bool bounded)
    {
        var node = new JsonObject { ["entity"] = id.Entity, ["alias"] = alias };
        if (bounded) node["scope"] = id.Instance;
        return node;
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static JsonNode Make(string text) => JsonValue.Create(text);
}
