using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Tests.Schemas;

/// <summary>Makes the JSON Schema of an entity of its record type: the shape from its descriptor, the meaning from its documentation.</summary>
internal sealed class SchemaGenerator
{
    private const string EnumPattern = "^[a-z][a-z0-9-]*$";
    private const string KeyPattern = "[A-Za-z0-9._~%-]+";
    private static readonly XmlDocumentation Documentation = new(typeof(EntityTypes));

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly EntityDescriptor _entity;
    private readonly JsonSchema _root = new();

    private SchemaGenerator(EntityDescriptor entity) => _entity = entity;

    public static string Generate(EntityDescriptor entity)
    {
        var json = JsonNode.Parse(new SchemaGenerator(entity).Build().ToJson())!.AsObject();
        // NJsonSchema writes the draft-04 "id"; the schema names itself as draft-07 has it, at the top where people look.
        json.Insert(1, "$id", entity.Schema);
        return json.ToJsonString(Written).ReplaceLineEndings("\n") + "\n";
    }

    private JsonSchema Build()
    {
        _root.SchemaVersion = "http://json-schema.org/draft-07/schema#";
        _root.Title = _entity.Name;
        Fill(_root, _entity.Fields, _entity.ClrType);
        Pattern("id", $"^[a-z][a-z0-9-]{{0,39}}/{_entity.Name}/{KeyPattern}$");
        Pattern("instance", Names.Pattern);
        return _root;
    }

    private void Pattern(string property, string pattern) => _root.Properties[property].Pattern = pattern;

    private void Fill(JsonSchema schema, IReadOnlyList<FieldDescriptor> fields, Type type)
    {
        schema.Type = JsonObjectType.Object;
        schema.Description = Documentation.Of(type);
        foreach (var field in fields)
        {
            string member = char.ToUpperInvariant(field.Name[0]) + field.Name[1..];
            var property = new JsonSchemaProperty();
            schema.Properties.Add(field.Name, property);
            Describe(property, field, type.GetProperty(member)!.PropertyType);
            property.Description = Documentation.Of(type, member);
            if (field.Required) schema.RequiredProperties.Add(field.Name);
        }
    }

    private void Describe(JsonSchema schema, FieldDescriptor field, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        switch (field.Kind)
        {
            case FieldKind.String:
                schema.Type = JsonObjectType.String;
                break;
            case FieldKind.Integer:
                schema.Type = JsonObjectType.Integer;
                break;
            case FieldKind.Number:
                schema.Type = JsonObjectType.Number;
                break;
            case FieldKind.Boolean:
                schema.Type = JsonObjectType.Boolean;
                break;
            case FieldKind.Instant:
                schema.Type = JsonObjectType.String;
                schema.Format = "date-time";
                break;
            case FieldKind.Enum:
                Enum(schema, field);
                break;
            case FieldKind.Reference:
            case FieldKind.Object:
                schema.AllOf.Add(new JsonSchema { Reference = Definition(field, type) });
                if (field.ReferenceEntity is not null) schema.ExtensionData = new Dictionary<string, object?> { ["x-entity"] = field.ReferenceEntity };
                break;
            case FieldKind.List:
                schema.Type = JsonObjectType.Array;
                schema.Item = new JsonSchema();
                Describe(schema.Item, field.Element!, type.GetGenericArguments()[0]);
                break;
            case FieldKind.Map:
                schema.Type = JsonObjectType.Object;
                schema.AdditionalPropertiesSchema = new JsonSchema();
                Describe(schema.AdditionalPropertiesSchema, field.Element!, type.GetGenericArguments()[1]);
                break;
        }
    }

    /// <summary>The values are listed and yet open: a later version may know more, and who reads takes those as <c>other</c>.</summary>
    private static void Enum(JsonSchema schema, FieldDescriptor field)
    {
        schema.Type = JsonObjectType.String;
        var known = new JsonSchema { Description = "The values that this version knows." };
        foreach (string value in field.EnumValues) known.Enumeration.Add(value);
        schema.AnyOf.Add(known);
        schema.AnyOf.Add(new JsonSchema { Pattern = EnumPattern, Description = "A later version may know more; read one that is not known as `other`." });
    }

    private JsonSchema Definition(FieldDescriptor field, Type type)
    {
        string name = type.Name.Split('`')[0];
        name = char.ToLowerInvariant(name[0]) + name[1..];
        if (_root.Definitions.TryGetValue(name, out var known)) return known;
        var definition = new JsonSchema();
        _root.Definitions.Add(name, definition);
        Fill(definition, field.Members, type);
        if (field.Kind == FieldKind.Reference) Reference(definition);
        return definition;
    }

    private static void Reference(JsonSchema definition)
    {
        definition.Properties["id"].Pattern = $"^[a-z][a-z0-9-]{{0,39}}/[a-z][a-z0-9-]{{0,39}}/{KeyPattern}$";
        foreach (string[] enough in (string[][])[["id"], ["entity", "alias"]])
        {
            var one = new JsonSchema();
            foreach (string member in enough) one.RequiredProperties.Add(member);
            definition.AnyOf.Add(one);
        }
    }
}
