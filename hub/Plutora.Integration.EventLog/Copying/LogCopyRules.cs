namespace Plutora.Integration.EventLog.Copying;

/// <summary>What a copy does with the log's content, for whoever knows what stands in it. By default everything is copied as it is.</summary>
public sealed record LogCopyRules
{
    /// <summary>Partitions of a topic in the copy; by default as many as it has.</summary>
    public Func<TopicDefinition, int> PartitionsOf { get; init; } = topic => topic.Partitions;

    /// <summary>The partition key by which a record was appended, asked where a topic gets another number of partitions; by default its key.</summary>
    public Func<LogRecord, string> PartitionKeyOf { get; init; } = record => record.Key;

    /// <summary>Whether the records of a topic that gets another number of partitions mean nothing in the copy, so that it is made empty. Every group must have read them.</summary>
    public Func<string, bool> IsSpent { get; init; } = _ => false;

    /// <summary>Whether a group is not carried over, however far it has read; it would begin anew in the copy.</summary>
    public Func<string, bool> LeavesGroup { get; init; } = _ => false;

    /// <summary>Whether a store of state means nothing in the copy.</summary>
    public Func<string, bool> LeavesOut { get; init; } = _ => false;

    /// <summary>The topic whose offsets a state entry holds, or null.</summary>
    public Func<string, StateEntry, string?> TopicOf { get; init; } = (_, _) => null;

    /// <summary>The value of such an entry with its offsets as they are in the copy; null leaves the entry out.</summary>
    public Func<string, StateEntry, OffsetMap, ReadOnlyMemory<byte>?> Translate { get; init; } = (_, entry, _) => entry.Value;

    /// <summary>Looks at the source before anything is copied; says what keeps it from being copied, or null.</summary>
    public Func<IEventLog, CancellationToken, ValueTask<string?>> Refuses { get; init; } = (_, _) => default;
}

/// <summary>How far a copy has come.</summary>
/// <param name="Stage">What it is at: <c>records</c>, <c>state</c>, <c>groups</c> or <c>done</c>.</param>
/// <param name="Records">Records copied.</param>
/// <param name="Of">Records there are, an upper bound.</param>
/// <param name="Entries">Entries of state copied.</param>
public sealed record LogCopyProgress(string Stage, long Records, long Of, long Entries);
