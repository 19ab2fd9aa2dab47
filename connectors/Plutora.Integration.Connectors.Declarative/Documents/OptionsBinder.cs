using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>Properties as an author writes them, as JSON Schema: what forms, documentation and checks are made of.</summary>
internal static class OptionsBinder
{
    private static readonly string[] Own = ["required", "secret", "items", "properties", "minimum", "maximum", "minLength", "maxLength"];

    public static OptionsSpec Bind(IReadOnlyList<YamlMember> properties)
    {
        var secrets = new List<string>();
        var schema = Object(properties, "", secrets);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return new(schema, secrets);
    }

    private static JsonObject Object(IReadOnlyList<YamlMember> members, string path, List<string> secrets)
    {
        var properties = new JsonObject();
        foreach (var member in members)
        {
            properties[member.Name.Value] = Property((YamlMap)member.Value, path.Length == 0 ? member.Name.Value : $"{path}.{member.Name.Value}", secrets);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (members.Where(m => ((YamlMap)m.Value).Flag("required")).Select(m => (JsonNode)m.Name.Value).ToArray() is { Length: > 0 } required)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }

    private static JsonObject Property(YamlMap property, string path, List<string> secrets)
    {
        var schema = property.Text("type") == "object" && property["properties"] is not null ? Object(property.Members("properties"), path, secrets) : [];
        foreach (var member in property.Members.Where(m => !Own.Contains(m.Name.Value)))
        {
            schema[member.Name.Value] = member.Value.Json();
        }

        foreach (var bound in Own[4..].Where(b => property[b] is not null))
        {
            schema[bound] = long.Parse(property.Text(bound)!, CultureInfo.InvariantCulture);
        }

        if (property.Map("items") is { } items)
        {
            schema["items"] = Property(items, path + "[]", secrets);
        }

        if (property.Flag("secret"))
        {
            (schema["writeOnly"], schema["x-secret"]) = (true, true);
            secrets.Add(path);
        }

        return schema;
    }
}
