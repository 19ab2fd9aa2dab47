using Plutora.Integration.Hub.Runtime.Records;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Why a change is told: <c>live</c>, <c>backfill</c> or <c>replay</c> (rule 20 of state).</summary>
public static class CauseRule
{
    /// <summary>Something happened at the tool after the instance was first added.</summary>
    public const string Live = "live";

    /// <summary>Something that is older than the instance.</summary>
    public const string Backfill = "backfill";

    /// <summary>Nothing happened but that the mapping changed.</summary>
    public const string Replay = "replay";

    /// <summary>The cause of a change that a record makes.</summary>
    /// <param name="record">The record.</param>
    /// <param name="instanceAddedAt">When its instance was first added.</param>
    public static string Of(RawRecord record, DateTimeOffset instanceAddedAt) => record.Record.Time is { } time
        ? time >= instanceAddedAt ? Live : Backfill
        : record.Origin is RecordOrigin.FirstRead or RecordOrigin.Backfill ? Backfill : Live;
}
