using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Schemas;

/// <summary>Makes the JSON Schema of what a document may write for a field: an expression, or members each with their own.</summary>
internal static class FieldSchema
{
    private const string NotBlank = @"\S";

    /// <summary>Any expression: <c>5</c> and <c>true</c> are expressions too.</summary>
    public static JsonObject Expression() => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["pattern"] = NotBlank };

    /// <summary>A map of fields, each by its own form.</summary>
    public static JsonObject Members(IEnumerable<FieldDescriptor> fields) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Of(field)))),
        ["additionalProperties"] = false,
    };

    /// <summary>A reference: the result of a function, or its members.</summary>
    public static JsonObject Reference() => new() { ["anyOf"] = new JsonArray(Text(), Members(EntityTypes.Get("link").Field("to")!.Members)) };

    private static JsonObject Text() => new() { ["type"] = "string", ["minLength"] = 1 };

    private static JsonObject Of(FieldDescriptor field)
    {
        var element = field.Kind == FieldKind.List ? field.Element! : field;
        if (element.Kind == FieldKind.Reference)
        {
            return new() { ["description"] = field.Description, ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/definitions/reference" }) };
        }

        if (element.Kind == FieldKind.Object)
        {
            return new() { ["description"] = field.Description, ["anyOf"] = new JsonArray(Text(), Members(element.Members)) };
        }

        var types = Types(element.Kind);
        var schema = new JsonObject
        {
            ["description"] = field.Description,
            ["type"] = types.Length == 1 ? types[0] : new JsonArray([.. types.Select(type => (JsonNode)type)]),
            ["minLength"] = 1,
        };
        switch (element.Kind)
        {
            case FieldKind.Enum:
                schema["pattern"] = NoOtherLiteral(element.EnumValues);
                schema["examples"] = new JsonArray([.. element.EnumValues.Select(value => (JsonNode)$"\"{value}\"")]);
                break;
            case FieldKind.Map when element.Element is { } inner:
                schema["additionalProperties"] = Of(inner);
                break;
        }

        return schema;
    }

    /// <summary>What YAML may hold: a bare number or boolean is an expression that yields just that.</summary>
    private static string[] Types(FieldKind kind) => kind switch
    {
        FieldKind.Boolean => ["string", "boolean"],
        FieldKind.Integer or FieldKind.Number => ["string", "number"],
        FieldKind.Map => ["string", "object"],
        FieldKind.Any => ["string", "number", "boolean", "object"],
        _ => ["string"],
    };

    /// <summary>Refuses an expression that is a literal text outside the enumeration.</summary>
    private static string NoOtherLiteral(IReadOnlyList<string> values) =>
        $"""^(?!\s*["'](?!(?:{string.Join('|', values.Select(Regex.Escape))})["']\s*$)[^"'\\]*["']\s*$)[\s\S]*\S""";
}
