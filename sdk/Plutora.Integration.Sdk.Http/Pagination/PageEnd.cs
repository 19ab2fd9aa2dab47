using System.Globalization;
using System.Text.Json;

namespace Plutora.Integration.Sdk.Http.Pagination;

/// <summary>How a tool of numbered pages or offsets tells the last page.</summary>
public sealed record PageEnd
{
    private enum Kind
    {
        NotFull,
        Empty,
        Total,
        More,
    }

    private readonly Kind _kind;
    private readonly string _path;

    private PageEnd(Kind kind, string path = "") => (_kind, _path) = (kind, path);

    /// <summary>A page with fewer items than asked for is the last: only for tools that always fill their pages.</summary>
    public static PageEnd NotFull { get; } = new(Kind.NotFull);

    /// <summary>A page without items is the last: right for every tool, for the price of one more request.</summary>
    public static PageEnd Empty { get; } = new(Kind.Empty);

    /// <summary>The body says how many items there are in all; a page without items is the last in any case.</summary>
    /// <param name="path">Names that lead to the number, such as <c>paging.total</c>.</param>
    public static PageEnd Total(string path) => new(Kind.Total, path);

    /// <summary>The body says whether there are more; missing means no.</summary>
    /// <param name="path">Names that lead to true or false, such as <c>more</c>.</param>
    public static PageEnd More(string path) => new(Kind.More, path);

    internal bool IsLast(HttpPage page, int size, long told) => _kind switch
    {
        Kind.NotFull => page.Items.Count < size,
        Kind.Empty => page.Items.Count == 0,
        Kind.Total => page.Items.Count == 0
            || (long.TryParse(JsonText.Of(page.Response.Body, _path), NumberStyles.None, CultureInfo.InvariantCulture, out var total) && told >= total),
        _ => page.Items.Count == 0 || JsonText.KindOf(page.Response.Body, _path) != JsonValueKind.True,
    };
}
