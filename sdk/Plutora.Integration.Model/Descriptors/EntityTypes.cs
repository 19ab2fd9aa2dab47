using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Links;

namespace Plutora.Integration.Model.Descriptors;

/// <summary>Every entity of the common data model: its descriptor and its serialization.</summary>
public static class EntityTypes
{
    private static readonly Type[] Types =
    [
        typeof(WorkItem), typeof(Sprint), typeof(Milestone),
        typeof(Repository), typeof(Branch), typeof(Commit), typeof(PullRequest), typeof(Review),
        typeof(Pipeline), typeof(PipelineRun), typeof(TaskRun), typeof(Artifact),
        typeof(TestPlan), typeof(TestCase), typeof(TestRun), typeof(TestCaseResult), typeof(QualityReport), typeof(Finding),
        typeof(DeploymentEnvironment), typeof(Deployment), typeof(ConfigurationItem),
        typeof(Release),
        typeof(ChangeRequest), typeof(Problem), typeof(Incident), typeof(Alert),
        typeof(Portfolio), typeof(Product), typeof(ValueStream), typeof(Application), typeof(Service), typeof(Team), typeof(Person),
        typeof(Link),
    ];

    private static readonly FrozenDictionary<string, EntityDescriptor> ByName;
    private static readonly FrozenDictionary<string, EntityDescriptor>.AlternateLookup<ReadOnlySpan<char>> BySpan;
    private static readonly FrozenDictionary<string, EntitySerialization> SerializationByName;
    private static readonly FrozenDictionary<Type, EntitySerialization> SerializationByType;

    static EntityTypes()
    {
        SerializationByType = Types.ToFrozenDictionary(type => type, type => new EntitySerialization(type));
        All = [.. Types.Select(type => DescriptorBuilder.Build(SerializationByType[type]))];
        ByName = All.ToFrozenDictionary(descriptor => descriptor.Name, StringComparer.Ordinal);
        BySpan = ByName.GetAlternateLookup<ReadOnlySpan<char>>();
        SerializationByName = All.ToFrozenDictionary(descriptor => descriptor.Name, descriptor => SerializationByType[descriptor.ClrType], StringComparer.Ordinal);
    }

    /// <summary>All entities, by stage.</summary>
    public static IReadOnlyList<EntityDescriptor> All { get; }

    /// <summary>The entity with this name; false when there is none.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out EntityDescriptor? descriptor) => ByName.TryGetValue(name, out descriptor);

    /// <inheritdoc cref="TryGet(string, out EntityDescriptor?)"/>
    internal static bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out EntityDescriptor? descriptor) => BySpan.TryGetValue(name, out descriptor);

    /// <summary>The entity with this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static EntityDescriptor Get(string name) => ByName.TryGetValue(name, out var descriptor) ? descriptor : throw Unknown(name);

    /// <summary>The serialization of the entity with this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static JsonTypeInfo JsonTypeInfo(string name) => SerializationByName.TryGetValue(name, out var entity) ? entity.Info : throw Unknown(name);

    /// <summary>The serialization of an entity's record type.</summary>
    public static JsonTypeInfo<TEntity> JsonTypeInfo<TEntity>()
        where TEntity : Entity => (JsonTypeInfo<TEntity>)SerializationByType[typeof(TEntity)].Info;

    /// <summary>Reads an entity; members that this version does not know are ignored, enum values that it does not know become <c>other</c>.</summary>
    /// <returns>The entity; null for the JSON <c>null</c>.</returns>
    /// <exception cref="KeyNotFoundException">There is no entity of that name.</exception>
    /// <exception cref="JsonException">The JSON is broken, lacks a required member, or has one of another type; the message names the path.</exception>
    public static Entity? Deserialize(string name, ReadOnlySpan<byte> json) => (Entity?)JsonSerializer.Deserialize(json, JsonTypeInfo(name));

    /// <summary>Writes an entity as UTF-8 JSON, what is null left out.</summary>
    public static byte[] Serialize(Entity entity) => JsonSerializer.SerializeToUtf8Bytes(entity, SerializationByType[entity.GetType()].Info);

    private static KeyNotFoundException Unknown(string name) =>
        new($"'{name}' is no entity of the common data model: expected one of {string.Join(", ", All.Select(descriptor => descriptor.Name))}.");
}
