using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping;

/// <summary>What one record says.</summary>
/// <param name="Entities">The entities it is about, then those it mentions; empty when the document's <c>when</c> does not hold.</param>
/// <param name="Links">The links it states.</param>
/// <param name="Unmapped">Values that no table or enumeration knows; each became the table's default or <c>other</c>.</param>
public sealed record MappingResult(IReadOnlyList<MappedEntity> Entities, IReadOnlyList<MappedLink> Links, IReadOnlyList<UnmappedValue> Unmapped)
{
    /// <summary>The result of a record that is none of the mapping's business.</summary>
    public static MappingResult Nothing { get; } = new([], [], []);
}

/// <summary>A record's contribution to one entity.</summary>
/// <param name="Id">The entity's id, <c>instance/entity/key</c>.</param>
/// <param name="Entity">The entity's name in the common data model, for example <c>pull-request</c>.</param>
/// <param name="Mention">Whether the record only mentions the entity instead of being about it.</param>
/// <param name="Aliases">What else the entity is called.</param>
/// <param name="Fields">
/// A UTF-8 JSON object of the fields set, each once and in the ordinal order of their names. A whole record holds null for what its expressions left undefined,
/// a partial one leaves it out.
/// </param>
public sealed record MappedEntity(EntityId Id, string Entity, bool Mention, IReadOnlyList<MappedAlias> Aliases, ReadOnlyMemory<byte> Fields)
{
    /// <summary>Whether the record says that the entity is deleted; then it says nothing else of it.</summary>
    public bool Deleted { get; init; }

    /// <summary>Where each field stands in <see cref="Fields"/>, in their order, for whoever takes them apart again; empty where that was not noted.</summary>
    public ReadOnlyMemory<MappedField> Places { get; init; }
}

/// <summary>Where a field stands in the text of its object.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Start">Where its name begins, with the quotation mark.</param>
/// <param name="ValueStart">Where its value begins.</param>
/// <param name="End">Behind its value.</param>
public readonly record struct MappedField(string Name, int Start, int ValueStart, int End);

/// <summary>One alias of an entity.</summary>
/// <param name="Alias">The text by which people and other tools know it.</param>
/// <param name="Scope">Within what it is unique: null for the instance, <c>*</c> for the whole hub, else a name of the mapping's own.</param>
public sealed record MappedAlias(string Alias, string? Scope);

/// <summary>A link that a record states.</summary>
/// <param name="Relation">The relation's name, for example <c>implements</c>.</param>
/// <param name="From">The reference it starts from, as UTF-8 JSON: <c>{"id"}</c> or <c>{"entity","alias","scope"}</c>.</param>
/// <param name="To">The reference it leads to, in the same form.</param>
public sealed record MappedLink(string Relation, ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To);

/// <summary>A value of the tool's that has no place yet.</summary>
/// <param name="Table">The table that does not know it, or the path of the field whose enumeration does not.</param>
/// <param name="Value">The tool's own text.</param>
public sealed record UnmappedValue(string Table, string Value);
