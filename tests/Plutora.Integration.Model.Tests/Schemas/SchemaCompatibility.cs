using System.Text.Json;

namespace Plutora.Integration.Model.Tests.Schemas;

/// <summary>
/// Finds what in a schema would break those who read or write by an earlier one. Within a version only optional members and enum values may come; nothing may go,
/// change its type, or change whether it is required.
/// </summary>
internal sealed class SchemaCompatibility
{
    private readonly JsonElement _beforeRoot, _afterRoot;
    private readonly List<string> _breaks = [];

    private SchemaCompatibility(JsonElement before, JsonElement after) => (_beforeRoot, _afterRoot) = (before, after);

    public static IReadOnlyList<string> Breaks(string before, string after)
    {
        using JsonDocument was = JsonDocument.Parse(before), now = JsonDocument.Parse(after);
        var check = new SchemaCompatibility(was.RootElement, now.RootElement);
        check.Compare(was.RootElement, now.RootElement, "$");
        return check._breaks;
    }

    private void Compare(JsonElement before, JsonElement after, string path)
    {
        foreach (string keyword in (string[])["$id", "x-entity"]) Same(before, after, keyword, path);
        before = Resolve(_beforeRoot, before);
        after = Resolve(_afterRoot, after);
        foreach (string keyword in (string[])["type", "format", "pattern", "minimum", "maximum"]) Same(before, after, keyword, path);
        Values(before, after, path);
        Required(before, after, path);
        foreach (var (name, was) in Properties(before))
            if (Properties(after).TryGetValue(name, out var now)) Compare(was, now, $"{path}.{name}");
            else _breaks.Add($"{path}.{name} is gone.");
        Inner(before, after, "items", $"{path}[]");
        Inner(before, after, "additionalProperties", $"{path}.*");
    }

    private void Same(JsonElement before, JsonElement after, string keyword, string path)
    {
        string was = Text(before, keyword), now = Text(after, keyword);
        if (was != now) _breaks.Add($"{path} has {keyword} {now} in place of {was}.");
    }

    private void Values(JsonElement before, JsonElement after, string path)
    {
        foreach (string gone in EnumValues(before).Except(EnumValues(after))) _breaks.Add($"{path} no longer knows the value '{gone}'.");
    }

    private void Required(JsonElement before, JsonElement after, string path)
    {
        foreach (string name in Names(after).Except(Names(before))) _breaks.Add($"{path}.{name} is newly required.");
        foreach (string name in Names(before).Except(Names(after))) _breaks.Add($"{path}.{name} is no longer required.");

        static IEnumerable<string> Names(JsonElement schema) =>
            schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];
    }

    private void Inner(JsonElement before, JsonElement after, string keyword, string path)
    {
        bool was = Object(before, keyword, out var one), now = Object(after, keyword, out var two);
        if (was && now) Compare(one, two, path);
        else if (was != now) _breaks.Add($"{path} is {(now ? "newly" : "no longer")} described.");

        static bool Object(JsonElement schema, string keyword, out JsonElement inner) =>
            schema.TryGetProperty(keyword, out inner) && inner.ValueKind == JsonValueKind.Object;
    }

    private static string Text(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var value) ? value.GetRawText() : "none";

    private static Dictionary<string, JsonElement> Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToDictionary(member => member.Name, member => member.Value) : [];

    private static IEnumerable<string> EnumValues(JsonElement schema) => schema.TryGetProperty("anyOf", out var any)
        ? any.EnumerateArray().Where(one => one.TryGetProperty("enum", out _)).SelectMany(one => one.GetProperty("enum").EnumerateArray()).Select(value => value.GetString()!)
        : [];

    private static JsonElement Resolve(JsonElement root, JsonElement schema) =>
        schema.TryGetProperty("allOf", out var all) ? root.GetProperty("definitions").GetProperty(all[0].GetProperty("$ref").GetString()!["#/definitions/".Length..]) : schema;
}
