using System.Text.Json.Nodes;
using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Schemas;

/// <summary>Makes the JSON Schema of documents, or of overlays, from the members of <see cref="Language"/> and the model's descriptors.</summary>
internal static class DocumentSchema
{
    private const string SetPrefix = "set-", EntityPrefix = "entity-", RequiredPrefix = "whole-";

    private static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        ["version"] = "Version of the format.",
        ["source"] = "Stream whose records are mapped: <connector>/<stream>.",
        ["target"] = "Entity of the common data model.",
        ["each"] = "JSONata: the items that make an entity each; key, when, deleted, aliases and set see one item, $record the whole record.",
        ["when"] = "JSONata: where it yields false or nothing, this part says nothing of the record.",
        ["key"] = "JSONata: the key part of the id <instance>/<entity>/<key>, a text or a number.",
        ["deleted"] = "JSONata: where it yields true, the record says that the entity is deleted, and nothing else of it.",
        ["aliases"] = "What else the entity is called.",
        ["alias"] = "JSONata: a text, a list of texts, or nothing.",
        ["scope"] = "JSONata: within what the alias is unique; * for the whole hub, left out for the instance.",
        ["set"] = "The fields of the entity, each a JSONata expression.",
        ["functions"] = "JSONata functions of the document's own, by name: function($value) { … }. Used as $name(…) in every expression.",
        ["tables"] = "Tables from the tool's values to the model's, used by $table(name, value).",
        ["outputs"] = "Further entities that the record is about: they live and end with what it says.",
        ["links"] = "Links that the record states.",
        ["relation"] = "Relation of the link.",
        ["from"] = "JSONata: a reference, by default the entity itself.",
        ["to"] = "JSONata: a reference, a list of references, or nothing.",
        ["mentions"] = "Entities that the record only names: it neither keeps them alive nor deletes them.",
        ["tests"] = "Records and what they must become.",
        ["name"] = "Name of the test.",
        ["input"] = "File of one record, relative to the folder of the document.",
        ["record"] = "The record, written out.",
        ["expect"] = "What is expected of the entity, or nothing. What is not named is not compared.",
    };

    public static JsonObject Of(bool overlay)
    {
        var definitions = new JsonObject { ["expression"] = FieldSchema.Expression(), ["reference"] = FieldSchema.Reference() };
        foreach (var type in Targets)
        {
            definitions[SetPrefix + type.Name] = FieldSchema.Members(type.Fields.Where(field => !field.SetByHub));
            definitions[EntityPrefix + type.Name] = OfTarget(type, whole: false);
            definitions[RequiredPrefix + type.Name] = OfTarget(type, whole: true);
        }

        var root = Map(Language.Document, overlay ? ["version"] : ["version", "source"], Root);
        root["anyOf"] = overlay
            ? Alternatives(EntityPrefix, new JsonObject { ["not"] = Required("target") })
            : Alternatives(RequiredPrefix, new JsonObject { ["anyOf"] = AnyRequired(Language.OfOthers)["anyOf"]!.DeepClone(), ["not"] = AnyRequired(Language.OfOneEntity) });
        return new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["$id"] = $"urn:plutora:mapping{(overlay ? "-overlay" : "")}:{Language.Version}",
            ["title"] = overlay ? "Overlay of a mapping document" : "Mapping document",
            ["type"] = "object",
            ["properties"] = Take(root, "properties"),
            ["additionalProperties"] = false,
            ["required"] = Take(root, "required"),
            ["anyOf"] = Take(root, "anyOf"),
            ["definitions"] = definitions,
        };
    }

    private static IEnumerable<EntityDescriptor> Targets => EntityTypes.All.Where(type => type.Name != "link");

    private static JsonObject Root(string member) => member switch
    {
        "version" => new() { ["enum"] = new JsonArray(1, Language.Version) },
        "source" => new() { ["type"] = "string", ["pattern"] = $"^{Names.Pattern.Trim('^', '$')}/{Names.Pattern.Trim('^', '$')}$" },
        "functions" => new() { ["type"] = "object", ["additionalProperties"] = TypeOf("string"), ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z][A-Za-z0-9_]*$" } },
        "tables" => new() { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = TypeOf("string", "number", "boolean") } },
        "outputs" => List(Entity(Language.Output, RequiredPrefix)),
        "mentions" => List(Entity(Language.Mention, EntityPrefix)),
        "links" => List(Map(Language.Link, ["relation", "to"], Member)),
        "tests" => List(Test()),
        _ => Member(member),
    };

    private static JsonObject Member(string member) => member switch
    {
        "target" => new() { ["enum"] = new JsonArray([.. Targets.Select(type => (JsonNode)type.Name)]) },
        "relation" => new() { ["enum"] = new JsonArray([.. EntityTypes.Get("link").Field("relation")!.EnumValues.Select(value => (JsonNode)value)]) },
        "set" => new() { ["type"] = "object" },
        "aliases" => List(Map(Language.Alias, ["alias"], Member)),
        _ => Reference("expression"),
    };

    private static JsonObject Entity(string[] members, string alternatives)
    {
        var map = Map(members, ["target", "key"], Member);
        map["anyOf"] = Alternatives(alternatives);
        return map;
    }

    /// <summary>The fields that go with a target; where the record tells the entity whole, those that it cannot be without must be there.</summary>
    private static JsonObject OfTarget(EntityDescriptor type, bool whole)
    {
        var needed = whole ? type.Fields.Where(field => field is { Required: true, SetByHub: false }).Select(field => field.Name).ToArray() : [];
        var set = Reference(SetPrefix + type.Name);
        string[] required = whole ? ["target", "key", .. needed.Length > 0 ? (string[])["set"] : []] : ["target"];
        return new()
        {
            ["properties"] = new JsonObject
            {
                ["target"] = new JsonObject { ["enum"] = new JsonArray(type.Name) },
                ["set"] = needed.Length == 0 ? set : new JsonObject { ["allOf"] = new JsonArray(set, Required(needed)) },
            },
            ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
        };
    }

    private static JsonObject Test()
    {
        var test = Map(Language.Test, ["name"], member => member switch
        {
            "name" or "input" => new() { ["type"] = "string", ["minLength"] = 1 },
            "record" => [],
            "expect" => new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "object" }, new JsonObject { ["enum"] = new JsonArray(Language.Nothing) }) },
            "links" => List(Map(Language.ExpectedLink, ["relation", "to"], _ => [])),
            _ => List(new JsonObject { ["type"] = "object", ["required"] = new JsonArray(Language.ExpectedTarget) }),
        });
        test["oneOf"] = new JsonArray(Required("input"), Required("record"));
        test["anyOf"] = new JsonArray(Required("expect"), Required("outputs"));
        return test;
    }

    private static JsonArray Alternatives(string prefix, params JsonNode[] others) => new([.. Targets.Select(type => Reference(prefix + type.Name)), .. others]);

    private static JsonObject Map(string[] members, string[] required, Func<string, JsonObject> of) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member, (JsonNode?)Described(member, of(member))))),
        ["additionalProperties"] = false,
        ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
    };

    /// <summary>A description beside a reference is not looked at by every reader, so it stands around it.</summary>
    private static JsonObject Described(string member, JsonObject schema)
    {
        if (Descriptions.TryGetValue(member, out var description))
        {
            schema = schema.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(schema) } : schema;
            schema["description"] = description;
        }

        return schema;
    }

    private static JsonObject AnyRequired(string[] names) => new() { ["anyOf"] = new JsonArray([.. names.Select(name => Required(name))]) };

    private static JsonObject Required(params string[] names) => new() { ["required"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject TypeOf(params string[] types) => new() { ["type"] = new JsonArray([.. types.Select(type => (JsonNode)type)]) };

    private static JsonObject Reference(string definition) => new() { ["$ref"] = "#/definitions/" + definition };

    private static JsonNode? Take(JsonObject from, string name)
    {
        var node = from[name];
        from.Remove(name);
        return node;
    }
}
