using Plutora.Integration.Model.CdEvents;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Tests.CdEvents;

/// <summary>Shorthand for projecting states, and for the entities that the tests project.</summary>
internal static class Projecting
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    public static readonly Reference Production = To("environment", "prod"), Shop = To("service", "shop"), Ada = To("person", "hmac-1"), Repo = To("repository", "1");

    public static Reference To(string entity, string key) => Reference.To(Id(entity, key));

    public static EntityId Id(string entity, string key) => new("tool", entity, key);

    public static NormalizedEvent Context(Entity entity, long version = 1, EntityChange change = EntityChange.Upserted) => new()
    {
        Id = NormalizedEvent.EventId(entity.Id, version),
        Source = "/hub/tool",
        Type = new EventType(entity.Id.Entity, change, 1),
        Subject = entity.Id,
        Time = Noon,
        EntityVersion = version,
        Cause = EventCause.Live,
        ReceivedTime = Noon.AddSeconds(1),
        CorrelationId = "chain",
        Data = EntityTypes.Serialize(entity),
    };

    public static IReadOnlyList<ProjectedTransition> Project(Entity? previous, Entity current, long version = 1) =>
        CdEventsProjection.Project(previous, current, Context(current, version));

    public static IReadOnlyList<ProjectedTransition> Delete(Entity current) => CdEventsProjection.Project(current, current, Context(current, 9, EntityChange.Deleted));

    /// <summary>The transitions in short: <c>change.merged</c>, or <c>change.merged lacks x</c>.</summary>
    public static string[] Names(IEnumerable<ProjectedTransition> transitions) => [.. transitions.Select(one =>
        string.Join('.', one.Type.Split('.')[2..4]) + (one.IsSkipped ? $" lacks {one.MissingField}" : ""))];
}
