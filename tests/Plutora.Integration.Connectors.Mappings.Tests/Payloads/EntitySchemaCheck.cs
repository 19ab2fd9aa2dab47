using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Schemas;

namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Holds what was mapped against the committed JSON Schema of its entity, as the hub would publish it.</summary>
internal static class EntitySchemaCheck
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<JsonSchema>>> Schemas = new(StringComparer.Ordinal);

    /// <summary>What the schema says against it. What is only mentioned, or told in parts, may lack required fields: other records bring them.</summary>
    public static async Task<IEnumerable<string>> FaultsOf(MappedEntity entity, bool whole)
    {
        if (entity.Deleted)
        {
            return [];
        }

        var schema = await Schemas.GetOrAdd(entity.Entity, static name => new(() => JsonSchema.FromJsonAsync(EntitySchemas.Get(name, 1)))).Value;
        return schema.Validate(Published(entity))
            .Where(fault => whole || fault is not { Kind: ValidationErrorKind.PropertyRequired, Path: var path } || path!.Count(c => c == '/') > 1)
            .Select(fault => $"{fault.Path}: {fault.Kind}");
    }

    private static string Published(MappedEntity entity)
    {
        var fields = JsonNode.Parse(entity.Fields.Span)!.AsObject();
        foreach (var name in fields.Where(field => field.Value is null).Select(field => field.Key).ToList())
        {
            fields.Remove(name);
        }

        (fields["id"], fields["key"], fields["instance"]) = (entity.Id.ToString(), entity.Id.Key, entity.Id.Instance);
        return fields.ToJsonString();
    }
}
