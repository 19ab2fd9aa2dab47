namespace Plutora.Integration.EventLog.Copying;

/// <summary>A log that is copied from, whatever its engine. No hub works on it meanwhile.</summary>
/// <remarks>
/// Its records are read lane by lane; within a lane they have ordinals from 1, and each partition's order is kept. A position of the log says, of each lane, up to which ordinal it was read.
/// </remarks>
internal interface ICopySource : IAsyncDisposable
{
    /// <summary>The log.</summary>
    IEventLog Log { get; }

    /// <summary>Where it is, as a person is told.</summary>
    string Place { get; }

    /// <summary>The mark that it bears.</summary>
    Task<MovedMark?> MovedAsync(CancellationToken ct);

    /// <summary>Sets or takes off that mark.</summary>
    Task MarkAsync(MovedMark? mark, CancellationToken ct);

    /// <summary>Makes sure that nobody works on it.</summary>
    /// <exception cref="LogException"><see cref="LogError.InUse"/>.</exception>
    Task AloneAsync(CancellationToken ct);

    /// <summary>Its lanes, in the order in which they are copied.</summary>
    IReadOnlyList<string> Lanes(IReadOnlyList<TopicDefinition> topics);

    /// <summary>Reads on in a lane behind an ordinal; no record means that it is through.</summary>
    Task<CopyPage> ReadAsync(string lane, long after, int maxRecords, CancellationToken ct);

    /// <summary>Names of the stores of state that hold something, in ordinal order.</summary>
    IReadOnlyList<string> Stores();

    /// <summary>Groups that have read of it.</summary>
    Task<IReadOnlyList<CopyGroup>> GroupsAsync(CancellationToken ct);

    /// <summary>Records of some topics that a group has still to read; none exactly when it has read them to their end.</summary>
    Task<long> BehindAsync(CopyGroup group, IReadOnlyList<TopicInfo> topics, CancellationToken ct);
}

/// <summary>Records of a lane.</summary>
/// <param name="Records">The records.</param>
/// <param name="Ordinals">The ordinal of each.</param>
/// <param name="After">The ordinal behind which the next page begins.</param>
internal sealed record CopyPage(IReadOnlyList<LogRecord> Records, IReadOnlyList<long> Ordinals, long After);

/// <summary>A group that has read of the source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Filter">The topics that it reads; null for one that the log does not know, which reads by its storage's own protocol.</param>
/// <param name="Acknowledged">The next offset to be read, of each partition of which it acknowledged anything.</param>
internal sealed record CopyGroup(string Name, TopicFilter? Filter, IReadOnlyDictionary<TopicPartition, long> Acknowledged)
{
    /// <summary>Whether it reads a topic.</summary>
    public bool Reads(string topic) => Filter?.Matches(topic) ?? Acknowledged.Keys.Any(partition => partition.Topic == topic);
}
