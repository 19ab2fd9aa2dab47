using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Polling;

/// <summary>Reads one stream once: page by page, each stored with its cursor before the next is asked for.</summary>
public sealed class StreamPoller(RawWriter writer, TimeProvider time)
{
    /// <summary>Reads until the connector has nothing more.</summary>
    /// <param name="definition">The instance.</param>
    /// <param name="connector">The opened connector.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="mode">Why it is read.</param>
    /// <param name="progress">Told after each stored page.</param>
    /// <param name="cancellationToken">Ends the read; stored pages stay.</param>
    public async Task ReadAsync(
        InstanceDefinition definition, ConnectorInstance connector, StreamDescriptor stream, ReadMode mode, Action<PageStored> progress, CancellationToken cancellationToken)
    {
        var cursor = await writer.CursorAsync(definition.Id, stream.Id, mode, cancellationToken).ConfigureAwait(false);
        var origin = Origin(mode, cursor);
        var request = new ReadRequest
        {
            Stream = stream.Id,
            Mode = mode,
            Cursor = cursor,
            Since = mode == ReadMode.Incremental ? definition.Since : null,
            Until = mode == ReadMode.Backfill ? definition.Since : null,
            Overlap = stream.Overlap,
        };
        var sentAt = time.GetUtcNow();
        var loop = new LoopGuard();
        await foreach (var page in connector.ReadAsync(request, cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            loop.Check(page, stream.Id);
            var receivedAt = time.GetUtcNow();
            var records = page.Records.Select(r => new RawRecord(definition.Id, r, origin, receivedAt, page.SentAt ?? sentAt, null, null) { Partial = stream.Partial }).ToList();
            var faults = page.Faults.Select(f => DeadLetterLog.Of(definition.Id, f, "read", receivedAt)).ToList();
            var stored = await writer.StoreAsync(
                $"{definition.Id}.{stream.Id}", records, faults, page.Cursor is null ? null : StoredCursor.Of(definition.Id, stream.Id, mode, page.Cursor), cancellationToken).ConfigureAwait(false);
            progress(new(records.Count, stored, page.Progress?.Total));
            sentAt = time.GetUtcNow();
        }
    }

    private static RecordOrigin Origin(ReadMode mode, Cursor? cursor) => mode switch
    {
        ReadMode.Backfill => RecordOrigin.Backfill,
        ReadMode.FullScan => RecordOrigin.Scan,
        _ => cursor is null ? RecordOrigin.FirstRead : RecordOrigin.Poll,
    };
}

/// <summary>A page was stored.</summary>
/// <param name="Read">Records on the page.</param>
/// <param name="Stored">Of these, new or changed ones.</param>
/// <param name="Total">Records expected in all, where the tool tells.</param>
public sealed record PageStored(int Read, int Stored, long? Total);
