namespace Plutora.Integration.EventLog.Copying;

/// <summary>A log that is made as a copy, whatever its engine.</summary>
internal interface ICopyTarget : IAsyncDisposable
{
    /// <summary>The log, once it is open.</summary>
    IEventLog Log { get; }

    /// <summary>Where it is, as a person is told; the same at every run.</summary>
    string Place { get; }

    /// <summary>Its engine, or null for embedded.</summary>
    string? Engine { get; }

    /// <summary>Looks at what stands there before anything is written.</summary>
    /// <param name="source">Name of the source.</param>
    /// <param name="topics">The topics that the copy is to have.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="LogException">Something else stands there, each fault with its remedy; it was left as it was.</exception>
    Task<CopyStanding> LookAsync(string source, IReadOnlyCollection<TopicDefinition> topics, CancellationToken ct);

    /// <summary>Opens it, marked as a copy that is not complete where it is new.</summary>
    Task BeginAsync(ICopySource source, CancellationToken ct);

    /// <summary>Appends a batch and says how far the copy has come, all or nothing.</summary>
    Task CommitAsync(CopyBatch batch, CancellationToken ct);

    /// <summary>Where the records of a topic stand in the copy.</summary>
    /// <param name="source">The source.</param>
    /// <param name="topic">The topic, as the source has it.</param>
    /// <param name="partitionOf">The partition of the copy that a record of the source went to.</param>
    /// <param name="ct">Gives up.</param>
    Task<OffsetMap> MapAsync(ICopySource source, TopicDefinition topic, Func<LogRecord, int> partitionOf, CancellationToken ct);

    /// <summary>Makes a group that has acknowledged all before these offsets.</summary>
    Task PutGroupAsync(CopyGroup group, IReadOnlyDictionary<TopicPartition, long> next, CancellationToken ct);

    /// <summary>Marks it as a complete copy.</summary>
    Task FinishAsync(ICopySource source, CancellationToken ct);

    /// <summary>Deletes a copy that is not complete.</summary>
    Task DropAsync(string source, CancellationToken ct);
}

/// <summary>What stands where a copy is to be made.</summary>
internal enum CopyStanding
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A copy of the source that was cut off.</summary>
    Unfinished,

    /// <summary>A complete copy of the source.</summary>
    Complete,
}

/// <summary>What is written to a copy at once.</summary>
/// <param name="Place">How far it has come with it.</param>
/// <param name="Records">Records of one lane, in its order.</param>
/// <param name="State">Entries of state.</param>
internal sealed record CopyBatch(CopyPlace Place, IReadOnlyList<CopyRecord> Records, IReadOnlyList<CopyState> State);

/// <summary>A record on its way.</summary>
/// <param name="Record">As it was read.</param>
/// <param name="Ordinal">Its ordinal in its lane.</param>
/// <param name="Entry">As it is appended.</param>
internal sealed record CopyRecord(LogRecord Record, long Ordinal, LogEntry Entry);

/// <summary>An entry of state on its way.</summary>
/// <param name="Store">Its store.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="PartitionKey">Its partition key, where it is not the key.</param>
internal sealed record CopyState(string Store, string Key, ReadOnlyMemory<byte> Value, string? PartitionKey);
