using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Pagination;

/// <summary>Reads lists page by page.</summary>
public static class HttpToolPages
{
    /// <summary>Reads a list to its end; ends early when the tool says that nothing changed since the request's entity tag.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="request">The first request.</param>
    /// <param name="pagination">How the list goes on.</param>
    /// <param name="itemsPath">Names that lead to the items in a page; empty when the page is the list.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ConnectorException">
    /// What <see cref="HttpTool.SendAsync"/> throws; permanent when the tool sends the same page twice or never ends.
    /// </exception>
    public static IAsyncEnumerable<HttpPage> ReadPagesAsync(
        this HttpTool tool,
        HttpToolRequest request,
        IPagination pagination,
        string itemsPath = "",
        CancellationToken cancellationToken = default) =>
        tool.ResumePagesAsync(pagination.First(request), pagination, body => RawItems.Of(body, itemsPath), cancellationToken);

    /// <summary>Reads a list to its end from any of its pages: the first, or one that an earlier read told (<see cref="HttpPage.Next"/>).</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="request">The page's request, with what the strategy adds to it.</param>
    /// <param name="pagination">How the list goes on.</param>
    /// <param name="items">Cuts the items out of a page, as <see cref="RawItems.Of"/> does.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ConnectorException">
    /// What <see cref="HttpTool.SendAsync"/> throws; permanent when the tool sends the same page twice or never ends.
    /// </exception>
    public static async IAsyncEnumerable<HttpPage> ResumePagesAsync(
        this HttpTool tool,
        HttpToolRequest request,
        IPagination pagination,
        Func<ReadOnlyMemory<byte>, IReadOnlyList<ReadOnlyMemory<byte>>> items,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = new HashSet<string>();
        var before = "";
        var next = request;
        for (var number = 1; next is not null; number++)
        {
            if (number > tool.Options.MaxPages || !seen.Add(Key(next)))
            {
                throw Endless(request, number);
            }

            var response = await tool.SendAsync(next, cancellationToken).ConfigureAwait(false);
            if (response.NotModified)
            {
                yield break;
            }

            if (response.Ignored)
            {
                yield return new(next, response, []);
                yield break;
            }

            var page = new HttpPage(next, response, items(response.Body));
            var content = Fingerprint(page);

            // An entity tag belongs to the first page; the ones behind it have their own.
            next = pagination.Next(page) is { } following ? following with { ETag = null } : null;
            if (next is not null && page.Items.Count > 0 && content == before)
            {
                throw Endless(request, number);
            }

            before = content;
            yield return page with { Next = next };
        }
    }

    private static string Key(HttpToolRequest request) =>
        request.JsonBody + " " + request.Path + "?" + string.Join('&', request.Query.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}"));

    private static string Fingerprint(HttpPage page)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in page.Items)
        {
            hash.AppendData(item.Span);
            hash.AppendData([0]);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static ConnectorException Endless(HttpToolRequest request, int page) => ConnectorException.Permanent(
        string.Create(CultureInfo.InvariantCulture, $"The list {request.Name ?? request.Path} does not end: page {page} leads back to one that was read already, or is one too many."));
}
