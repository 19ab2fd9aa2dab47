using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>A document as written, its members checked for their form and not yet for their meaning.</summary>
internal sealed record MappingDocument(
    Place Place,
    YamlScalar? Source,
    EntityRule Entity,
    IReadOnlyList<ValueTable> Tables,
    IReadOnlyList<LinkRule> Links,
    IReadOnlyList<EntityRule> Mentions,
    IReadOnlyList<MappingTest> Tests);

/// <summary>How one entity is made from a record: the one it is about, or a mention.</summary>
internal sealed record EntityRule(
    Place Place,
    YamlScalar? Target,
    YamlScalar? Each,
    YamlScalar? When,
    YamlScalar? Key,
    IReadOnlyList<AliasRule> Aliases,
    YamlMap? Set);

/// <summary>One alias expression with its scope.</summary>
internal sealed record AliasRule(YamlScalar Alias, YamlScalar? Scope);

/// <summary>One link that a record states.</summary>
internal sealed record LinkRule(Place Place, YamlScalar Relation, YamlScalar? From, YamlScalar To);

/// <summary>A table from the tool's values to the model's.</summary>
internal sealed record ValueTable(YamlScalar Name, IReadOnlyDictionary<string, YamlScalar> Entries, YamlScalar? Default)
{
    /// <summary>The member that says what an unknown value becomes.</summary>
    public const string DefaultMember = "default";

    /// <summary>What the table gives for a value that it does not know.</summary>
    public string Fallback => Default?.Value ?? "other";
}
