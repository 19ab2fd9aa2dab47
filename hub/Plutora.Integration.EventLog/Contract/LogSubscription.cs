namespace Plutora.Integration.EventLog;

/// <summary>What a member of a group asks for.</summary>
/// <param name="Group">The group's name, 1 to 249 characters.</param>
/// <param name="Topics">The topics; all members of a group give the same.</param>
/// <param name="Start">Where a new group begins; fixed durably when its first member joins, and without meaning afterwards. A topic made later begins at its first record.</param>
public sealed record LogSubscription(string Group, TopicFilter Topics, LogStart Start)
{
    /// <summary>At most this many bytes of values a batch, though always one record; 4 MiB by default.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;
}

/// <summary>Records delivered to a member of a group together. Engines derive their own.</summary>
public abstract class LogBatch
{
    /// <summary>The records, at least one, in order per partition.</summary>
    public abstract IReadOnlyList<LogRecord> Records { get; }
}

/// <summary>Where a group stands in one partition.</summary>
/// <param name="Group">The group.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="EndOffset">The offset that the next record will have, or more.</param>
/// <param name="AcknowledgedOffset">The offset behind what is acknowledged, or null when nothing is.</param>
/// <param name="Lag">Records not yet acknowledged; on a compacted topic an upper bound.</param>
public sealed record GroupLag(string Group, string Topic, int Partition, long EndOffset, long? AcknowledgedOffset, long Lag);
