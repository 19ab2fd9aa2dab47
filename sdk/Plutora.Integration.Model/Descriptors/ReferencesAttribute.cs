namespace Plutora.Integration.Model.Descriptors;

/// <summary>Says which entity a reference, or each reference of a list, points to.</summary>
/// <param name="entity">The entity's name in the common data model.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReferencesAttribute(string entity) : Attribute
{
    /// <summary>The entity's name in the common data model.</summary>
    public string Entity { get; } = entity;
}
