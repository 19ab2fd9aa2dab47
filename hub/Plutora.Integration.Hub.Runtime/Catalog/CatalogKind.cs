using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>One kind of thing that a catalog declares: what may be said of it follows from the common data model.</summary>
internal sealed class CatalogKind
{
    // What the hub makes of an entry itself, or what only a tool has.
    private static readonly HashSet<string> LeftOut = ["aliases", "title", "sourceState", "sourceKind", "sourceCriticality", "createdAt", "updatedAt"];

    private CatalogKind(string entity, string list)
    {
        (Entity, List) = (entity, list);
        Fields = EntityTypes.Get(entity).Fields.Where(f => !f.SetByHub && !LeftOut.Contains(f.Name) && f.Name is not ("id" or "key" or "instance" or "entityVersion")).ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>All kinds, what contains others first.</summary>
    public static IReadOnlyList<CatalogKind> All { get; } =
    [
        new("portfolio", "portfolios"), new("product", "products"), new("value-stream", "valueStreams"), new("application", "applications"),
        new("service", "services"), new("team", "teams"), new("environment", "environments"),
    ];

    /// <summary>The entity that an entry becomes; also the stream that its record belongs to.</summary>
    public string Entity { get; }

    /// <summary>Name of the list in a document.</summary>
    public string List { get; }

    /// <summary>The fields of the model that an entry may set.</summary>
    public IReadOnlyDictionary<string, FieldDescriptor> Fields { get; }

    /// <summary>A kind by its list, or null.</summary>
    public static CatalogKind? OfList(string list) => All.FirstOrDefault(k => k.List == list);

    /// <summary>A kind by its entity, or null.</summary>
    public static CatalogKind? Of(string? entity) => All.FirstOrDefault(k => k.Entity == entity);
}
