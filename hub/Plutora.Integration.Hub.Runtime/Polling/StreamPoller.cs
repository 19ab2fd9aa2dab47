using System.Diagnostics;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Polling;

/// <summary>Reads one stream once: page by page, each stored with its cursor before the next is asked for.</summary>
public sealed class StreamPoller(IEventLog log, RawWriter writer, ScanJudge scans, RemovedContainers containers, TimeProvider time)
{
    private const string CompleteStore = "reads";

    /// <summary>Reads until the connector has nothing more.</summary>
    /// <param name="definition">The instance.</param>
    /// <param name="connector">The opened connector.</param>
    /// <param name="descriptor">What it can do.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="mode">Why it is read.</param>
    /// <param name="progress">Told after each stored page.</param>
    /// <param name="cancellationToken">Ends the read; stored pages stay.</param>
    public async Task ReadAsync(
        InstanceDefinition definition, ConnectorInstance connector, ConnectorDescriptor descriptor, StreamDescriptor stream, ReadMode mode, Action<PageStored> progress, CancellationToken cancellationToken)
    {
        using var activity = HubMetrics.Activities.StartActivity("read", ActivityKind.Client);
        activity?.SetTag("plutora.instance", definition.Id).SetTag("plutora.stream", stream.Id);
        var cursor = await writer.CursorAsync(definition.Id, stream.Id, mode, cancellationToken).ConfigureAwait(false);
        var origin = await OriginAsync(definition.Id, stream.Id, mode, cancellationToken).ConfigureAwait(false);
        var scan = stream.CanScan ? await ScanAsync(definition.Id, stream.Id, mode, cursor, cancellationToken).ConfigureAwait(false) : new();
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
            scan = scan with { Completed = [.. scan.Completed.Union(page.CompletedContainers, StringComparer.Ordinal)] };
            var toStore = new PageToStore(definition.Id, stream.Id)
            {
                Records = [.. page.Records.Select(r => new RawRecord(definition.Id, r, origin, receivedAt, page.SentAt ?? sentAt, null, activity?.Id) { Partial = stream.Partial, Era = definition.Resets })],
                Faults = [.. page.Faults.Select(f => DeadLetterLog.Of(definition.Id, f, "read", receivedAt))],
                Cursor = page.Cursor is null ? null : StoredCursor.Of(definition.Id, stream.Id, mode, page.Cursor),
                ScanStartedAt = scan.StartedAt,
                Also = transaction =>
                {
                    RemovedContainers.Put(transaction, definition.Id, page.RemovedContainers, receivedAt);
                    if (mode == ReadMode.FullScan)
                    {
                        ScanJudge.Put(transaction, definition.Id, stream.Id, scan);
                    }
                },
            };
            var stored = await writer.StoreAsync(toStore, cancellationToken).ConfigureAwait(false);
            progress(new(page.Records.Count, stored, page.Progress?.Total, page.Cursor is not null));
            if (page.RemovedContainers.Count > 0)
            {
                await containers.DeleteAsync(definition, descriptor, cancellationToken).ConfigureAwait(false);
            }

            sentAt = time.GetUtcNow();
        }

        await EndAsync(definition, stream, mode, origin, scan, cancellationToken).ConfigureAwait(false);
    }

    private async Task EndAsync(InstanceDefinition definition, StreamDescriptor stream, ReadMode mode, RecordOrigin origin, ScanState scan, CancellationToken cancellationToken)
    {
        if (mode == ReadMode.FullScan)
        {
            await scans.JudgeAsync(definition, stream, scan, cancellationToken).ConfigureAwait(false);
        }
        else if (origin == RecordOrigin.FirstRead)
        {
            await writer.StoreAsync(new(definition.Id, stream.Id) { Also = t => t.PutState(CompleteStore, $"{definition.Id}/{stream.Id}", "1"u8.ToArray()) }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ScanState> ScanAsync(string instance, string stream, ReadMode mode, Cursor? cursor, CancellationToken cancellationToken)
    {
        var scan = await scans.FindAsync(instance, stream, cancellationToken).ConfigureAwait(false);

        // To the millisecond, as the index keeps it: what this scan's first request tells must not count as seen before it.
        return mode != ReadMode.FullScan || (scan.StartedAt is not null && cursor is not null)
            ? scan
            : scan with { StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), Completed = [] };
    }

    // The first read lasts until it is complete, however often it was interrupted: what it tells without a time is backfill (rule 20).
    private async Task<RecordOrigin> OriginAsync(string instance, string stream, ReadMode mode, CancellationToken cancellationToken) => mode switch
    {
        ReadMode.Backfill => RecordOrigin.Backfill,
        ReadMode.FullScan => RecordOrigin.Scan,
        _ => await log.GetStateAsync(CompleteStore, $"{instance}/{stream}", cancellationToken).ConfigureAwait(false) is null ? RecordOrigin.FirstRead : RecordOrigin.Poll,
    };
}

/// <summary>A page was stored.</summary>
/// <param name="Read">Records on the page.</param>
/// <param name="Stored">Of these, new or changed ones.</param>
/// <param name="Total">Records expected in all, where the tool tells.</param>
/// <param name="KeepsPlace">Whether a read that ends here goes on behind the page.</param>
public sealed record PageStored(int Read, int Stored, long? Total, bool KeepsPlace);
