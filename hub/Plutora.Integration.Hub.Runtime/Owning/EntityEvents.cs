using System.Collections.Concurrent;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Writes normalized events in Kafka's binary binding of CloudEvents: attributes as <c>ce_</c> headers, the entity as value.</summary>
/// <param name="hub">Name of the hub, first part of the <c>source</c>.</param>
internal sealed class EntityEvents(string hub)
{
    /// <summary>Header that names the raw record which made a change.</summary>
    public const string RecordHeader = "record";

    private readonly ConcurrentDictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <summary>Appends one change to the entity's history and to its latest state.</summary>
    public void Append(OwnerBatch batch, EntityId id, string name, EntityDescriptor type, long version, bool deleted, ReadOnlyMemory<byte> entity, ChangeContext change)
    {
        var headers = Headers(id, type, version, deleted, entity, change);
        batch.Append(new LogEntry(type.Topic, name, entity, headers) { Time = change.At });
        batch.AppendLatest(new LogEntry(type.StateTopic, name, entity, headers) { Time = change.At });
        HubMetrics.Published(type.Name, change.Cause, deleted);
    }

    /// <summary>Appends a deletion that says nothing of what was deleted, and a tombstone behind it (rule 27 of state).</summary>
    public void AppendForgotten(OwnerBatch batch, EntityId id, EntityDescriptor type, long version, ChangeContext change)
    {
        var entity = EntityJson.Write(id, version, FieldSet.Empty).Json;
        foreach (var topic in (string[])[type.Topic, type.StateTopic])
        {
            batch.Append(new LogEntry(topic, id.ToString(), entity, Headers(id, type, version, deleted: true, entity, change)) { Time = change.At });
            batch.Append(new LogEntry(topic, id.ToString(), null) { Time = change.At });
        }

        HubMetrics.Published(type.Name, change.Cause, deleted: true);
    }

    private KeyValuePair<string, string>[] Headers(EntityId id, EntityDescriptor type, long version, bool deleted, ReadOnlyMemory<byte> entity, ChangeContext change)
    {
        var told = new NormalizedEvent
        {
            Id = NormalizedEvent.EventId(id, version),
            Source = _sources.GetOrAdd(id.Instance, static (instance, hub) => NormalizedEvent.SourceOf(hub, instance), hub),
            Type = new(type.Name, deleted ? EntityChange.Deleted : EntityChange.Upserted, type.Version),
            Subject = id,
            Time = change.At,
            EntityVersion = version,
            RecordVersion = change.Stamp.Version,
            // What no mapping made, a service's own among it, names none.
            MappingVersion = change.MappingVersion > 0 ? change.MappingVersion : null,
            Cause = change.Cause,
            ReceivedTime = change.Stamp.ReceivedAt,
            TraceParent = change.TraceParent,
            CausationId = change.CausationId,
            Echo = change.EchoUnknown ? "unknown" : null,
            Data = entity,
        };

        // The record is not an attribute of the event, but where it came from, for whoever looks at the hub itself.
        var headers = BinaryEvent.Headers(told);
        return change.Record is { } record ? [.. headers, new(RecordHeader, record)] : [.. headers];
    }
}
