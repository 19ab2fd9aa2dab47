using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Tests;

/// <summary>Maps records as the hub does, and puts together what several say of one entity.</summary>
internal static class Mapped
{
    private static readonly Lazy<CompiledMapping> Base = new(() => Compile(Path.Combine(AppContext.BaseDirectory, "mappings", "suite.yaml")));

    public static CompiledMapping Mapping => Base.Value;

    public static CompiledMapping Compile(string file)
    {
        var compilation = MappingCompiler.Compile(File.ReadAllText(file), file);
        Assert.True(compilation.Succeeded, string.Join("\n", compilation.Faults));
        Assert.Empty(compilation.Faults);
        return compilation.Mapping;
    }

    /// <summary>Entities by id, each as JSON; null fields are left out.</summary>
    public static Dictionary<string, JsonObject> Entities(IEnumerable<SourceRecord> records, bool mangled = false)
    {
        var entities = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var result = Mapping.Map(new(record.Json, record.Time, Partial: true), new("test", new byte[32]), TestContext.Current.CancellationToken);
            // A word that was mangled is one that no table knows, and is listed for the administrator as it should be.
            Assert.True(mangled || result.Unmapped.Count == 0, string.Join(", ", result.Unmapped));
            foreach (var entity in result.Entities)
            {
                var id = entity.Id.ToString();
                if (!entities.TryGetValue(id, out var known))
                {
                    entities[id] = known = new() { ["id"] = id, ["key"] = entity.Id.Key, ["instance"] = entity.Id.Instance, ["entityVersion"] = 1 };
                }

                foreach (var field in JsonElement.Parse(entity.Fields.Span).EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Null))
                {
                    known[field.Name] = JsonNode.Parse(field.Value.GetRawText());
                }
            }
        }

        return entities;
    }

    public static IEnumerable<JsonObject> Of(this Dictionary<string, JsonObject> entities, string entity) =>
        entities.Where(e => e.Key.StartsWith($"test/{entity}/", StringComparison.Ordinal)).Select(e => e.Value);

    /// <summary>Asserts that each is what the model calls it.</summary>
    public static void AssertValid(this Dictionary<string, JsonObject> entities)
    {
        foreach (var (id, json) in entities)
        {
            var type = EntityTypes.Get(id.Split('/')[1]);
            var faults = EntityValidator.Validate(type, JsonElement.Parse(json.ToJsonString()));
            Assert.True(faults.Count == 0, $"{id}: {string.Join("; ", faults)}");
        }
    }
}
