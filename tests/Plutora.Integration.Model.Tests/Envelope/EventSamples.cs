using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Tests.Envelope;

internal static class EventSamples
{
    public static readonly EntityId Entity = new("github-main", "pull-request", "PR_kwDO/1 ü");

    public static NormalizedEvent Full { get; } = new()
    {
        Id = NormalizedEvent.EventId(Entity, 1_764_000_000_123),
        Source = NormalizedEvent.SourceOf("hub", "github-main"),
        Type = new EventType("pull-request", EntityChange.Upserted, 1),
        Subject = Entity,
        Time = new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero),
        EntityVersion = 1_764_000_000_123,
        RecordVersion = "2026-01-31T09:30:00Z",
        MappingVersion = 7,
        Cause = EventCause.Backfill,
        ReceivedTime = new DateTimeOffset(2026, 1, 31, 9, 30, 2, 250, TimeSpan.Zero),
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        CorrelationId = "release 7",
        CausationId = "action-1",
        Echo = "unknown",
        Data = """{"id":"github-main/pull-request/PR_kwDO%2F1%20%C3%BC","state":"open","title":"größer \"quoted\""}"""u8.ToArray(),
    };

    public static NormalizedEvent Sparse { get; } = Full with
    {
        Type = new EventType("pull-request", EntityChange.Deleted, 1),
        Cause = EventCause.Live,
        RecordVersion = null,
        MappingVersion = null,
        TraceParent = null,
        CorrelationId = null,
        CausationId = null,
        Echo = null,
        Data = default,
    };

    public static void Same(NormalizedEvent expected, NormalizedEvent actual)
    {
        Assert.Equal(expected with { Data = default }, actual with { Data = default });
        Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
    }
}
