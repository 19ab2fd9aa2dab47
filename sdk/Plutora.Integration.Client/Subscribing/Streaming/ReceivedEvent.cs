using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>An event as it came.</summary>
/// <param name="Position">Position after it: where to go on. Opaque.</param>
/// <param name="Event">The event; null when only the position moved, since nothing between was within the key's scope.</param>
/// <param name="Json">The CloudEvent as JSON, as sent; empty when only the position moved.</param>
public sealed record ReceivedEvent(string Position, NormalizedEvent? Event, ReadOnlyMemory<byte> Json)
{
    /// <summary>The entity as its type of the common data model; null when only the position moved, for a forgotten person, and for an entity or a version that this client does not know.</summary>
    /// <exception cref="System.Text.Json.JsonException">The data does not keep to the model.</exception>
    public Entity? ReadEntity() =>
        Event is { Data.IsEmpty: false } told && EntityTypes.TryGet(told.Type.Entity, out var type) && type.Version == told.Type.Version
            ? EntityTypes.Deserialize(type.Name, told.Data.Span)
            : null;
}
