using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Tests.Hubs;

/// <summary>Normalized events as a hub publishes them.</summary>
internal static class Events
{
    private static readonly DateTimeOffset At = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static NormalizedEvent PullRequest(string instance, string key, long version, string title = "Say hello", EntityChange change = EntityChange.Upserted)
    {
        var id = new EntityId(instance, "pull-request", key);
        return Of(new PullRequest { Id = id, EntityVersion = version, Title = title, Number = 7, State = PullRequestState.Open }, version, change);
    }

    public static NormalizedEvent Of(Entity entity, long version, EntityChange change = EntityChange.Upserted) => new()
    {
        Id = NormalizedEvent.EventId(entity.Id, version),
        Source = NormalizedEvent.SourceOf("hub", entity.Id.Instance),
        Type = new(entity.Id.Entity, change, 1),
        Subject = entity.Id,
        Time = At,
        EntityVersion = version,
        Cause = EventCause.Live,
        ReceivedTime = At,
        Data = EntityTypes.Serialize(entity),
    };
}
