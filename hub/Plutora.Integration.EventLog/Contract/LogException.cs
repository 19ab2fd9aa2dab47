namespace Plutora.Integration.EventLog;

/// <summary>What went wrong, for programs.</summary>
public enum LogError
{
    /// <summary>A topic exists with other settings than asked for.</summary>
    TopicDiffers,

    /// <summary>There is no such topic.</summary>
    TopicUnknown,

    /// <summary>A name or setting is outside what the log takes.</summary>
    Invalid,

    /// <summary>A record is larger than the log's limit.</summary>
    RecordTooLarge,

    /// <summary>A position belongs to another log, or is none. An API answers 410.</summary>
    ForeignPosition,

    /// <summary>A newer holder took over: of the transactional id, or of a partition.</summary>
    Fenced,

    /// <summary>The group has members, so it cannot be changed from outside.</summary>
    GroupActive,

    /// <summary>The storage is full. Nothing was stored; the log works again when there is space.</summary>
    StorageFull,

    /// <summary>The storage failed to read or write. Nothing was stored.</summary>
    StorageFailed,

    /// <summary>
    /// The storage did not say in time whether a commit was done. It is stored whole or not at all, and which is settled soon; whoever repeats it must be able to tell.
    /// Only an engine whose storage is another machine's throws it.
    /// </summary>
    OutcomeUnknown,

    /// <summary>Another process holds the log.</summary>
    InUse,

    /// <summary>The log was copied to another place, is being copied, or is a copy that is not complete: no hub may work on it.</summary>
    Moved,

    /// <summary>The storage was written by a newer version, or is no log.</summary>
    FormatUnknown,
}

/// <summary>A failure of the log, with a sentence for people and a <see cref="LogError"/> for programs.</summary>
public sealed class LogException : Exception
{
    /// <summary>Creates it.</summary>
    public LogException(LogError error, string message, Exception? inner = null) : base(message, inner) => Error = error;

    /// <summary>What went wrong.</summary>
    public LogError Error { get; }
}
