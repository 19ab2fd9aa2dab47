using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Reading;

/// <summary>
/// Reads the histories of the tickets that changed. <c>sys_audit</c> is the largest table of an instance and has no index by time, but one by record: it is
/// asked for the tickets of a page together, and never for a span of time.
/// </summary>
internal sealed class HistoryReader(ServiceNowApi api, ChangedRows changed)
{
    public const string Table = "sys_audit";

    // The ids stand in the address, which ServiceNow takes up to some 8,000 characters.
    private const int TicketsAtOnce = 100;
    private const int RowsAtOnce = 1_000;
    private const string Written = "sys_created_on";
    private static readonly string[] TicketColumns = ["sys_id", ChangedRows.Changed];
    private static readonly string[] Columns = ["sys_id", "tablename", "documentkey", "fieldname", "oldvalue", "newvalue", "user", Written];

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bookmark = Bookmark.Read(request.Cursor);
        var asked = request with { PageSize = Math.Min(request.PageSize, TicketsAtOnce) };
        Choices? choices = null;
        foreach (var of in ServiceNowStreams.WithHistory)
        {
            await foreach (var (page, place, progress) in changed.WalkAsync(of, bookmark.Of(of.Table), asked, TicketColumns, cancellationToken).ConfigureAwait(false))
            {
                bookmark = bookmark.With(of.Table, place);
                choices ??= await Choices.OfAsync(api, [.. ServiceNowStreams.WithHistory.Select(t => t.Table)], HistoryForm.States, cancellationToken).ConfigureAwait(false);
                var histories = page.Rows.Count == 0 ? [] : await HistoriesAsync(of.Table, page.Rows, cancellationToken).ConfigureAwait(false);
                SourceRecord[] records = [.. page.Rows.Where(t => histories.ContainsKey(t.Id)).Select(t => HistoryForm.Make(of.Table, t.Id, t.At, histories[t.Id], choices))];
                yield return new(records, bookmark.Write()) { SentAt = page.SentAt, Progress = progress };
            }
        }
    }

    private async Task<Dictionary<string, List<ReadOnlyMemory<byte>>>> HistoriesAsync(string table, IReadOnlyList<Row> tickets, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        var filter = EncodedQuery.All.In("documentkey", tickets.Select(t => t.Id)).Where("tablename", "=", table).In("fieldname", HistoryForm.States);
        await foreach (var page in new TablePages(api, Table, Written, filter, Columns).WalkAsync(new(null, null), RowsAtOnce, cancellationToken).ConfigureAwait(false))
        {
            foreach (var row in page.Rows)
            {
                using var parsed = ToolJson.Parse(row.Json, Table);
                var ticket = parsed.RootElement.RequiredValue("documentkey", Table);
                if (!found.TryGetValue(ticket, out var rows))
                {
                    found[ticket] = rows = [];
                }

                rows.Add(row.Json);
            }
        }

        return found;
    }
}
