using System.Collections.Concurrent;
using System.Text;

namespace Plutora.Integration.Model.Schemas;

/// <summary>The JSON Schemas of the common data model, which travel with it.</summary>
public static class EntitySchemas
{
    private static readonly ConcurrentDictionary<(string, int), string?> Read = new();

    /// <summary>The JSON Schema of an entity, as text.</summary>
    /// <param name="entity">The entity's name, such as <c>pull-request</c>.</param>
    /// <param name="version">The version of its schema.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name and version.</exception>
    public static string Get(string entity, int version) =>
        Find(entity, version) ?? throw new KeyNotFoundException($"There is no schema {entity} v{version}: EntityTypes.All lists what there is.");

    /// <summary>The JSON Schema of an entity, as text, or null when there is none of that name and version.</summary>
    public static string? Find(string entity, int version) => Read.GetOrAdd((entity, version), static name =>
    {
        using var stream = typeof(EntitySchemas).Assembly.GetManifestResourceStream($"schemas/{name.Item1}.v{name.Item2}.json");
        if (stream is null) return null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });
}
