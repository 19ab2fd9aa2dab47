using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Reading;

/// <summary>Reads the records of a table: what changed and what was deleted since, or all of it.</summary>
internal sealed class TableReader(ServiceNowApi api, ChangedRows changed, DeletedRows deleted)
{
    // The clocks of the hub and of ServiceNow may differ; what is told twice costs nothing.
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(15);

    public IAsyncEnumerable<RecordPage> ReadAsync(TableStream of, ReadRequest request, CancellationToken cancellationToken) =>
        request.Mode == ReadMode.FullScan ? ScanAsync(of, request, cancellationToken) : ChangesAsync(of, request, cancellationToken);

    private async IAsyncEnumerable<RecordPage> ChangesAsync(TableStream of, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bookmark = Bookmark.Read(request.Cursor);

        // What was deleted before the first read began is not read by it.
        var place = bookmark.Of(of.Table);
        var gone = place.Gone ?? api.Now - Clocks;
        place = place with { Gone = gone };
        await foreach (var (page, next, progress) in changed.WalkAsync(of, place, request, [], cancellationToken).ConfigureAwait(false))
        {
            place = next;
            yield return new(Records(of, page), bookmark.With(of.Table, place).Write()) { SentAt = page.SentAt, Progress = progress };
        }

        var sentAt = api.Now;
        var (records, until) = await deleted.SinceAsync(of, gone - request.Overlap, changed.Size(request), cancellationToken).ConfigureAwait(false);
        if (records.Count > 0)
        {
            yield return new(records, bookmark.With(of.Table, place with { Gone = until > gone ? until : gone }).Write()) { SentAt = sentAt };
        }
    }

    // By id, so that rows without an instant of change are told, too.
    private async IAsyncEnumerable<RecordPage> ScanAsync(TableStream of, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new TablePages(api, of.Table, null, changed.Filter(of), []);
        var sentAt = api.Now;
        await foreach (var page in pages.WalkAsync(new(null, Bookmark.Read(request.Cursor).Scanned), changed.Size(request), cancellationToken).ConfigureAwait(false))
        {
            yield return new(Records(of, page), new Bookmark { Scanned = page.Rows[^1].Id }.Write()) { SentAt = page.SentAt };
        }

        // A scan that ended leaves nothing to go on from: the next one begins anew.
        yield return new([], new Bookmark().Write()) { SentAt = sentAt };
    }

    private static SourceRecord[] Records(TableStream of, RowPage page) =>
        [.. page.Rows.Select((row, i) =>
        {
            var place = $"{of.Table}[{i}]";
            using var parsed = ToolJson.Parse(row.Json, place);
            return RecordMaker.Make(of.Stream, parsed.RootElement, row.Json, place);
        })];
}
