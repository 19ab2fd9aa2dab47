using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Model.Tests;

/// <summary>Every field of the model, at every depth.</summary>
internal static class Walk
{
    public static IEnumerable<(EntityDescriptor Entity, string Path, FieldDescriptor Field)> Fields() =>
        EntityTypes.All.SelectMany(entity => entity.Fields.SelectMany(field => Below(entity, field.Name, field)));

    private static IEnumerable<(EntityDescriptor, string, FieldDescriptor)> Below(EntityDescriptor entity, string path, FieldDescriptor field)
    {
        yield return (entity, path, field);
        IEnumerable<(string, FieldDescriptor)> inner = field.Members.Select(member => ($"{path}.{member.Name}", member));
        if (field.Element is not null) inner = inner.Append(($"{path}[]", field.Element));
        foreach (var (below, child) in inner)
            foreach (var at in Below(entity, below, child)) yield return at;
    }
}
