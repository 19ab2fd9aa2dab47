namespace Plutora.Integration.EventLog;

/// <summary>A log whose kept records can be rewritten, for what must not be kept any longer.</summary>
public interface ILogRewriter
{
    /// <summary>
    /// Rewrites kept records of the topics that match, for what must not be kept any longer: each is given to <paramref name="rewrite"/>, which says what becomes of it.
    /// Key, order and place of those that stay do not change. Records appended after the call may be left out.
    /// </summary>
    /// <remarks>
    /// An engine that changes records in place also clears what earlier writes, removals and state left in its storage; <see cref="RewriteOutcome.GoneBy"/> is then null.
    /// One that cannot appends the new value under the same key and partition, a tombstone for what is removed, and states the date by which compaction and
    /// retention have taken the former values. A failure midway leaves records rewritten up to there; calling again goes on.
    /// </remarks>
    /// <exception cref="LogException"><see cref="LogError.TopicUnknown"/>, <see cref="LogError.StorageFull"/>, <see cref="LogError.StorageFailed"/>.</exception>
    ValueTask<RewriteOutcome> RewriteAsync(TopicFilter topics, Func<LogRecord, RecordRewrite> rewrite, CancellationToken ct = default);
}
