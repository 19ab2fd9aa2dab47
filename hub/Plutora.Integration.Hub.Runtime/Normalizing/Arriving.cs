using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>A raw record on its way through guard and mapping.</summary>
/// <param name="Raw">The record.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Order">Place of the stream in its connector's order.</param>
/// <param name="Key">Under which its contributions are kept, <c>instance/stream/raw key</c>.</param>
/// <param name="Offset">Its place in its partition of the raw topic.</param>
/// <param name="Stamp">What orders it among its versions.</param>
/// <param name="Hash">Hash of its bytes.</param>
internal sealed record Arriving(RawRecord Raw, StreamDescriptor Stream, int Order, string Key, long Offset, RecordStamp Stamp, string Hash)
{
    /// <summary>Where it comes from, <c>instance/stream</c>.</summary>
    public string Source { get; } = $"{Raw.Instance}/{Raw.Record.Stream}";

    /// <summary>Of a partial stream: under which the record as a whole is kept, whatever its shape; a deletion comes under it. Null for whole records.</summary>
    public string? Parent { get; } = Stream.Partial ? $"{Raw.Instance}/{Raw.Record.Stream}/{Raw.Record.Id}" : null;

    /// <summary>How the tool is asked for it again; null where it cannot be.</summary>
    public FetchRequest? Refetch { get; } = Stream.CanFetch ? new(Raw.Record.Stream, Raw.Record.Id, Raw.Record.Container) : null;

    /// <summary>True when it is the tool's answer to a tie.</summary>
    public bool Fetched => Raw.Origin == RecordOrigin.Fetch;
}
