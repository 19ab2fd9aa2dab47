using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Reading;

/// <summary>Walks the rows of a table that changed since a place, the longest unchanged first.</summary>
internal sealed class ChangedRows(ServiceNowApi api, ServiceNowOptions options)
{
    /// <summary>Column by which changes are found.</summary>
    public const string Changed = "sys_updated_on";

    /// <summary>Pages, each with where to go on once what is made of it is stored; none where nothing changed.</summary>
    public async IAsyncEnumerable<(RowPage Page, TablePlace Place, ReadProgress? Progress)> WalkAsync(
        TableStream of, TablePlace place, ReadRequest request, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new TablePages(api, of.Table, Changed, Filter(of), columns);
        var (told, broken) = (0L, place.Id is not null);
        await foreach (var page in pages.WalkAsync(place.From(request), Size(request), cancellationToken).ConfigureAwait(false))
        {
            var last = page.Rows[^1];
            var progress = page.Left is { } left ? new ReadProgress(told + page.Rows.Count, told + left) : null;
            told += page.Rows.Count;

            // Of a walk that goes back by its overlap and finds nothing new the newest change stays what it was.
            place = place with { At = last.At > place.At || place.At is null || page.More ? last.At : place.At, Id = page.More ? last.Id : null };
            broken = page.More;
            yield return (page, place, progress);
        }

        // What was left when the last page was stored is gone, or changed and was told already.
        if (broken)
        {
            yield return (new([], false, null, api.Now), place with { Id = null }, null);
        }
    }

    /// <summary>The administrator's query for a stream.</summary>
    public EncodedQuery Filter(TableStream of) => EncodedQuery.Of(options.Queries.GetValueOrDefault(of.Stream));

    /// <summary>Rows of a page.</summary>
    public int Size(ReadRequest request) => Math.Clamp(request.PageSize, 1, options.PageSize);
}
