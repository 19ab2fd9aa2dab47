namespace Plutora.Integration.Model.Descriptors;

/// <summary>Names the entity that a record type is.</summary>
/// <param name="name">The entity's name in the common data model.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EntityTypeAttribute(string name) : Attribute
{
    /// <summary>The entity's name in the common data model, such as <c>pull-request</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The version of its schema; a breaking change makes the next one, on a topic of its own.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The stage of delivery that it belongs to, such as <c>code</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Whether it happens once and is never looked at again, so that it is kept for a time and not for ever.</summary>
    public bool IsOccurrence { get; init; }
}
