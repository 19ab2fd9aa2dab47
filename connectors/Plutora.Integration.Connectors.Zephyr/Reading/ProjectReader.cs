using System.Globalization;
using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Zephyr.Api;
using Plutora.Integration.Connectors.Zephyr.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Zephyr.Reading;

/// <summary>Reads a list project by project: executions that ended since, or all.</summary>
internal sealed class ProjectReader(ZephyrApi api, Projects projects)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ZephyrList list, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bookmark = Bookmark.Read(request.Cursor);
        var scan = request.Mode == ReadMode.FullScan;
        if (scan)
        {
            // Whole each time: a container counts as completed only in the scan that read all of it.
            bookmark = new();
        }

        foreach (var project in (await projects.AllAsync(cancellationToken).ConfigureAwait(false)).Where(p => string.CompareOrdinal(p, bookmark.Done) > 0).ToList())
        {
            var names = await api.NamesAsync(list.Stream, project, cancellationToken).ConfigureAwait(false);
            bookmark = bookmark with { Began = bookmark.Began ?? api.Now.ToUnixTimeSeconds() };
            await foreach (var page in api.ListAsync(list.Path, Query(list, project, bookmark, request), request.PageSize, bookmark.Offset, cancellationToken).ConfigureAwait(false))
            {
                bookmark = bookmark with { Began = Math.Min(bookmark.Began ?? long.MaxValue, page.Response.AsOf.ToUnixTimeSeconds()), Offset = bookmark.Offset + page.Items.Count };
                yield return new([.. page.Items.Select(json => RecordMaker.Make(list.Stream, json, project, names))], scan ? null : bookmark.Write()) { SentAt = page.Response.SentAt };
            }

            bookmark = scan ? new() : bookmark.With(project);
            yield return new([], scan ? null : bookmark.Write()) { CompletedContainers = scan ? [project] : [] };
        }

        if (!scan)
        {
            // The next read begins with the first project again.
            yield return new([], (bookmark with { Done = null }).Write());
        }
    }

    private static Dictionary<string, string> Query(ZephyrList list, string project, Bookmark bookmark, ReadRequest request)
    {
        var query = new Dictionary<string, string> { ["projectKey"] = project };
        var since = (bookmark.Told.TryGetValue(project, out var told) ? DateTimeOffset.FromUnixTimeSeconds(told) : request.Mode == ReadMode.FullScan ? null : request.Since) - request.Overlap;
        if (list.Changed is { } changed && since is { } from)
        {
            query[changed] = from.AddSeconds(-1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return query;
    }
}
