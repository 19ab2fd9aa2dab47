using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>Walks the issues that changed since a cursor, and in a full scan all of them project by project.</summary>
internal sealed class ChangedIssues(JiraApi api, JiraOptions options, TimeProvider time)
{
    private readonly IssueSearch _search = new(api);

    /// <summary>Pages of issues, each with where to go on once what is made of it is stored.</summary>
    /// <param name="request">Stream, mode, cursor.</param>
    /// <param name="fields">Fields that each issue is to hold beside those by which it is sorted.</param>
    /// <param name="withChanges">True where issues are to bring their changes (a Data Center).</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public IAsyncEnumerable<Step> WalkAsync(ReadRequest request, IReadOnlyList<string> fields, bool withChanges, CancellationToken cancellationToken) =>
        request.Mode == ReadMode.FullScan ? ScanAsync(request, fields, cancellationToken) : ChangesAsync(request, fields, withChanges, cancellationToken);

    private async IAsyncEnumerable<Step> ChangesAsync(ReadRequest request, IReadOnlyList<string> fields, bool withChanges, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = SearchPlace.Read(request.Cursor);
        var projects = options.Projects.Count == 0 ? null : await Projects.FindAsync(api, options.Projects, time, cancellationToken).ConfigureAwait(false);
        if (projects is null or { Found.Count: > 0 })
        {
            var bound = place.Bound;
            if (bound is null)
            {
                var zone = await AccountTime.OfAsync(api, cancellationToken).ConfigureAwait(false);
                bound = zone.From((place.Since ?? request.Since) - request.Overlap);
            }

            var within = projects is null ? "" : $"project in ({string.Join(", ", projects.Found.Select(p => p.Id))}) AND ";
            var search = new Search($"{within}updated >= \"{bound}\"", "updated", [.. fields.Append("updated").Distinct()], Size(request)) { WithChanges = withChanges };
            await foreach (var page in PagesAsync(search, place, cancellationToken).ConfigureAwait(false))
            {
                var (first, last) = page.Edges("updated");
                var newest = Later(place.Newest, first);
                var moved = page.Next is null
                    ? new SearchPlace { Since = Later(place.Since, newest) }
                    : place with { Bound = bound, Next = page.Next, Seam = last, Newest = newest };
                if (page.Items.Count > 0 || moved != place)
                {
                    yield return new(page, moved, null);
                }

                place = moved;
            }
        }

        projects?.TellMissing(api);
    }

    private async IAsyncEnumerable<Step> ScanAsync(ReadRequest request, IReadOnlyList<string> fields, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = SearchPlace.Read(request.Cursor);
        var projects = await Projects.FindAsync(api, options.Projects, time, cancellationToken).ConfigureAwait(false);
        foreach (var project in projects.Found.Where(p => place.After is null || IsAfter(p.Id, place.After)))
        {
            var search = new Search($"project = {project.Id}", "created", [.. fields.Append("created").Distinct()], Size(request));
            var from = place.Project == project.Id ? place : new();
            await foreach (var page in PagesAsync(search, from, cancellationToken).ConfigureAwait(false))
            {
                place = page.Next is null ? new() { After = project.Id } : new() { After = place.After, Project = project.Id, Next = page.Next, Seam = page.Edges("created").Last };
                yield return new(page, place, page.Next is null ? project.Id : null);
            }
        }

        // A scan that ended leaves nothing to go on from: the next one begins anew.
        yield return new(new([], null, null, projects.SentAt), new(), null);
        projects.TellMissing(api);
    }

    // A token that was kept too long, or whose search has changed, is refused: then the read begins again at its bound.
    private async IAsyncEnumerable<SearchPage> PagesAsync(Search search, SearchPlace from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = _search.PagesAsync(search, from, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            bool more;
            try
            {
                more = await pages.MoveNextAsync().ConfigureAwait(false);
            }
            catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent && from.Next is not null)
            {
                await pages.DisposeAsync().ConfigureAwait(false);
                pages = _search.PagesAsync(search, new(), cancellationToken).GetAsyncEnumerator(cancellationToken);
                more = await pages.MoveNextAsync().ConfigureAwait(false);
            }

            for (; more; more = await pages.MoveNextAsync().ConfigureAwait(false))
            {
                yield return pages.Current;
            }
        }
        finally
        {
            await pages.DisposeAsync().ConfigureAwait(false);
        }
    }

    private int Size(ReadRequest request) => Math.Clamp(request.PageSize, 1, options.PageSize);

    private static bool IsAfter(string id, string other) => id.Length != other.Length ? id.Length > other.Length : string.CompareOrdinal(id, other) > 0;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;
}

/// <summary>A page of a walk.</summary>
/// <param name="Page">The issues.</param>
/// <param name="Place">Where to go on once what is made of them is stored.</param>
/// <param name="Completed">The project of which this was the last page, in a full scan.</param>
internal sealed record Step(SearchPage Page, SearchPlace Place, string? Completed)
{
    /// <summary>A page of records made of it.</summary>
    public RecordPage Of(IReadOnlyList<SourceRecord> records) => new(records, Place.Write())
    {
        SentAt = Page.SentAt,
        CompletedContainers = Completed is null ? [] : [Completed],
    };
}
