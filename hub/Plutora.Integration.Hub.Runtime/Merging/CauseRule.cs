using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Why a change is told (rule 20 of state).</summary>
public static class CauseRule
{
    /// <summary>The cause of a change that a record makes: what happened at the tool before the instance was added is backfill.</summary>
    /// <param name="record">The record.</param>
    /// <param name="instanceAddedAt">When its instance was first added.</param>
    public static EventCause Of(RawRecord record, DateTimeOffset instanceAddedAt) => record.Record.Time is { } time
        ? time >= instanceAddedAt ? EventCause.Live : EventCause.Backfill
        // An inferred deletion is live, at its scan's start.
        : record.Origin is RecordOrigin.FirstRead or RecordOrigin.Backfill ? EventCause.Backfill : EventCause.Live;
}
