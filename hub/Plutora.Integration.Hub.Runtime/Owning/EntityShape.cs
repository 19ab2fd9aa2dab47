using System.Collections.Frozen;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>What the owner asks of an entity's descriptor with each record, looked up once.</summary>
internal sealed class EntityShape
{
    private static readonly FrozenDictionary<string, EntityShape> All = EntityTypes.All.ToFrozenDictionary(type => type.Name, type => new EntityShape(type), StringComparer.Ordinal);

    private EntityShape(EntityDescriptor type)
    {
        Required = [.. type.Fields.Where(f => f.Required && !f.SetByHub).Select(f => f.Name)];
        References = [.. type.Fields.Where(f => f.Kind == FieldKind.Reference || f.Element?.Kind == FieldKind.Reference).Select(f => f.Name)];
        Holding = [.. type.Fields.Where(ReferenceFields.Holds)];
    }

    /// <summary>Fields that records must say before the entity is published.</summary>
    public string[] Required { get; }

    /// <summary>Fields that are a reference, or a list of references.</summary>
    public string[] References { get; }

    /// <summary>Fields with a reference somewhere in them.</summary>
    public FieldDescriptor[] Holding { get; }

    public static EntityShape Of(EntityDescriptor type) => All[type.Name];
}
