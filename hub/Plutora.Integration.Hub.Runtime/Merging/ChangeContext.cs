using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What makes a change; the event carries what it says. A change that no record of its own makes takes the one that completed it (rule 21 of state).</summary>
/// <param name="Stamp">Version and times of the record.</param>
/// <param name="MappingVersion">Activation that mapped it.</param>
/// <param name="Cause"><c>live</c>, <c>backfill</c> or <c>replay</c> (rule 20).</param>
/// <param name="TraceParent">W3C trace context, or null.</param>
public sealed record ChangeContext(RecordStamp Stamp, int MappingVersion, EventCause Cause, string? TraceParent)
{
    /// <summary>The record, <c>instance/stream/raw key</c>; null when none made the change.</summary>
    public string? Record { get; init; }

    /// <summary>Id of the action that brought it about; null when none is known to have.</summary>
    public string? CausationId { get; init; }

    /// <summary>True when it may or may not be the change of an action that was open for too long.</summary>
    public bool EchoUnknown { get; init; }

    /// <summary>When it happened: at the tool, as far as it says; else when the hub heard of it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset At => Stamp.Time ?? Stamp.Instant ?? Stamp.ReceivedAt;
}
