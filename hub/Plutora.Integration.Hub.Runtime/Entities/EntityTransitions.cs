using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Model.CdEvents;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Shows an entity's history as CDEvents, whether or not the hub publishes them.</summary>
/// <param name="log">The event log.</param>
public sealed class EntityTransitions(IEventLog log)
{
    /// <summary>The transitions of an entity, oldest first.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="limit">How many of the newest to return.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<IReadOnlyList<EntityTransition>> ReadAsync(EntityId id, int limit, CancellationToken cancellationToken)
    {
        if (!CdEventsProjection.Entities.Contains(id.Entity, StringComparer.Ordinal))
        {
            return [];
        }

        var found = new Queue<EntityTransition>();
        Entity? before = null;
        await foreach (var record in EntityHistory.RecordsAsync(log, id, cancellationToken).ConfigureAwait(false))
        {
            var told = BinaryEvent.Read(record.Headers, record.Value!.Value);
            if (told.Data.Length == 0 || EntityTypes.Deserialize(id.Entity, told.Data.Span) is not { } current)
            {
                continue;
            }

            foreach (var transition in CdEventsProjection.Project(before, current, told))
            {
                found.Enqueue(new(transition.Type, told.EntityVersion, told.Time, transition.MissingField, transition.Event is { } made ? JsonElement.Parse(made.Json.Span) : null));
                if (found.Count > limit)
                {
                    found.Dequeue();
                }
            }

            before = told.Type.Change == EntityChange.Deleted ? null : current;
        }

        return [.. found];
    }
}

/// <summary>A transition of an entity as a CDEvent.</summary>
/// <param name="Type">Type of the CDEvent, such as <c>dev.cdevents.pipelinerun.finished.0.3.0</c>.</param>
/// <param name="Version">The <c>entityversion</c> that made it.</param>
/// <param name="Time">When it happened at the tool.</param>
/// <param name="Missing">The field that CDEvents requires and nobody says, so that there is no event; null otherwise.</param>
/// <param name="Event">The CDEvent; null where a field is missing.</param>
public sealed record EntityTransition(string Type, long Version, DateTimeOffset Time, string? Missing, JsonElement? Event);
