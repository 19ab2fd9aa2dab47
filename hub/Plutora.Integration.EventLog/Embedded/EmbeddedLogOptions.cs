using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Plutora.Integration.EventLog.Embedded;

/// <summary>How an embedded log is opened.</summary>
/// <param name="Path">The database file; made when missing, in a folder that exists. Beside it lie <c>-wal</c>, <c>-shm</c> and <c>.lock</c>.</param>
public sealed record EmbeddedLogOptions(string Path)
{
    /// <summary>The clock that stamps records and drives maintenance.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The largest value of a record in bytes; 25 MB (25,000,000) by default, at most 500 MB.</summary>
    public int MaxRecordBytes { get; init; } = 25_000_000;

    /// <summary>
    /// The largest size of the database file in bytes, from 1 MB; null, the default, leaves the limit to the disk. A write that would pass it is refused with
    /// <see cref="LogError.StorageFull"/>; retention makes room again, as the file's freed pages are used anew.
    /// </summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>How often retention and compaction run; every minute by default.</summary>
    public TimeSpan MaintenanceInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Opened to be copied, or as a copy: marks of a copy do not keep it from being opened, and nothing is maintained meanwhile.</summary>
    internal bool ForCopy { get; init; }

    /// <summary>Says what is wrong with the options, if something is.</summary>
    internal void Check()
    {
        if (MaxRecordBytes is < 1 or > 500_000_000)
            throw new LogException(LogError.Invalid, $"The event log's largest record is set to {MaxRecordBytes} bytes; give 1 to 500000000.");
        if (MaxFileBytes < 1_000_000)
            throw new LogException(LogError.Invalid, $"The event log's largest file is set to {MaxFileBytes} bytes; give 1000000 or more, or leave it out.");
        if (MaintenanceInterval < TimeSpan.FromMilliseconds(1) || MaintenanceInterval > TimeSpan.FromDays(1))
            throw new LogException(LogError.Invalid, $"The event log's maintenance interval is set to {MaintenanceInterval}; give 1 millisecond to 1 day.");
    }

    /// <summary>Where the log tells what it does.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
