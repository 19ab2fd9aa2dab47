using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Pagination;

/// <summary>Numbered pages; a page that is not full is the last.</summary>
/// <param name="PageParameter">Name of the page number's parameter.</param>
/// <param name="SizeParameter">Name of the size's parameter.</param>
/// <param name="Size">Items a page.</param>
/// <param name="FirstPage">Number of the first page.</param>
public sealed record PagePagination(string PageParameter, string SizeParameter, int Size, int FirstPage = 1) : IPagination
{
    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request.With(SizeParameter, Text(Size)).With(PageParameter, Text(FirstPage));

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page) =>
        page.Items.Count < Size ? null : page.Request.With(PageParameter, Text(int.Parse(page.Request.Query[PageParameter], CultureInfo.InvariantCulture) + 1));

    internal static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A number of items to leave out; a page that holds none is the last, since some tools fill pages less than asked.</summary>
/// <param name="OffsetParameter">Name of the offset's parameter.</param>
/// <param name="LimitParameter">Name of the size's parameter.</param>
/// <param name="Limit">Items a page at most.</param>
public sealed record OffsetPagination(string OffsetParameter, string LimitParameter, int Limit) : IPagination
{
    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request.With(LimitParameter, PagePagination.Text(Limit)).With(OffsetParameter, "0");

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page) => page.Items.Count == 0
        ? null
        : page.Request.With(OffsetParameter, PagePagination.Text(int.Parse(page.Request.Query[OffsetParameter], CultureInfo.InvariantCulture) + page.Items.Count));
}

/// <summary>A cursor in the page's body; missing, null or empty on the last page.</summary>
/// <param name="CursorParameter">Name of the cursor's parameter.</param>
/// <param name="CursorPath">Names that lead to the next cursor in the body, such as <c>meta.next</c>.</param>
public sealed record CursorPagination(string CursorParameter, string CursorPath) : IPagination
{
    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request;

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page)
    {
        using var document = JsonDocument.Parse(page.Response.Body, new JsonDocumentOptions { MaxDepth = 512 });
        return JsonText.At(document.RootElement, CursorPath) is { Length: > 0 } cursor ? page.Request.With(CursorParameter, cursor) : null;
    }
}

/// <summary>The largest key seen, given back to get what lies behind it; a page without items is the last.</summary>
/// <param name="KeyParameter">Name of the key's parameter.</param>
/// <param name="KeyPath">Names that lead to the key in an item.</param>
public sealed record KeysetPagination(string KeyParameter, string KeyPath) : IPagination
{
    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request;

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page)
    {
        if (page.Items.Count == 0)
        {
            return null;
        }

        using var last = JsonDocument.Parse(page.Items[^1], new JsonDocumentOptions { MaxDepth = 512 });
        return JsonText.At(last.RootElement, KeyPath) is { Length: > 0 } key
            ? page.Request.With(KeyParameter, key)
            : throw ConnectorException.Permanent($"An item of {page.Request.Path} holds no '{KeyPath}', by which its list goes on.");
    }
}

/// <summary>A <c>Link</c> header with <c>rel="next"</c> (RFC 8288), missing on the last page.</summary>
public sealed record LinkHeaderPagination : IPagination
{
    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request;

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page) =>
        LinkHeader.Next(page.Response.Headers.GetValueOrDefault("link")) is { } next
            ? page.Request with { Path = next, Query = new Dictionary<string, string>() }
            : null;
}
