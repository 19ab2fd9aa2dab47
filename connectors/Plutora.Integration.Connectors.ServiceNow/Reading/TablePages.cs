using System.Globalization;
using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.ServiceNow.Reading;

/// <summary>
/// Walks a table by the key of the last row, never by its number: a row that changes meanwhile moves to the end and pushes none over the edge of a page.
/// </summary>
/// <param name="api">The ServiceNow.</param>
/// <param name="table">The table.</param>
/// <param name="column">Column of instants by which rows are ordered, ids within one; null for ids alone.</param>
/// <param name="filter">What rows must fulfil beside.</param>
/// <param name="columns">Columns that are asked for; empty for all.</param>
internal sealed class TablePages(ServiceNowApi api, string table, string? column, EncodedQuery filter, IReadOnlyList<string> columns)
{
    private readonly string _path = ServiceNowApi.Table(table);

    /// <summary>True where the connector goes without the table when the account may not read it: a walk then has no pages, and <see cref="IsClosed"/> says why.</summary>
    public bool Optional { get; init; }

    /// <summary>True once ServiceNow has refused the table to the account, or said that there is none.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Pages from a key on; none where there is no row.</summary>
    public async IAsyncEnumerable<RowPage> WalkAsync(Key from, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (key, offset, told) = (from, 0, new HashSet<string>(StringComparer.Ordinal));
        while (true)
        {
            var request = ServiceNowApi.Rows(table, Query(key), size, columns, Optional);
            var answer = await api.Tool.SendAsync(offset == 0 ? request : request.With("sysparm_offset", offset.ToString(CultureInfo.InvariantCulture)), cancellationToken).ConfigureAwait(false);
            IsClosed = answer.Ignored;
            if (IsClosed)
            {
                yield break;
            }

            var rows = Cut(answer);
            var more = rows.Count >= size || HasNext(answer);
            if (rows.Count > 0)
            {
                key = Advance(key, rows[^1], told);
                offset = 0;
                yield return new(rows, more, Left(answer), answer.SentAt);
            }
            else
            {
                // Rows that the account may not see are taken out of a page after it was cut: an empty one need not be the last.
                offset += size;
            }

            if (!more)
            {
                yield break;
            }
        }
    }

    private EncodedQuery Query(Key key) => column is null
        ? (key.Id is { } id ? filter.Where("sys_id", ">", id) : filter).OrderBy("sys_id")
        : (key switch
        {
            { At: { } at, Id: { } id2 } => filter.Behind(column, at, id2),
            { At: { } at } => filter.From(column, at),
            _ => filter.And($"{column}ISNOTEMPTY"),
        }).OrderBy(column, "sys_id");

    private List<Row> Cut(HttpToolResponse answer)
    {
        var rows = RawItems.Of(answer.Body, "result");

        // What takes too long is broken off in the middle, and told with 200 behind the rows that were found by then.
        return RawItems.At(answer.Body, "error") is null
            ? [.. rows.Select((json, i) => Row.Of(json, column, $"{_path}[{i}]"))]
            : throw ConnectorException.Transient($"GET {_path} was broken off by ServiceNow after {rows.Count} rows; where it comes again, ask for smaller pages or narrow the stream by a query.");
    }

    // The key moves on with each page, or the list does not end. Ids need not be compared: their order is the database's own.
    private Key Advance(Key before, Row last, HashSet<string> told)
    {
        if (column is not null && last.At is null)
        {
            throw ConnectorException.Permanent($"{_path}: row {last.Id} has no {column}, by which the table is read, or one that is no instant.");
        }

        if (last.At > before.At)
        {
            told.Clear();
        }

        return last.At < before.At || !told.Add(last.Id)
            ? throw ConnectorException.Permanent($"The list {_path} does not end: a page leads back to one that was read already.")
            : new(last.At, last.Id);
    }

    private static bool HasNext(HttpToolResponse answer) => answer.Headers.GetValueOrDefault("link")?.Contains("rel=\"next\"", StringComparison.Ordinal) == true;

    private static long? Left(HttpToolResponse answer) => long.TryParse(answer.Headers.GetValueOrDefault("x-total-count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
