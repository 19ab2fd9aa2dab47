using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Rules;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>One thing that a catalog declares.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id, unique among its kind.</param>
/// <param name="Place">Where it is declared.</param>
/// <param name="Record">Its record: what is declared, a reference as the id, alias or address that stands there.</param>
/// <param name="References">What it names of the catalog.</param>
/// <param name="Bindings">What of the tools belongs to it.</param>
internal sealed record CatalogEntry(
    CatalogKind Kind, string Id, CatalogPlace Place, JsonObject Record, IReadOnlyList<CatalogReference> References, IReadOnlyList<CatalogBinding> Bindings)
{
    /// <summary>As people name it.</summary>
    public override string ToString() => $"{Kind.Entity} '{Id}'";
}

/// <summary>An entry names another.</summary>
/// <param name="Field">The field that does.</param>
/// <param name="Kind">What the other is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Place">Where.</param>
internal sealed record CatalogReference(string Field, CatalogKind Kind, string Id, CatalogPlace Place);

/// <summary>A binding: which entities of the tools belong to an entry.</summary>
/// <param name="Target">What is bound, and by which fields.</param>
/// <param name="Match">Patterns of its names.</param>
/// <param name="Instances">Instances whose entities count; all where empty.</param>
/// <param name="Labels">Labels that it must have.</param>
/// <param name="Place">Where it is declared.</param>
internal sealed record CatalogBinding(BindingTarget Target, IReadOnlyList<string> Match, IReadOnlyList<string> Instances, IReadOnlyList<string> Labels, CatalogPlace Place);

/// <summary>What a binding may bind.</summary>
/// <param name="Name">Its name below <c>bind</c>.</param>
/// <param name="Entity">The entity.</param>
/// <param name="Fields">Fields whose texts are compared.</param>
/// <param name="LabelField">Field of its labels; null where it has none.</param>
internal sealed record BindingTarget(string Name, string Entity, IReadOnlyList<string> Fields, string? LabelField)
{
    public static IReadOnlyList<BindingTarget> All { get; } =
    [
        new("repositories", "repository", [RuleFields.Aliases, "fullName"], "topics"),
        new("pipelines", "pipeline", [RuleFields.Aliases, "name", "path"], null),
        new("projects", "work-item", ["project"], "labels"),
        new("namespaces", "environment", ["namespace"], "labels"),
        new("environments", "environment", [RuleFields.Aliases, "name"], "labels"),
        new("hosts", "configuration-item", [RuleFields.Aliases, "fqdn", "name"], "labels"),
    ];
}
