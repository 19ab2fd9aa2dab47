using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>How a stream's list goes on, as the same pieces that connectors in code use.</summary>
internal static class PagingBinder
{
    public static IPagination Bind(YamlMap? paging, Checking checking) => paging?.Text("kind") switch
    {
        "page" => new PagePagination(paging.Text("parameter")!, paging.Text("size-parameter", ""), paging.Number("size")!.Value, paging.Number("first") ?? 1) { End = End(paging, PageEnd.NotFull) },
        "offset" => new OffsetPagination(paging.Text("parameter")!, paging.Text("size-parameter")!, paging.Number("size")!.Value) { End = End(paging, PageEnd.Empty) },
        "cursor" => Cursor(paging, checking),
        "next" => new NextAddressPagination(paging.Text("path")!),
        "link" => new LinkHeaderPagination(),
        "keyset" => new KeysetPagination(paging.Text("parameter")!, paging.Text("path")!) { Inclusive = paging.Flag("inclusive") },
        _ => new SinglePage(),
    };

    private static IPagination Cursor(YamlMap paging, Checking checking)
    {
        if (paging["path"] is null == paging["header"] is null)
        {
            checking.Error(paging.Place, "A cursor stands either at a 'path' of the answer or in a 'header' of it. Name one.");
        }

        return paging.Text("header") is { } header
            ? new HeaderCursorPagination(paging.Text("parameter")!, header)
            : new CursorPagination(paging.Text("parameter")!, paging.Text("path", "")) { InBody = paging.Text("in") == "body" };
    }

    private static PageEnd End(YamlMap paging, PageEnd otherwise) =>
        paging.Text("total") is { } total ? PageEnd.Total(total)
        : paging.Text("more") is { } more ? PageEnd.More(more)
        : paging.Flag("until-empty") ? PageEnd.Empty
        : otherwise;
}
