using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Descriptors;

/// <summary>How an entity's record type is serialized. It is made when it is first used: that of all entities takes a third of a second, and a process knows few of them at its start.</summary>
internal sealed class EntitySerialization(Type type)
{
    private JsonTypeInfo? _info;

    public Type ClrType => type;

    public JsonTypeInfo Info => _info ??= ModelJsonContext.Default.GetTypeInfo(type)!;
}
