namespace Plutora.Integration.EventLog;

/// <summary>What one page of reading asks for.</summary>
/// <param name="Topics">Which topics.</param>
/// <param name="From">Where to begin.</param>
public sealed record LogReadRequest(TopicFilter Topics, LogStart From)
{
    /// <summary>One partition only, or null for all.</summary>
    public int? Partition { get; init; }

    /// <summary>Only records of this key; null for all. The engine looks through the partition, so it costs time on a long one.</summary>
    public string? Key { get; init; }

    /// <summary>At most this many records; 500 by default.</summary>
    public int MaxRecords { get; init; } = 500;

    /// <summary>At most this many bytes of values, though always one record; 4 MiB by default.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long to wait for a first record; null returns at once.</summary>
    public TimeSpan? MaxWait { get; init; }
}

/// <summary>A page of records.</summary>
/// <param name="Records">In the order appended per partition; may be empty.</param>
/// <param name="Next">Where to read on; stands even when the page is empty.</param>
public sealed record LogPage(IReadOnlyList<LogRecord> Records, LogPosition Next);
