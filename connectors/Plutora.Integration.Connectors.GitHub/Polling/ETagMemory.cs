using System.Collections.Concurrent;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Tags of pages whose records are stored. A request that names one costs nothing of GitHub's limit while nothing changed.</summary>
/// <remarks>In memory alone: after a restart each page is read once in full, which the hub recognises as repetition.</remarks>
internal sealed class ETagMemory
{
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<Uri, Known> _known = new();

    public Known? Find(Uri uri) => _known.TryGetValue(uri, out var known) ? known : null;

    /// <summary>Keeps a tag. To be called when the hub has stored the page, never before: else a page lost would count as told.</summary>
    public void Stored(Uri uri, string? etag, Uri? next)
    {
        if (etag is null)
        {
            return;
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[uri] = new(etag, next);
    }

    /// <summary>A page that was read.</summary>
    /// <param name="ETag">Its tag.</param>
    /// <param name="Next">The page that the read went on to; null where it ended.</param>
    internal sealed record Known(string ETag, Uri? Next);
}
