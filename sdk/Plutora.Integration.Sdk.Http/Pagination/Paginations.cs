using System.Globalization;

namespace Plutora.Integration.Sdk.Http.Pagination;

/// <summary>Numbered pages; a page that is not full is the last, unless the tool says better.</summary>
/// <param name="PageParameter">Name of the page number's parameter.</param>
/// <param name="SizeParameter">Name of the size's parameter; empty where the tool has none.</param>
/// <param name="Size">Items a page.</param>
/// <param name="FirstPage">Number of the first page.</param>
public sealed record PagePagination(string PageParameter, string SizeParameter, int Size, int FirstPage = 1) : IPagination
{
    /// <summary>How the last page is told where a page that is not full does not tell it.</summary>
    public PageEnd End { get; init; } = PageEnd.NotFull;

    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) =>
        (SizeParameter.Length == 0 ? request : request.With(SizeParameter, Text(Size))).With(PageParameter, Text(FirstPage));

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page)
    {
        var number = int.Parse(page.Request.Query[PageParameter], CultureInfo.InvariantCulture);
        return End.IsLast(page, Size, ((number - FirstPage) * (long)Size) + page.Items.Count) ? null : page.Request.With(PageParameter, Text(number + 1));
    }

    internal static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A number of items to leave out; a page that holds none is the last, since some tools fill pages less than asked.</summary>
/// <param name="OffsetParameter">Name of the offset's parameter.</param>
/// <param name="LimitParameter">Name of the size's parameter.</param>
/// <param name="Limit">Items a page at most.</param>
public sealed record OffsetPagination(string OffsetParameter, string LimitParameter, int Limit) : IPagination
{
    /// <summary>How the last page is told where the tool tells it before an empty one.</summary>
    public PageEnd End { get; init; } = PageEnd.Empty;

    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request.With(LimitParameter, PagePagination.Text(Limit)).With(OffsetParameter, "0");

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page)
    {
        var offset = int.Parse(page.Request.Query[OffsetParameter], CultureInfo.InvariantCulture) + page.Items.Count;
        return End.IsLast(page, Limit, offset) ? null : page.Request.With(OffsetParameter, PagePagination.Text(offset));
    }
}

/// <summary>A cursor in the page's body; missing, null or empty on the last page.</summary>
/// <param name="CursorParameter">Name of the cursor's parameter.</param>
/// <param name="CursorPath">Names that lead to the next cursor in the body, such as <c>meta.next</c>.</param>
public sealed record CursorPagination(string CursorParameter, string CursorPath) : IPagination
{
    /// <summary>True where the cursor is sent back as a member of the JSON body, as remote procedure calls want it.</summary>
    public bool InBody { get; init; }

    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request;

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page) => JsonText.Of(page.Response.Body, CursorPath) is not { Length: > 0 } cursor ? null
        : InBody ? page.Request with { JsonBody = JsonText.With(page.Request.JsonBody, CursorParameter, cursor) }
        : page.Request.With(CursorParameter, cursor);
}

/// <summary>A cursor in a header of the answer, such as <c>x-ms-continuationtoken</c> or <c>x-next-page</c>; missing or empty on the last page.</summary>
/// <param name="CursorParameter">Name of the cursor's parameter.</param>
/// <param name="Header">Name of the header.</param>
public sealed record HeaderCursorPagination(string CursorParameter, string Header) : IPagination
{
    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request;

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page) =>
        page.Response.Headers.GetValueOrDefault(Header.ToLowerInvariant()) is { Length: > 0 } cursor ? page.Request.With(CursorParameter, cursor) : null;
}

/// <summary>The whole address of the next page in the page's body; missing, null or empty on the last page.</summary>
/// <param name="AddressPath">Names that lead to the address, such as <c>links.next</c>; it may be relative to the page's own.</param>
public sealed record NextAddressPagination(string AddressPath) : IPagination
{
    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request;

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page) => JsonText.Of(page.Response.Body, AddressPath) is { Length: > 0 } next
        ? page.Request with { Path = next, Query = new Dictionary<string, string>() }
        : null;
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

/// <summary>One answer holds the whole list.</summary>
public sealed record SinglePage : IPagination
{
    /// <inheritdoc/>
    public HttpToolRequest First(HttpToolRequest request) => request;

    /// <inheritdoc/>
    public HttpToolRequest? Next(HttpPage page) => null;
}
