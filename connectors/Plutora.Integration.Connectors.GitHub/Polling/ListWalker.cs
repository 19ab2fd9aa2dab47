using System.Runtime.CompilerServices;
using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Walks one list of one repository, page by page, down to the bound.</summary>
internal sealed class ListWalker(GitHubApi api, ChildReader children, ETagMemory tags, int pageSize, TimeProvider time)
{
    public async IAsyncEnumerable<WalkStep> WalkAsync(
        ReadRequest request, Route route, RepositoryRef repository, Place place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scan = request.Mode == ReadMode.FullScan;
        var since = scan ? null : place.Since ?? request.Since;
        var bound = since is { } at ? at - request.Overlap - route.Lookback : (DateTimeOffset?)null;
        var size = Math.Clamp(request.PageSize, 1, pageSize);
        // Only what is told as records is asked for by condition, and never in a scan, which must tell everything.
        var conditional = request is { Mode: ReadMode.Incremental, Cursor: not null };
        var newest = place.Newest ?? place.Since;
        var guard = new PagingGuard();
        for (var uri = place.Next ?? Address(route, repository, bound, size); uri is not null;)
        {
            guard.Ask(uri);
            var known = conditional && route.Child is null ? tags.Find(uri) : null;
            var sent = time.GetUtcNow();
            var answer = await api.GetAsync(uri, known?.ETag, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<SourceRecord> records = [];
            var next = known?.Next;
            if (answer is null)
            {
                next = null;
            }
            else if (!answer.NotModified)
            {
                using var document = PageReader.Parse(answer.Body, uri);
                var items = PageReader.Items(document.RootElement, route.Items, uri);
                guard.Answered(uri, answer.Body.Span, items.Count);
                var page = Page.Of(items, route, bound);
                newest = Later(newest, page.Newest);
                next = page.IsLast ? null : answer.Next;
                if (route.Child is null)
                {
                    records = [.. page.Items.Select((item, i) => RecordMaker.Make(request.Stream, item, repository, $"{uri.AbsolutePath}[{i}]"))];
                }
                else
                {
                    var origin = new ChildOrigin(request.Stream, route.Child, repository, size, conditional);
                    await foreach (var told in children.ReadAsync(origin, page.Items, cancellationToken).ConfigureAwait(false))
                    {
                        yield return new(told.Records, place, told.SentAt, Ended: false);
                        told.Stored();
                    }
                }
            }

            place = next is null ? new() { Since = newest } : new() { Since = place.Since, Next = next, Newest = newest };
            yield return new(records, place, sent, Ended: next is null);
            if (answer is { NotModified: false })
            {
                tags.Stored(uri, answer.ETag, next);
            }

            uri = next;
        }
    }

    private Uri Address(Route route, RepositoryRef repository, DateTimeOffset? bound, int size)
    {
        var since = route.Since && bound is { } at ? $"&since={at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "";
        var joint = route.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return new(api.Base, $"repos/{repository.FullName}/{route.Path}{joint}per_page={size}{since}");
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    /// <summary>What a page of the list holds above the bound.</summary>
    private sealed record Page(IReadOnlyList<JsonElement> Items, DateTimeOffset? Newest, bool IsLast)
    {
        public static Page Of(IReadOnlyList<JsonElement> items, Route route, DateTimeOffset? bound)
        {
            var stamped = items.Select(i => (Item: i, At: PageReader.Stamp(i, route.Stamp))).ToList();
            var newest = stamped.Max(s => s.At);
            if (bound is null || route.Since || route.Stamp is null)
            {
                return new(items, newest, IsLast: false);
            }

            return new([.. stamped.Where(s => !(s.At < bound)).Select(s => s.Item)], newest, IsLast: stamped.Exists(s => s.At < bound));
        }
    }
}

/// <summary>A page of a walk.</summary>
/// <param name="Records">Its records.</param>
/// <param name="Place">Where to go on once they are stored.</param>
/// <param name="SentAt">When the page was asked for.</param>
/// <param name="Ended">True on the last page.</param>
internal sealed record WalkStep(IReadOnlyList<SourceRecord> Records, Place Place, DateTimeOffset SentAt, bool Ended);
