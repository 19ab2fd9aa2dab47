using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.Links;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Client.Publishing;

/// <summary>What a service says of one of its own entities: that it is so now, whole, or that it is gone.</summary>
/// <remarks>
/// The id is made once, with the event: an event that is sent again is the same and has its effect once. Of two events of one entity the one with the greater
/// <c>recordversion</c> stands, whichever comes first.
/// </remarks>
public sealed record ServiceEvent
{
    private ServiceEvent(string? id, string subject, string body) => (Id, Subject, Body) = (id!, subject, body);

    /// <summary>The event's id, at most 200 characters.</summary>
    public string Id { get; }

    /// <summary>What it is about, for people: the id of the entity, or a link's relation and ends.</summary>
    public string Subject { get; }

    /// <summary>The event as a CloudEvent in JSON, as it is sent.</summary>
    public string Body { get; }

    /// <summary>An entity as it is now.</summary>
    /// <param name="entity">The whole entity; its instance is the service's own. What it leaves out is not so any more.</param>
    /// <param name="recordVersion">The entity's version at the service; it grows with each change.</param>
    /// <param name="time">When the change happened at the service.</param>
    /// <param name="id">Id of the event; a new one by default.</param>
    /// <exception cref="ArgumentException">The entity is a link, which <see cref="LinkStated"/> is for.</exception>
    public static ServiceEvent Upserted(Entity entity, long recordVersion, DateTimeOffset time, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return entity is Link
            ? throw new ArgumentException($"A link's id follows from what it says; state it with {nameof(LinkStated)}.", nameof(entity))
            : Of(entity.Id.Instance, entity.Id.Entity, entity.Id, EntityChange.Upserted, recordVersion, time, EntityTypes.Serialize(entity), id, entity.Id.ToString());
    }

    /// <summary>An entity that is gone.</summary>
    /// <param name="entity">Its id.</param>
    /// <param name="recordVersion">Its version at the service, greater than that of the last change.</param>
    /// <param name="time">When it went.</param>
    /// <param name="id">Id of the event; a new one by default.</param>
    public static ServiceEvent Deleted(EntityId entity, long recordVersion, DateTimeOffset time, string? id = null) =>
        Of(entity.Instance, entity.Entity, entity, EntityChange.Deleted, recordVersion, time, null, id, entity.ToString());

    /// <summary>A link that the service states.</summary>
    /// <param name="instance">The service's own instance.</param>
    /// <param name="relation">How the first relates to the second.</param>
    /// <param name="from">The first end.</param>
    /// <param name="to">The second end.</param>
    /// <param name="recordVersion">Version of what the link says; it grows when it is stated and withdrawn in turn.</param>
    /// <param name="time">When it came to be.</param>
    /// <param name="id">Id of the event; a new one by default.</param>
    public static ServiceEvent LinkStated(string instance, LinkRelation relation, Reference from, Reference to, long recordVersion, DateTimeOffset time, string? id = null) =>
        OfLink(instance, relation, from, to, EntityChange.Upserted, recordVersion, time, id);

    /// <summary>A link that the service stated and takes back.</summary>
    /// <inheritdoc cref="LinkStated"/>
    public static ServiceEvent LinkWithdrawn(string instance, LinkRelation relation, Reference from, Reference to, long recordVersion, DateTimeOffset time, string? id = null) =>
        OfLink(instance, relation, from, to, EntityChange.Deleted, recordVersion, time, id);

    private static ServiceEvent OfLink(string instance, LinkRelation relation, Reference from, Reference to, EntityChange change, long recordVersion, DateTimeOffset time, string? id)
    {
        // The id is the hub's to set, whatever stands there meanwhile.
        var link = JsonSerializer.SerializeToElement(new Link { Id = new(instance, "link", "new"), Relation = relation, From = from, To = to }, EntityTypes.JsonTypeInfo<Link>());
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in link.EnumerateObject().Where(m => m.Name is "relation" or "from" or "to"))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Of(instance, "link", null, change, recordVersion, time, buffer.WrittenSpan.ToArray(), id, $"{link.GetProperty("relation").GetString()} from {from} to {to}");
    }

    private static ServiceEvent Of(
        string instance, string entity, EntityId? subject, EntityChange change, long recordVersion, DateTimeOffset time, byte[]? data, string? id, string told)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(recordVersion);
        id ??= Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        if (id.Length is 0 or > 200)
        {
            throw new ArgumentException("The id of an event has 1 to 200 characters.", nameof(id));
        }

        var type = new EventType(entity, change, EntityTypes.Get(entity).Version);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", id);
            writer.WriteString("source", "/" + instance);
            writer.WriteString("type", type.ToString());
            if (subject is { } known)
            {
                writer.WriteString("subject", known.ToString());
            }

            writer.WriteString("time", time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
            writer.WriteString("recordversion", recordVersion.ToString(CultureInfo.InvariantCulture));
            if (data is not null)
            {
                writer.WriteString("datacontenttype", NormalizedEvent.DataContentType);
                writer.WritePropertyName("data");
                writer.WriteRawValue(data, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return new(id, told, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
