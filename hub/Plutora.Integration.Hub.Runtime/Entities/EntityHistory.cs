using System.Runtime.CompilerServices;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Reads what was published of an entity: each version with what changed, from which record, by which mapping.</summary>
public sealed class EntityHistory(IEventLog log)
{
    private static readonly HashSet<string> Counters = ["entityVersion"];

    /// <summary>The versions of an entity, oldest first.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="limit">How many of the newest to return.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<IReadOnlyList<EntityVersion>> ReadAsync(EntityId id, int limit, CancellationToken cancellationToken)
    {
        var versions = new Queue<EntityVersion>();
        JsonElement? before = null;
        await foreach (var record in RecordsAsync(log, id, cancellationToken).ConfigureAwait(false))
        {
            var told = BinaryEvent.Read(record.Headers, record.Value!.Value);
            var entity = told.Data.Length == 0 ? (JsonElement?)null : JsonElement.Parse(told.Data.Span);
            versions.Enqueue(new(
                told.Id, told.EntityVersion, told.Type.Change == EntityChange.Deleted, told.Time, told.ReceivedTime, told.Cause, told.RecordVersion, told.MappingVersion, record.Header(EntityEvents.RecordHeader),
                Differences(before, entity)));
            before = entity;
            if (versions.Count > limit)
            {
                versions.Dequeue();
            }
        }

        return [.. versions];
    }

    /// <summary>The events of an entity, oldest first.</summary>
    internal static async IAsyncEnumerable<LogRecord> RecordsAsync(IEventLog log, EntityId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var topic = EntityTypes.Get(id.Entity).Topic;
        var partitions = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == topic).Definition.Partitions;
        var request = new LogReadRequest(TopicFilter.Exact(topic), LogStart.Earliest) { Partition = Partitioner.PartitionOf(id.ToString(), partitions), Key = id.ToString() };
        while (true)
        {
            var page = await log.ReadAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Records.Where(r => r.Value is not null))
            {
                yield return record;
            }

            if (page.Records.Count == 0)
            {
                yield break;
            }

            request = request with { From = LogStart.After(page.Next) };
        }
    }

    private static List<FieldDifference> Differences(JsonElement? before, JsonElement? after)
    {
        var names = Names(before).Union(Names(after), StringComparer.Ordinal).Where(n => !Counters.Contains(n));
        return
        [
            .. from name in names
               let old = Value(before, name)
               let now = Value(after, name)
               where old is null || now is null || !JsonElement.DeepEquals(old.Value, now.Value)
               select new FieldDifference(name, old, now),
        ];
    }

    private static IEnumerable<string> Names(JsonElement? entity) => entity is { } e ? e.EnumerateObject().Select(m => m.Name) : [];

    private static JsonElement? Value(JsonElement? entity, string name) => entity is { } e && e.TryGetProperty(name, out var value) ? value : null;
}

/// <summary>One published version of an entity.</summary>
/// <param name="EventId">Id of its event.</param>
/// <param name="Version">Its <c>entityversion</c>.</param>
/// <param name="Deleted">Whether it says that the entity is gone.</param>
/// <param name="Time">When it happened at the tool.</param>
/// <param name="ReceivedTime">When the hub received what made the change.</param>
/// <param name="Cause">Why it was published then.</param>
/// <param name="RecordVersion">Version of the record that made the change.</param>
/// <param name="MappingVersion">Activation that mapped it.</param>
/// <param name="Record">The raw record, <c>instance/stream/raw key</c>; null when none made the change.</param>
/// <param name="Changes">The fields that changed.</param>
public sealed record EntityVersion(
    string EventId, long Version, bool Deleted, DateTimeOffset Time, DateTimeOffset ReceivedTime, EventCause Cause, string? RecordVersion, long? MappingVersion, string? Record, IReadOnlyList<FieldDifference> Changes);

/// <summary>A field that changed from one version to the next.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Before">Its value before; null when there was none.</param>
/// <param name="After">Its value after; null when there is none any more.</param>
public sealed record FieldDifference(string Field, JsonElement? Before, JsonElement? After);
