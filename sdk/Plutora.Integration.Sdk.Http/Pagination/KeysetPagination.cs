using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Pagination;

/// <summary>The largest key seen, given back to get what lies behind it; a page without items is the last.</summary>
/// <param name="KeyParameter">Name of the key's parameter.</param>
/// <param name="KeyPath">Names that lead to the key in an item.</param>
public sealed record KeysetPagination(string KeyParameter, string KeyPath) : IPagination
{
    /// <summary>True where the tool gives the item of the key itself once more (<c>&gt;=</c>): a page that holds nothing beyond it is then the last.</summary>
    public bool Inclusive { get; init; }

    /// <summary>
    /// Items of a full page, where the key may be shared by several items, as an instant is: a page that is not full is then the last one of its key. Null where each item has a key of its own.
    /// A full page of one key alone is an error, since nothing leads beyond it: ask for more items at once.
    /// </summary>
    public int? Size { get; init; }

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
        if (JsonText.At(last.RootElement, KeyPath) is not { Length: > 0 } key)
        {
            throw ConnectorException.Permanent($"An item of {page.Request.Path} holds no '{KeyPath}', by which its list goes on.");
        }

        if (!Inclusive || key != page.Request.Query.GetValueOrDefault(KeyParameter) || (Size is null && page.Items.Count > 1))
        {
            return page.Request.With(KeyParameter, key);
        }

        return page.Items.Count < (Size ?? 2)
            ? null
            : throw ConnectorException.Permanent($"{page.Items.Count} items of {page.Request.Path} share the {KeyPath} '{key}', and a page holds no more: what lies behind them cannot be asked for. Ask for larger pages.");
    }
}
