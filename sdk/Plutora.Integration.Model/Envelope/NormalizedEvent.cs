using System.Globalization;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Envelope;

/// <summary>A CloudEvent 1.0 that carries the state of an entity.</summary>
public sealed record NormalizedEvent
{
    /// <summary>The media type of the data.</summary>
    public const string DataContentType = "application/json";

    /// <summary>The event's id, a function of the entity's id and its version: see <see cref="EventId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The hub and instance that it comes from: see <see cref="SourceOf"/>.</summary>
    public required string Source { get; init; }

    /// <summary>Which entity, and whether it is there or gone.</summary>
    public required EventType Type { get; init; }

    /// <summary>The entity's id; in Kafka the record's key too.</summary>
    public required EntityId Subject { get; init; }

    /// <summary>When it happened, by the tool's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Raised by the owner with each published change; no number comes twice for an entity.</summary>
    public required long EntityVersion { get; init; }

    /// <summary>The version of the record that made the change, as its tool writes it; null where the tool tells none.</summary>
    public string? RecordVersion { get; init; }

    /// <summary>Which activation of the mapping was at work; null for a service's own entity.</summary>
    public long? MappingVersion { get; init; }

    /// <summary>Why it was published now.</summary>
    public required EventCause Cause { get; init; }

    /// <summary>When the hub received what made the change, by its own clock.</summary>
    public required DateTimeOffset ReceivedTime { get; init; }

    /// <summary>The W3C trace that it belongs to.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What ties it to others of one undertaking.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The id of the action that brought it about.</summary>
    public string? CausationId { get; init; }

    /// <summary><c>unknown</c> when it may or may not be the echo of an action that was open for too long; else null.</summary>
    public string? Echo { get; init; }

    /// <summary>The entity, as UTF-8 JSON; empty for a forgotten person.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The name of the JSON Schema that the data keeps to.</summary>
    public string DataSchema => Type.Schema;

    /// <summary>The id of the event that publishes this version of the entity: the same for the same, whoever publishes and how often.</summary>
    public static string EventId(EntityId entity, long version) => $"{entity}@{version.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The source of an instance's events, <c>/&lt;hub&gt;/&lt;instance&gt;</c>.</summary>
    /// <exception cref="ArgumentException">One of them is no valid name.</exception>
    public static string SourceOf(string hub, string instance)
    {
        if (!Names.IsValidId(hub)) throw new ArgumentException($"'{hub}' is no name of a hub: it must match {Names.Pattern}.", nameof(hub));
        if (!Names.IsValidId(instance)) throw new ArgumentException($"'{instance}' is no instance id: it must match {Names.Pattern}.", nameof(instance));
        return $"/{hub}/{instance}";
    }
}
