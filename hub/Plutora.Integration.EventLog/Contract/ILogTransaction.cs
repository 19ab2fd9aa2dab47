namespace Plutora.Integration.EventLog;

/// <summary>Appends, state writes and (of a consumer's transaction) acknowledgements that commit together or not at all. Used by one caller at a time. Disposing it without a commit aborts it.</summary>
public interface ILogTransaction : IAsyncDisposable
{
    /// <summary>Adds an entry. It is checked by <see cref="CommitAsync"/>.</summary>
    void Append(LogEntry entry);

    /// <summary>The value of a key as this transaction sees it: its own writes, else what is committed.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct = default);

    /// <summary>Sets a key's value; null removes it. A key has one writer at a time by its owner's design; of two, the later commit stands.</summary>
    /// <param name="store">The store's name; it exists with its first write.</param>
    /// <param name="key">The key, unique in the store.</param>
    /// <param name="value">The value, or null. The bytes must not change before the commit.</param>
    /// <param name="partitionKey">What decides the partition on a partitioned engine, so that the state of one owner lies beside its records; by default the key. It must not change for a key.</param>
    void PutState(string store, string key, ReadOnlyMemory<byte>? value, string? partitionKey = null);

    /// <summary>Sets a key's value given as an array; null removes it.</summary>
    void PutState(string store, string key, byte[]? value, string? partitionKey = null) =>
        PutState(store, key, value is null ? (ReadOnlyMemory<byte>?)null : value, partitionKey);

    /// <summary>Commits. When it returns, all of it is on stable storage and visible; when it throws, none of it is.</summary>
    /// <returns>The position of each appended entry, in order.</returns>
    /// <exception cref="LogException"><see cref="LogError.Fenced"/>, and what <see cref="IEventLog.AppendAsync"/> throws.</exception>
    ValueTask<IReadOnlyList<LogPosition>> CommitAsync(CancellationToken ct = default);
}
