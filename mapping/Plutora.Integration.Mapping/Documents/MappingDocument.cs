using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>
/// A document as written, its members checked for their form and not yet for their meaning. <paramref name="When"/> says whether a record is any
/// of its business; a document whose outputs, links or mentions say all has an entity without a target.
/// </summary>
internal sealed record MappingDocument(
    Place Place,
    YamlScalar? Source,
    YamlScalar? When,
    EntityRule Entity,
    IReadOnlyList<EntityRule> Outputs,
    IReadOnlyList<FunctionRule> Functions,
    IReadOnlyList<ValueTable> Tables,
    IReadOnlyList<LinkRule> Links,
    IReadOnlyList<EntityRule> Mentions,
    IReadOnlyList<TestRule> Tests);

/// <summary>A test with the maps that tell what it expects of entities: the first of the one that the record is about, the others of outputs and mentions.</summary>
internal sealed record TestRule(MappingTest Test, YamlMap? About, IReadOnlyList<YamlMap> Others);

/// <summary>How one entity is made from a record: the one it is about, a further output, or a mention.</summary>
internal sealed record EntityRule(
    Place Place,
    YamlScalar? Target,
    YamlScalar? Each,
    YamlScalar? When,
    YamlScalar? Key,
    YamlScalar? Deleted,
    IReadOnlyList<AliasRule> Aliases,
    YamlMap? Set);

/// <summary>One alias expression with its scope.</summary>
internal sealed record AliasRule(YamlScalar Alias, YamlScalar? Scope);

/// <summary>A function of the document's own, used as <c>$name(…)</c> in every expression.</summary>
internal sealed record FunctionRule(YamlScalar Name, YamlScalar Body);

/// <summary>One link that a record states.</summary>
internal sealed record LinkRule(Place Place, YamlScalar Relation, YamlScalar? When, YamlScalar? From, YamlScalar To);

/// <summary>A table from the tool's values to the model's.</summary>
internal sealed record ValueTable(YamlScalar Name, IReadOnlyDictionary<string, YamlScalar> Entries, YamlScalar? Default)
{
    /// <summary>The member that says what an unknown value becomes.</summary>
    public const string DefaultMember = "default";

    /// <summary>What the table gives for a value that it does not know.</summary>
    public string Fallback => Default?.Value ?? "other";
}
