namespace Plutora.Integration.EventLog;

/// <summary>
/// A member of a group. It is used by one caller at a time. Disposing it leaves the group: what it read and did not acknowledge goes to the other members,
/// or to whoever joins next.
/// </summary>
public interface ILogConsumer : IAsyncDisposable
{
    /// <summary>The group.</summary>
    string Group { get; }

    /// <summary>
    /// Waits for at least one record in the partitions assigned to this member and returns up to <paramref name="maxRecords"/> of them, in order per partition.
    /// What it returned is not returned to this member again, unless it rewinds, seeks or aborts.
    /// </summary>
    ValueTask<LogBatch> ReadAsync(int maxRecords, CancellationToken ct = default);

    /// <summary>As <see cref="ReadAsync"/>, but returns null where nothing waits now.</summary>
    ValueTask<LogBatch?> TryReadAsync(int maxRecords, CancellationToken ct = default);

    /// <summary>The partitions assigned to this member now. Those of one number in topics with equally many partitions are always assigned together.</summary>
    IReadOnlyList<TopicPartition> Assigned { get; }

    /// <summary>Acknowledges the batch durably, and with it all that lies before it in its partitions.</summary>
    /// <exception cref="LogException"><see cref="LogError.Fenced"/>: a partition of the batch was taken over by another member, or this one has rewound since. Nothing is acknowledged.</exception>
    ValueTask AcknowledgeAsync(LogBatch batch, CancellationToken ct = default);

    /// <summary>Begins a transaction whose commit also acknowledges <paramref name="consumed"/>. When it is aborted, the batch (and what was read after it in its partitions) is delivered again.</summary>
    ValueTask<ILogTransaction> BeginAsync(LogBatch consumed, CancellationToken ct = default);

    /// <summary>Begins a transaction that acknowledges nothing, for work on partitions that this member holds. It cannot be committed once another member holds one of them.</summary>
    /// <exception cref="LogException"><see cref="LogError.Fenced"/>, here or at the commit: a partition is not this member's (any more).</exception>
    ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<TopicPartition> held, CancellationToken ct = default);

    /// <summary>Returns to what the group has acknowledged: everything delivered since is delivered again, and batches in flight can no longer be acknowledged.</summary>
    ValueTask RewindAsync(CancellationToken ct = default);

    /// <summary>Moves the partitions assigned to this member to <paramref name="start"/>, durably, as if all before it had been acknowledged and nothing after it.</summary>
    /// <exception cref="LogException"><see cref="LogError.ForeignPosition"/>.</exception>
    ValueTask SeekAsync(LogStart start, CancellationToken ct = default);
}
