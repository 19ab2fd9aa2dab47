namespace Plutora.Integration.EventLog;

/// <summary>
/// An event log: topics of keyed records in partitions, read by position or by group, written by atomic durable batches and transactions,
/// with keyed state that commits together with them. Order is kept per partition, and thereby per partition key. Readers see committed records only.
/// </summary>
/// <remarks>All members may be called concurrently. Failures that a caller can act on are <see cref="LogException"/>s with a <see cref="LogError"/>.</remarks>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>The unique name of this log, made when it was created. Every <see cref="LogPosition"/> carries it.</summary>
    string Name { get; }

    /// <summary>Creates the topic, or returns it when it exists with the same settings.</summary>
    /// <exception cref="LogException"><see cref="LogError.TopicDiffers"/>: it exists with other settings, and stays as it was.</exception>
    ValueTask<TopicInfo> EnsureTopicAsync(TopicDefinition topic, CancellationToken ct = default);

    /// <summary>All topics, ordered by name.</summary>
    ValueTask<IReadOnlyList<TopicInfo>> TopicsAsync(CancellationToken ct = default);

    /// <summary>Replaces a topic's retention. Records are deleted by the new rule from the next maintenance on.</summary>
    /// <exception cref="LogException"><see cref="LogError.TopicUnknown"/>.</exception>
    ValueTask<TopicInfo> UpdateRetentionAsync(string topic, TopicRetention retention, CancellationToken ct = default);

    /// <summary>Deletes a topic with its records and what groups acknowledged of it. A topic made anew under the name starts empty.</summary>
    /// <exception cref="LogException"><see cref="LogError.TopicUnknown"/>.</exception>
    ValueTask DeleteTopicAsync(string topic, CancellationToken ct = default);

    /// <summary>Appends a batch atomically. When it returns, the batch is on stable storage; when it throws, nothing of it is stored.</summary>
    /// <returns>The position of each entry, in the order given.</returns>
    /// <remarks>Cancelling before the engine takes the batch withdraws it; afterwards the outcome is awaited.</remarks>
    /// <exception cref="LogException"><see cref="LogError.TopicUnknown"/>, <see cref="LogError.RecordTooLarge"/>, <see cref="LogError.StorageFull"/>, <see cref="LogError.StorageFailed"/>.</exception>
    ValueTask<IReadOnlyList<LogPosition>> AppendAsync(IReadOnlyList<LogEntry> batch, CancellationToken ct = default);

    /// <summary>Reads one page. With <see cref="LogReadRequest.MaxWait"/> it waits that long for a first record; it may return an empty page, whose <see cref="LogPage.Next"/> stands.</summary>
    /// <exception cref="LogException"><see cref="LogError.ForeignPosition"/>, <see cref="LogError.TopicUnknown"/> (an exact topic that does not exist).</exception>
    ValueTask<LogPage> ReadAsync(LogReadRequest request, CancellationToken ct = default);

    /// <summary>One record by its place, or null when it is not kept (any more).</summary>
    /// <exception cref="LogException"><see cref="LogError.TopicUnknown"/>.</exception>
    ValueTask<LogRecord?> FindAsync(TopicPartition partition, long offset, CancellationToken ct = default);

    /// <summary>Joins a group. Its members share the partitions of the topics that its filter matches; topics made later are picked up.</summary>
    ValueTask<ILogConsumer> SubscribeAsync(LogSubscription subscription, CancellationToken ct = default);

    /// <summary>Begins a producer's transaction. A later holder of the same <paramref name="transactionalId"/> fences this one: its commit then fails with <see cref="LogError.Fenced"/>.</summary>
    ValueTask<ILogTransaction> BeginAsync(string transactionalId, CancellationToken ct = default);

    /// <summary>Begins a transaction without a producer of its own: nobody fences it, and those who commit at a time share the cost of one. For work that any process may do, and that reads nothing it then changes.</summary>
    /// <remarks>What it reads of the state knows what became of this process's earlier commits, also where one ended with <see cref="LogError.OutcomeUnknown"/>: who repeats it looks here whether it was done.</remarks>
    ValueTask<ILogTransaction> BeginAsync(CancellationToken ct);

    /// <summary>The committed value of a key, or null.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct = default);

    /// <summary>Committed entries whose key begins with <paramref name="keyPrefix"/>, in the ordinal order of the keys' UTF-8, after <paramref name="afterKey"/> when given. Not one snapshot: what commits meanwhile may or may not be seen.</summary>
    IAsyncEnumerable<StateEntry> ScanStateAsync(string store, string keyPrefix = "", string? afterKey = null, CancellationToken ct = default);

    /// <summary>Where groups stand, by group, topic and partition; of one group when named.</summary>
    ValueTask<IReadOnlyList<GroupLag>> LagAsync(string? group = null, CancellationToken ct = default);

    /// <summary>Sets what a group has acknowledged of the topics that match. The group must have no members.</summary>
    /// <exception cref="LogException"><see cref="LogError.GroupActive"/>, <see cref="LogError.ForeignPosition"/>.</exception>
    ValueTask ResetGroupAsync(string group, TopicFilter topics, LogStart start, CancellationToken ct = default);
}
