using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Plutora.Integration.Sdk.Options;

/// <summary>Derives a JSON Schema from an annotated class: what forms, documentation and checks are made of.</summary>
internal static class OptionsSchema
{
    public static JsonObject For(Type type)
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Annotate };
        var schema = OptionsJson.For(type).GetJsonSchemaAsNode(type, exporter).AsObject();
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        return schema;
    }

    public static IEnumerable<string> SecretPaths(JsonNode? schema, string path = "")
    {
        if (schema is not JsonObject node)
        {
            yield break;
        }

        if (node["x-secret"] is not null)
        {
            yield return path;
        }

        foreach (var (name, member) in node["properties"] as JsonObject ?? [])
        {
            foreach (var found in SecretPaths(member, path.Length == 0 ? name : $"{path}.{name}"))
            {
                yield return found;
            }
        }

        foreach (var found in SecretPaths(node["items"], path + "[]"))
        {
            yield return found;
        }
    }

    private static JsonNode Annotate(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node)
        {
            return schema;
        }

        if (node["properties"] is JsonObject)
        {
            node["additionalProperties"] = false;
            RequireAnnotated(context.TypeInfo.Type, node);
        }

        if (context.PropertyInfo?.AttributeProvider is { } property)
        {
            foreach (var attribute in property.GetCustomAttributes(inherit: true))
            {
                Annotate(node, attribute);
            }
        }

        return node;
    }

    private static void RequireAnnotated(Type type, JsonObject node)
    {
        var names = type.GetProperties()
            .Where(p => p.GetCustomAttribute<RequiredAttribute>() is not null)
            .Select(p => OptionsJson.Names.ConvertName(p.Name));
        var required = (node["required"] as JsonArray)?.Select(n => n!.GetValue<string>()).Union(names) ?? names;
        if (required.ToArray() is { Length: > 0 } all)
        {
            node["required"] = new JsonArray([.. all.Select(n => (JsonNode)n)]);
        }
    }

    private static void Annotate(JsonObject node, object attribute)
    {
        switch (attribute)
        {
            case SecretAttribute:
                node["writeOnly"] = true;
                node["x-secret"] = true;
                break;
            case DisplayAttribute display:
                node["title"] = display.Name;
                if (display.Description is { } text)
                {
                    node["description"] = text;
                }

                break;
            case DescriptionAttribute description:
                node["description"] = description.Description;
                break;
            case RangeAttribute range when range.OperandType != typeof(TimeSpan):
                node["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, System.Globalization.CultureInfo.InvariantCulture));
                node["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case RegularExpressionAttribute expression:
                node["pattern"] = expression.Pattern;
                break;
            case UrlAttribute:
                node["format"] = "uri";
                break;
            case MinLengthAttribute minimum:
                node[node["items"] is null ? "minLength" : "minItems"] = minimum.Length;
                break;
            case MaxLengthAttribute maximum:
                node[node["items"] is null ? "maxLength" : "maxItems"] = maximum.Length;
                break;
            default:
                break;
        }
    }
}
