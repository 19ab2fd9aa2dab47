namespace Plutora.Integration.Sdk.Streams;

/// <summary>A page of records, with the cursor that is valid once the page is stored.</summary>
/// <param name="Records">The records; may be empty when the cursor moved without any.</param>
/// <param name="Cursor">Where to go on after this page; null when the stream keeps no place.</param>
public sealed record RecordPage(IReadOnlyList<SourceRecord> Records, Cursor? Cursor)
{
    /// <summary>What stood on the page and could not be read; each becomes a dead letter, stored together with the page.</summary>
    public IReadOnlyList<RecordFault> Faults { get; init; } = [];

    /// <summary>Containers that the tool told are gone; the hub takes every record that was last seen in one of them as deleted.</summary>
    public IReadOnlyList<string> RemovedContainers { get; init; } = [];

    /// <summary>How far the read has come, for people who wait; null when the tool does not tell.</summary>
    public ReadProgress? Progress { get; init; }

    /// <summary>In a full scan: containers of which every record has been told by now.</summary>
    public IReadOnlyList<string> CompletedContainers { get; init; } = [];

    /// <summary>When the request for this page was sent: it orders records without a version (rule 8). The hub's receipt time when null.</summary>
    public DateTimeOffset? SentAt { get; init; }
}

/// <summary>How far a read has come.</summary>
/// <param name="Done">Records told so far in this read.</param>
/// <param name="Total">Records expected in all; null when unknown.</param>
public sealed record ReadProgress(long Done, long? Total);
