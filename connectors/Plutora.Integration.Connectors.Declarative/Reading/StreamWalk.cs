using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Connectors.Declarative.Options;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>A page of a walk.</summary>
/// <param name="Made">Its records, in the list's order.</param>
/// <param name="State">Where to go on once they are stored.</param>
/// <param name="SentAt">When the page was asked for.</param>
/// <param name="Completed">True when it ended a list that was read whole.</param>
/// <param name="Total">Items of the whole list, told with the first page of one that is read from its beginning; null otherwise.</param>
internal sealed record WalkStep(IReadOnlyList<Made> Made, ReadState State, DateTimeOffset SentAt, bool Completed, long? Total);

/// <summary>Walks one list to its end, page by page.</summary>
/// <param name="stream">The stream.</param>
/// <param name="tools">The tool's hosts.</param>
/// <param name="basis">What beside its request decides what is made of an answer.</param>
internal sealed class StreamWalk(StreamSpec stream, Tools tools, string basis = "")
{
    private const int MaxTag = 256;

    private readonly ItemReader _items = new(stream, tools);

    public async IAsyncEnumerable<WalkStep> WalkAsync(ReadRequest request, Partition part, ReadState state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var incremental = request.Mode == ReadMode.Incremental;
        var mark = incremental ? state.Marks.GetValueOrDefault(part.Key) : null;
        var bound = request.Mode == ReadMode.FullScan ? null
            : mark is not null ? Mark.Back(stream.Cursor!, mark, request.Overlap)
            : request.Since is { } since && stream.Cursor is { IsSequence: false } ? InstantText.Format(since) : null;
        var like = First(part.Scope, bound, request.Until);
        var open = state.Open is { } left && left.Key == part.Key ? left : null;
        var (next, high, pages) = (open?.Request(like) ?? stream.Paging.First(like), open?.High ?? mark, 0);
        var asked = stream.Conditional && incremental && open is null ? Fingerprint(next) : null;
        next = asked is not null && state.Tags.GetValueOrDefault(part.Key) is { } known && known.Asked == asked ? next with { ETag = known.Tag } : next;
        var begun = open is null;
        while (next is not null)
        {
            var (from, anchor) = (next, (HttpToolRequest?)null);
            next = null;
            await foreach (var page in PagesAsync(from, like, open is not null, part, cancellationToken).ConfigureAwait(false))
            {
                open = null;
                if (++pages > Tool.Options.MaxPages)
                {
                    throw ConnectorException.Permanent($"The list {like.Path} does not end after {pages - 1} pages.");
                }

                var made = await _items.MakeAsync(page, part, cancellationToken).ConfigureAwait(false);
                high = made.Aggregate(high, (greatest, one) => Mark.Later(stream.Cursor, greatest, one.Mark));
                var (kept, ended) = AboveBound(made, bound);
                var following = ended ? null : page.Next;
                if (following is not null && incremental && stream.CanReanchor && high is not null && Anchor(part.Scope, high, bound) is { } moved)
                {
                    (bound, anchor) = (moved, First(part.Scope, moved, request.Until));
                }

                state = Tagged(After(state, request.Mode, part.Key, following, mark, high), part.Key, pages == 1 && following is null ? asked : null, page.Response);
                yield return new(kept, state, page.Response.SentAt, following is null && !page.Response.Ignored, begun && pages == 1 ? Total(page.Response.Body) : null);
                if (following is null)
                {
                    yield break;
                }

                if (anchor is not null)
                {
                    next = stream.Paging.First(anchor);
                    break;
                }
            }
        }
    }

    private long? Total(ReadOnlyMemory<byte> body) =>
        stream.TotalPath is { } path && RawItems.At(body, path) is { } told && Utf8Parser.TryParse(told.Span, out long total, out var used) && used == told.Length ? total : null;

    private HttpTool Tool => tools.For(stream.Request!);

    private HttpToolRequest First(Scope scope, string? since, DateTimeOffset? until) =>
        Requests.Of(stream.Request!, scope.With("since", since).With("until", until is { } end ? InstantText.Format(end) : null));

    /// <summary>A bound that takes the place of a page number: in a list ordered by what changes, pages shift while they are read and skip records, a bound does not.</summary>
    private string? Anchor(Scope scope, string high, string? bound) =>
        Mark.Before(stream.Cursor!, high, stream.Descriptor.VersionResolution) is var before && (bound is null || Mark.Compare(stream.Cursor!, before, bound) > 0) ? before : null;

    private async IAsyncEnumerable<HttpPage> PagesAsync(HttpToolRequest from, HttpToolRequest like, bool resumed, Partition part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = Pages(from, part, cancellationToken);
        try
        {
            bool more;
            try
            {
                more = await pages.MoveNextAsync().ConfigureAwait(false);
            }
            catch (ConnectorException fault) when (resumed && fault.Kind is ConnectorErrorKind.Permanent or ConnectorErrorKind.NotFound)
            {
                // A page's address that a tool gave ends some day; the list is then read from its bound.
                await pages.DisposeAsync().ConfigureAwait(false);
                pages = Pages(stream.Paging.First(like), part, cancellationToken);
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

    private IAsyncEnumerator<HttpPage> Pages(HttpToolRequest from, Partition part, CancellationToken cancellationToken) =>
        Tool.ResumePagesAsync(from, stream.Paging, body => Selection.Of(stream.Select, body, part.Scope), cancellationToken).GetAsyncEnumerator(cancellationToken);

    // The tag of a page says nothing of the pages behind it: only a list of one page is asked for by it.
    private ReadState Tagged(ReadState state, string key, string? asked, HttpToolResponse answer) => !stream.Conditional ? state : state with
    {
        Tags = asked is not null && answer is { Ignored: false, ETag: { Length: > 0 and <= MaxTag } tag } ? state.Tags.SetItem(key, new(asked, tag)) : state.Tags.Remove(key),
    };

    private string Fingerprint(HttpToolRequest request) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [
        basis, request.Path, request.JsonBody ?? "",
        .. request.Query.Concat(request.Headers).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"),
    ]))).AsSpan(0, 12));

    // A list that begins with the newest ends for this read where it falls below the bound.
    private (IReadOnlyList<Made> Kept, bool Ended) AboveBound(IReadOnlyList<Made> made, string? bound)
    {
        if (stream.Cursor is not { Order: CursorOrder.Descending } cursor || bound is null)
        {
            return (made, false);
        }

        var kept = made.Where(m => m.Mark is null || Mark.Compare(cursor, m.Mark, bound) >= 0).ToArray();
        return (kept, kept.Length < made.Count);
    }

    private ReadState After(ReadState state, ReadMode mode, string key, HttpToolRequest? next, string? mark, string? high)
    {
        if (mode != ReadMode.Incremental)
        {
            return next is null ? state with { Done = state.Done.Add(key), Open = null } : state with { Open = OpenPage.Of(key, next, high) };
        }

        // In ascending order all below the greatest mark was told; in any other only once the list has ended.
        var reached = next is null || stream.Cursor is { Order: CursorOrder.Ascending } ? high : mark;
        return state with
        {
            Marks = reached is null ? state.Marks : state.Marks.SetItem(key, reached),
            Open = next is null || (stream.Cursor is { Order: CursorOrder.Ascending } && high != mark) ? null : OpenPage.Of(key, next, high),
        };
    }
}
