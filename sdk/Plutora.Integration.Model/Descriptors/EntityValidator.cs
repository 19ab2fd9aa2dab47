using System.Text.Json;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Descriptors;

/// <summary>
/// Judges whether a JSON document is an entity, before it is published. Stricter than reading: an enum value that this version does not know is a fault here,
/// since it is this version that publishes. Members that it does not know pass.
/// </summary>
public static class EntityValidator
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>All faults of a document, in the order in which they are found; none when it is the entity.</summary>
    /// <param name="entity">The entity it should be.</param>
    /// <param name="json">The document, as UTF-8.</param>
    public static IReadOnlyList<EntityFault> Validate(EntityDescriptor entity, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Validate(entity, document.RootElement);
        }
        catch (JsonException broken)
        {
            return [new EntityFault(broken.Path ?? "$", $"The document is no JSON: {broken.Message}")];
        }
    }

    /// <inheritdoc cref="Validate(EntityDescriptor, ReadOnlyMemory{byte})"/>
    public static IReadOnlyList<EntityFault> Validate(EntityDescriptor entity, JsonElement json)
    {
        var faults = new List<EntityFault>();
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new EntityFault("$", $"An entity is an object; this is {FieldValidator.Describe(json)}."));
            return faults;
        }
        FieldValidator.Members(entity.Fields, json, "$", entity.Name, faults);
        CheckIdentity(entity, json, faults);
        return faults;
    }

    private static void CheckIdentity(EntityDescriptor entity, JsonElement json, List<EntityFault> faults)
    {
        if (Text(json, "id") is not { } text) return;
        if (!EntityId.TryParse(text, out var id))
        {
            faults.Add(new EntityFault("$.id", $"'{text}' is no entity id: expected <instance>/<entity>/<key>, each part percent-encoded."));
            return;
        }
        if (id.ToString() != text) faults.Add(new EntityFault("$.id", $"'{text}' is not written in the one way that ids are: expected '{id}'."));
        if (id.Entity != entity.Name) faults.Add(new EntityFault("$.id", $"'{text}' is the id of a {id.Entity}; expected that of a {entity.Name}."));
        if (Text(json, "key") is { } key && key != id.Key) faults.Add(new EntityFault("$.key", $"'{key}' is not the key in the id: expected '{id.Key}'."));
        if (Text(json, "instance") is { } instance && instance != id.Instance)
            faults.Add(new EntityFault("$.instance", $"'{instance}' is not the instance in the id: expected '{id.Instance}'."));
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
