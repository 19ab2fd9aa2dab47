namespace Plutora.Integration.Sdk.Streams;

/// <summary>Why a stream is read.</summary>
public enum ReadMode
{
    /// <summary>What changed since the cursor; without a cursor, everything from <see cref="ReadRequest.Since"/> on.</summary>
    Incremental,

    /// <summary>Records older than the first incremental read, newest first where the tool allows, with a cursor of its own.</summary>
    Backfill,

    /// <summary>Every record there is, so that deletions can be inferred. Ends with pages whose <see cref="RecordPage.CompletedContainers"/> name what was read whole.</summary>
    FullScan,
}

/// <summary>Asks for the pages of one stream.</summary>
public sealed record ReadRequest
{
    /// <summary>Id of the stream.</summary>
    public required string Stream { get; init; }

    /// <summary>Why it is read.</summary>
    public ReadMode Mode { get; init; } = ReadMode.Incremental;

    /// <summary>Where the last stored page of this mode ended; null at the first read and after a reset.</summary>
    public Cursor? Cursor { get; init; }

    /// <summary>Lower bound by tool time for a read without a cursor; null means everything.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Upper bound by tool time of a backfill; null otherwise.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How far to go back behind the cursor (<see cref="StreamDescriptor.Overlap"/> or the instance's setting).</summary>
    public TimeSpan Overlap { get; init; }

    /// <summary>Records a page should hold at most; a page may hold fewer.</summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>Asks for one record as the tool has it now.</summary>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Container">The record's container, where it has one.</param>
public sealed record FetchRequest(string Stream, string Id, string? Container = null)
{
    /// <summary>
    /// The record as the hub has stored it, for tools whose addresses are made of more than the id, such as a number within a repository. Null where
    /// the hub has it no longer; paths that the instance drops are not in it.
    /// </summary>
    public ReadOnlyMemory<byte>? Known { get; init; }
}
