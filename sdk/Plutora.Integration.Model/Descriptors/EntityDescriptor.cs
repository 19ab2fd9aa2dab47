using System.Collections.Frozen;

namespace Plutora.Integration.Model.Descriptors;

/// <summary>One entity of the common data model: what mapping, merge and validation need to know of it.</summary>
/// <param name="Name">Its name, such as <c>pull-request</c>.</param>
/// <param name="Version">The version of its schema.</param>
/// <param name="ClrType">The record type that it is.</param>
/// <param name="Stage">The stage of delivery it belongs to.</param>
/// <param name="IsOccurrence">Whether it happens once and is kept for a time only.</param>
/// <param name="Fields">Its fields, in the order in which they are written.</param>
public sealed record EntityDescriptor(string Name, int Version, Type ClrType, string Stage, bool IsOccurrence, IReadOnlyList<FieldDescriptor> Fields)
{
    private readonly Lazy<FrozenDictionary<string, FieldDescriptor>> _byName = new(() => Fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal));

    /// <summary>The topic of every change to it, <c>cdm.&lt;name&gt;.v&lt;N&gt;</c>.</summary>
    public string Topic { get; } = $"cdm.{Name}.v{Version}";

    /// <summary>The compacted topic of its latest state, <c>state.&lt;name&gt;.v&lt;N&gt;</c>.</summary>
    public string StateTopic { get; } = $"state.{Name}.v{Version}";

    /// <summary>The name of its JSON Schema, <c>urn:plutora:cdm:&lt;name&gt;:&lt;N&gt;</c>.</summary>
    public string Schema { get; } = $"urn:plutora:cdm:{Name}:{Version}";

    /// <summary>The field with this name, or null.</summary>
    public FieldDescriptor? Field(string name) => _byName.Value.GetValueOrDefault(name);
}
