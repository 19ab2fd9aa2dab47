using System.Text.Json;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Descriptors;

/// <summary>Holds one value against the field that it is to be.</summary>
internal static class FieldValidator
{
    public static void Members(IReadOnlyList<FieldDescriptor> fields, JsonElement json, string path, string owner, List<EntityFault> faults)
    {
        foreach (var field in fields)
        {
            bool present = json.TryGetProperty(field.Name, out var value) && value.ValueKind != JsonValueKind.Null;
            if (present) Value(field, value, $"{path}.{field.Name}", faults);
            else if (field.Required) faults.Add(new EntityFault($"{path}.{field.Name}", $"It is missing: {owner} cannot be without it."));
        }
    }

    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"the text '{Shorten(value.GetString()!)}'",
        JsonValueKind.Number => $"the number {Shorten(value.GetRawText())}",
        JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => "null",
    };

    private static void Value(FieldDescriptor field, JsonElement value, string path, List<EntityFault> faults)
    {
        string? expected = Expected(field, value);
        if (expected is not null)
        {
            faults.Add(new EntityFault(path, $"Expected {expected}; this is {Describe(value)}."));
            return;
        }
        switch (field.Kind)
        {
            case FieldKind.Object:
                Members(field.Members, value, path, "what it belongs to", faults);
                break;
            case FieldKind.Reference:
                Members(field.Members, value, path, "a reference", faults);
                Reference(field, value, path, faults);
                break;
            case FieldKind.List:
                int index = 0;
                foreach (var item in value.EnumerateArray()) Value(field.Element!, item, $"{path}[{index++}]", faults);
                break;
            case FieldKind.Map:
                foreach (var item in value.EnumerateObject()) Value(field.Element!, item.Value, $"{path}['{item.Name}']", faults);
                break;
        }
    }

    /// <summary>What was expected, when the value is not it; else null.</summary>
    private static string? Expected(FieldDescriptor field, JsonElement value) => field.Kind switch
    {
        FieldKind.String => value.ValueKind == JsonValueKind.String ? null : "text",
        FieldKind.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : "a whole number",
        FieldKind.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? null : "a number",
        FieldKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
        FieldKind.Instant => value.ValueKind == JsonValueKind.String && Instants.TryParse(value.GetString(), out _)
            ? null : "an instant, as ISO 8601 with an offset, such as 2026-01-31T09:30:00Z",
        FieldKind.Enum => value.ValueKind == JsonValueKind.String && Knows(field.EnumValues, value) ? null : $"one of {string.Join(", ", field.EnumValues)}",
        FieldKind.Reference => value.ValueKind == JsonValueKind.Object ? null : "a reference, {\"id\"} or {\"entity\", \"alias\", \"scope\"}",
        FieldKind.Object or FieldKind.Map => value.ValueKind == JsonValueKind.Object ? null : "an object",
        FieldKind.List => value.ValueKind == JsonValueKind.Array ? null : "a list",
        _ => null,
    };

    private static bool Knows(IReadOnlyList<string> values, JsonElement value)
    {
        for (int i = 0; i < values.Count; i++)
            if (value.ValueEquals(values[i])) return true;
        return false;
    }

    private static void Reference(FieldDescriptor field, JsonElement value, string path, List<EntityFault> faults)
    {
        string? id = Text(value, "id"), entity = Text(value, "entity");
        if (id is null && (entity is null || Text(value, "alias") is null))
        {
            faults.Add(new EntityFault(path, "It says neither an id nor an entity and an alias: expected {\"id\"} or {\"entity\", \"alias\", \"scope\"}."));
            return;
        }
        if (id is not null && !EntityId.TryParse(id, out var parsed))
            faults.Add(new EntityFault($"{path}.id", $"'{Shorten(id)}' is no entity id: expected <instance>/<entity>/<key>, each part percent-encoded."));
        else if (id is not null) Target(field, EntityId.Parse(id).Entity, $"{path}.id", faults);
        if (entity is not null) Target(field, entity, $"{path}.entity", faults);
    }

    private static void Target(FieldDescriptor field, string entity, string path, List<EntityFault> faults)
    {
        if (field.ReferenceEntity is { } wanted && wanted != entity)
            faults.Add(new EntityFault(path, $"It points to a {entity}; expected a {wanted}."));
        else if (!EntityTypes.TryGet(entity, out _))
            faults.Add(new EntityFault(path, $"'{entity}' is no entity of the common data model."));
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Shorten(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");
}
