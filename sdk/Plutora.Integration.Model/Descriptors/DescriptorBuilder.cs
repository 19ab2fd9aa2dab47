using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.Json;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Descriptors;

/// <summary>Reads descriptors off the source-generated serialization metadata, once, so that they cannot differ from what is written.</summary>
internal static class DescriptorBuilder
{
    private static readonly HashSet<string> HubFields = new(StringComparer.Ordinal) { "id", "key", "instance", "entityVersion", "aliases" };
    private static readonly HashSet<string> AlwaysWritten = new(StringComparer.Ordinal) { "key", "instance" };

    public static EntityDescriptor Build(EntitySerialization entity)
    {
        var attribute = entity.ClrType.GetCustomAttribute<EntityTypeAttribute>()
            ?? throw new InvalidOperationException($"{entity.ClrType.Name} is an entity and lacks [EntityType].");
        return new EntityDescriptor(attribute.Name, attribute.Version, entity.ClrType, attribute.Stage, attribute.IsOccurrence, new LazyList<FieldDescriptor>(() => Fields(entity.Info, attribute)));
    }

    private static FieldDescriptor[] Fields(JsonTypeInfo type, EntityTypeAttribute attribute)
    {
        var root = Descriptions.Of(attribute.Name, attribute.Version);
        return [.. Written(type).Select(property => Top(property, type.Options, root))];
    }

    // Ignored properties are listed too, without a getter.
    private static IEnumerable<JsonPropertyInfo> Written(JsonTypeInfo type) => type.Properties.Where(property => property.Get is not null);

    private static FieldDescriptor Top(JsonPropertyInfo property, JsonSerializerOptions options, DescribedNode node)
    {
        var field = Property(property, options, node);
        return field with { Required = field.Required || AlwaysWritten.Contains(field.Name), SetByHub = HubFields.Contains(field.Name) };
    }

    private static FieldDescriptor Property(JsonPropertyInfo property, JsonSerializerOptions options, DescribedNode parent)
    {
        string? entity = property.AttributeProvider?.GetCustomAttributes(typeof(ReferencesAttribute), inherit: true)
            .OfType<ReferencesAttribute>().FirstOrDefault()?.Entity;
        return Describe(property.Name, property.PropertyType, property.IsRequired, entity, options, parent.Member(property.Name));
    }

    private static FieldDescriptor Describe(string name, Type declared, bool required, string? entity, JsonSerializerOptions options, DescribedNode node)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var field = new FieldDescriptor(name, KindOf(type), required, [], null, null, [], SetByHub: false, node.Description);
        return field.Kind switch
        {
            FieldKind.Enum => field with { EnumValues = EnumNames.All(type) },
            FieldKind.Reference => field with { ReferenceEntity = entity, Members = MembersOf(type, options, node) },
            FieldKind.Object => field with { Members = MembersOf(type, options, node) },
            FieldKind.List => field with { Element = Describe("", options.GetTypeInfo(type).ElementType!, true, entity, options, node.Element) },
            FieldKind.Map => field with { Element = Describe("", options.GetTypeInfo(type).ElementType!, true, entity, options, node.Element) },
            _ => field,
        };
    }

    private static FieldDescriptor[] MembersOf(Type type, JsonSerializerOptions options, DescribedNode node) =>
        [.. Written(options.GetTypeInfo(type)).Select(property => Property(property, options, node))];

    private static FieldKind KindOf(Type type) =>
        type == typeof(string) || type == typeof(EntityId) ? FieldKind.String
        : type == typeof(int) || type == typeof(long) ? FieldKind.Integer
        : type == typeof(double) ? FieldKind.Number
        : type == typeof(bool) ? FieldKind.Boolean
        : type == typeof(DateTimeOffset) ? FieldKind.Instant
        : type == typeof(Reference) ? FieldKind.Reference
        : type == typeof(JsonElement) ? FieldKind.Any
        : type.IsEnum ? FieldKind.Enum
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? FieldKind.Map
        : typeof(IEnumerable).IsAssignableFrom(type) ? FieldKind.List
        : type.IsClass && type.Namespace == typeof(Entity).Namespace || type.Namespace == typeof(Links.Link).Namespace ? FieldKind.Object
        : throw new InvalidOperationException($"{type} is no kind of field that the model knows.");
}
