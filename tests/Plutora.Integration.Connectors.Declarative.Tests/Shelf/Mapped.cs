using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Schemas;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>Records of a shelf's connector through its shipped mappings, as the hub maps them.</summary>
internal sealed class Mapped
{
    private static readonly ConcurrentDictionary<string, CompiledMapping> Documents = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Lazy<Task<JsonSchema>>> Schemas = new(StringComparer.Ordinal);
    private static readonly MappingContext Context = new("test", new byte[32]);

    private readonly List<MappedEntity> _entities = [];

    /// <summary>The entities that the records are about, by entity and key, such as <c>alert/f1</c>, in their order; one that several told once.</summary>
    public IReadOnlyList<string> About => [.. _entities.Where(e => !e.Mention).Select(Name).Distinct()];

    /// <summary>The entities that they mention.</summary>
    public IReadOnlyList<string> Mentions => [.. _entities.Where(e => e.Mention).Select(Name).Distinct()];

    /// <summary>Links, as <c>relation</c> alone.</summary>
    public List<string> Links { get; } = [];

    /// <summary>The fields of an entity as the last record tells them.</summary>
    public JsonObject this[string name] => JsonNode.Parse(_entities.Last(e => Name(e) == name).Fields.Span)!.AsObject();

    public MappedEntity Entity(string name) => _entities.Last(e => Name(e) == name);

    /// <summary>How many entities of a kind the records are about.</summary>
    public int Count(string entity) => About.Count(a => a.StartsWith(entity + "/", StringComparison.Ordinal));

    public static async Task<Mapped> OfAsync(string connector, IEnumerable<SourceRecord> records)
    {
        var mapped = new Mapped();
        foreach (var record in records)
        {
            var partial = ShelfFolder.Connector(connector).Descriptor.Streams.Single(s => s.Id == record.Stream).Partial;
            var result = Document(connector, record.Stream).Map(new MappingRecord(record.Json, record.Time, partial), Context, TestContext.Current.CancellationToken);
            foreach (var entity in result.Entities)
            {
                var faults = await FaultsAsync(entity, whole: !entity.Mention && !partial);
                Assert.True(faults.Count == 0, $"{record.Stream} {record.Id}: {Name(entity)}: {string.Join("; ", faults)}");
                mapped._entities.Add(entity);
            }

            mapped.Links.AddRange(result.Links.Select(l => l.Relation));
        }

        return mapped;
    }

    /// <summary>Reads a stream whole and maps it.</summary>
    public static async Task<Mapped> ReadAsync(string connector, ConnectorInstance instance, string stream)
    {
        var pages = await Bench.ReadAsync(instance, stream);
        Assert.Empty(pages.SelectMany(p => p.Faults).Select(f => f.Reason));
        return await OfAsync(connector, pages.SelectMany(p => p.Records));
    }

    private static string Name(MappedEntity entity) => $"{entity.Entity}/{entity.Id.Key}";

    private static CompiledMapping Document(string connector, string stream) => Documents.GetOrAdd($"{connector}/{stream}", static name =>
    {
        var file = Path.Combine(ShelfFolder.Of(name.Split('/')[0]), "mappings", name.Split('/')[1] + ".yaml");
        return MappingCompiler.Compile(File.ReadAllText(file), file).Mapping!;
    });

    // What is only mentioned, or told in parts, may lack required fields: other records bring them.
    private static async Task<IReadOnlyList<string>> FaultsAsync(MappedEntity entity, bool whole)
    {
        if (entity.Deleted)
        {
            return [];
        }

        var schema = await Schemas.GetOrAdd(entity.Entity, static name => new(() => JsonSchema.FromJsonAsync(EntitySchemas.Get(name, 1)))).Value;
        var fields = JsonNode.Parse(entity.Fields.Span)!.AsObject();
        foreach (var name in fields.Where(f => f.Value is null).Select(f => f.Key).ToList())
        {
            fields.Remove(name);
        }

        (fields["id"], fields["key"], fields["instance"]) = (entity.Id.ToString(), entity.Id.Key, entity.Id.Instance);
        return [.. schema.Validate(fields.ToJsonString()).Where(f => whole || f is not { Kind: ValidationErrorKind.PropertyRequired, Path: var path } || path!.Count(c => c == '/') > 1).Select(f => $"{f.Path}: {f.Kind}")];
    }
}
