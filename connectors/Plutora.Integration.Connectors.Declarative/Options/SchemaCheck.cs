using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Declarative.Options;

/// <summary>Holds options against the part of JSON Schema that documents can say, with the words that options in code are answered with.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<OptionFault> Faults(JsonNode? value, JsonObject schema, string path = "")
    {
        var type = schema["type"]!.GetValue<string>();
        if (!Is(value, type))
        {
            return [new(path, $"expected {Expected(type)}, found {Found(value)}.")];
        }

        return value switch
        {
            JsonObject map when schema["properties"] is JsonObject properties => Members(map, properties, schema, path),
            JsonArray list => Items(list, schema, path),
            _ => Value(value!, schema).Select(told => new OptionFault(path, told)),
        };
    }

    private static IEnumerable<OptionFault> Members(JsonObject map, JsonObject properties, JsonObject schema, string path)
    {
        foreach (var (name, value) in map)
        {
            if (properties[name] is not JsonObject property)
            {
                yield return new(Join(path, name), $"is not known. Known are: {string.Join(", ", properties.Select(p => p.Key))}.");
            }
            else if (value is not null)
            {
                foreach (var fault in Faults(value, property, Join(path, name)))
                {
                    yield return fault;
                }
            }
        }

        foreach (var name in (schema["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()))
        {
            if (map[name] is null || (map[name] is JsonValue text && text.TryGetValue<string>(out var given) && string.IsNullOrWhiteSpace(given)))
            {
                yield return new(Join(path, name), "is required.");
            }
        }
    }

    private static IEnumerable<OptionFault> Items(JsonArray list, JsonObject schema, string path) =>
        schema["items"] is JsonObject item ? list.SelectMany((value, index) => Faults(value, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"))) : [];

    private static IEnumerable<string> Value(JsonNode value, JsonObject schema)
    {
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
        {
            yield return $"must be one of {string.Join(", ", allowed.Select(a => a!.ToString()))}.";
        }

        if (value.GetValueKind() == JsonValueKind.String)
        {
            foreach (var told in Text(value.GetValue<string>(), schema))
            {
                yield return told;
            }
        }
        else if (value.GetValueKind() == JsonValueKind.Number && value.GetValue<JsonElement>().GetDouble() is var number
            && (number < Bound(schema, "minimum", double.MinValue) || number > Bound(schema, "maximum", double.MaxValue)))
        {
            yield return $"must lie between {schema["minimum"] ?? "-∞"} and {schema["maximum"] ?? "∞"}.";
        }
    }

    private static IEnumerable<string> Text(string text, JsonObject schema)
    {
        // A secret is stored as a reference, of which neither form nor length says anything.
        if (schema["x-secret"] is not null)
        {
            yield break;
        }

        if (schema["pattern"]?.GetValue<string>() is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            yield return $"must match {pattern}.";
        }

        if (schema["format"]?.GetValue<string>() == "uri" && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            yield return "must be an absolute http or https address.";
        }

        if (text.Length < Bound(schema, "minLength", 0) || text.Length > Bound(schema, "maxLength", int.MaxValue))
        {
            yield return $"must have {schema["minLength"] ?? "0"} to {schema["maxLength"] ?? "∞"} characters.";
        }
    }

    private static double Bound(JsonObject schema, string name, double otherwise) => schema[name] is { } bound ? bound.GetValue<long>() : otherwise;

    private static bool Is(JsonNode? value, string type) => (value?.GetValueKind(), type) switch
    {
        (JsonValueKind.String, "string") or (JsonValueKind.Object, "object") or (JsonValueKind.Array, "array") or (JsonValueKind.Number, "number") => true,
        (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
        (JsonValueKind.Number, "integer") => value!.ToJsonString() is var text && text.AsSpan().IndexOfAny(".eE") < 0,
        _ => false,
    };

    private static string Expected(string type) => type switch
    {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        _ => "an object",
    };

    // The kind alone, never the value: it may be a secret put in the wrong place.
    private static string Found(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "nothing",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
