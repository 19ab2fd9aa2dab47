namespace Plutora.Integration.Model.Descriptors;

/// <summary>One field of an entity, or of an object within one.</summary>
/// <param name="Name">Its name as written in JSON.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Required">Whether what it belongs to cannot be without it.</param>
/// <param name="EnumValues">For an enum, the values this version knows, <c>other</c> last; else empty.</param>
/// <param name="ReferenceEntity">For a reference, the entity it points to; null where it may point to any.</param>
/// <param name="Element">For a list or a map, what each element is; else null.</param>
/// <param name="Members">For an object or a reference, its members; else empty.</param>
/// <param name="SetByHub">Whether the hub sets it, so that a mapping may not.</param>
/// <param name="Description">What it means, for people.</param>
public sealed record FieldDescriptor(string Name, FieldKind Kind, bool Required, IReadOnlyList<string> EnumValues, string? ReferenceEntity,
    FieldDescriptor? Element, IReadOnlyList<FieldDescriptor> Members, bool SetByHub, string Description)
{
    /// <summary>The member with this name, or null.</summary>
    public FieldDescriptor? Member(string name)
    {
        foreach (var member in Members)
            if (string.Equals(member.Name, name, StringComparison.Ordinal)) return member;
        return null;
    }
}
