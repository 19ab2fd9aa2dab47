using System.Globalization;
using System.Runtime.CompilerServices;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Jira.Api;

/// <summary>Reads Jira's lists by offset (<c>startAt</c>, <c>maxResults</c>, and mostly <c>total</c>).</summary>
internal static class Lists
{
    /// <summary>Reads a list to its end.</summary>
    /// <param name="api">The Jira.</param>
    /// <param name="request">The first request.</param>
    /// <param name="items">Member that holds the items; empty where the answer is the list.</param>
    /// <param name="size">Items a page.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ConnectorException">Transient, when something was taken out of the list while it was read, so that what followed it was passed over.</exception>
    public static async IAsyncEnumerable<HttpPage> ReadAsync(
        JiraApi api, HttpToolRequest request, string items, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pagination = new OffsetPagination("startAt", "maxResults", size) { End = items.Length == 0 ? PageEnd.Empty : PageEnd.Total("total") };
        int? total = null;
        await foreach (var page in api.Tool.ReadPagesAsync(request, pagination, items, cancellationToken).ConfigureAwait(false))
        {
            var now = items.Length == 0 ? null : Total(page, request.Path);
            if (now < total)
            {
                throw ConnectorException.Transient(string.Create(CultureInfo.InvariantCulture, $"The list {request.Path} went from {total} to {now} items while it was read; it is read again."));
            }

            total = now ?? total;
            yield return page;
        }
    }

    private static int? Total(HttpPage page, string path)
    {
        using var body = ToolJson.Parse(page.Response.Body, $"GET {path}");
        return body.RootElement.Member("total") is { } total && total.TryGetInt32(out var count) ? count : null;
    }
}
