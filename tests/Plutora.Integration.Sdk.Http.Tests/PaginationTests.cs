using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Sdk.Http.Tests;

public sealed class PaginationTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Numbered_pages_end_with_one_that_is_not_full()
    {
        _bench.Answer("/things", "page", "1", "[1,2]");
        _bench.Answer("/things", "page", "2", "[3,4]");
        _bench.Answer("/things", "page", "3", "[5]");

        Assert.Equal(["1", "2", "3", "4", "5"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new PagePagination("page", "per_page", 2)));
        Assert.Equal(3, _bench.Server.LogEntries.Count);
    }

    [Fact]
    public async Task A_tool_that_fills_pages_less_than_asked_is_read_to_its_end_by_what_it_tells()
    {
        _bench.Answer("/things", "page", "1", """{"paging":{"total":5},"items":[1,2],"more":true}""");
        _bench.Answer("/things", "page", "2", """{"paging":{"total":5},"items":[3],"more":true}""");
        _bench.Answer("/things", "page", "3", """{"paging":{"total":5},"items":[5],"more":false}""");
        _bench.Answer("/things", "page", "4", """{"paging":{"total":5},"items":[]}""");

        Assert.Equal(["1", "2", "3", "5"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new PagePagination("page", "size", 2) { End = PageEnd.Empty }, "items"));
        Assert.Equal(["1", "2", "3", "5"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new PagePagination("page", "", 2) { End = PageEnd.Total("paging.total") }, "items"));
        Assert.Equal(["1", "2", "3", "5"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new PagePagination("page", "size", 2) { End = PageEnd.More("more") }, "items"));
        Assert.Equal(4 + 3 + 3, _bench.Server.LogEntries.Count);
    }

    [Fact]
    public async Task A_cursor_in_a_header_or_in_the_body_of_a_call_is_given_back()
    {
        _bench.Answer("/things", 200, "[1]", ("x-next", "2"));
        _bench.Answer("/things", "page", "2", "[2]", ("x-next", ""));
        Assert.Equal(["1", "2"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new HeaderCursorPagination("page", "X-Next")));

        _bench.Answer("/rpc", 200, """{"items":[1],"nextToken":"n"}""");
        _bench.Server.Given(Request.Create().WithPath("/rpc").WithBody("""{"max":5,"nextToken":"n"}""")).AtPriority(-1).RespondWith(Response.Create().WithBody("""{"items":[2]}"""));
        var call = new HttpToolRequest("rpc") { Method = RestSharp.Method.Post, JsonBody = """{"max":5}""", Safe = true };
        Assert.Equal(["1", "2"], await ToolBench.ItemsAsync(_bench.Tool(), call, new CursorPagination("nextToken", "nextToken") { InBody = true }, "items"));
    }

    [Fact]
    public async Task An_address_in_the_body_is_followed_and_a_read_goes_on_from_any_page()
    {
        _bench.Answer("/things", 200, """{"items":[1],"links":{"next":"/more?at=2"}}""");
        _bench.Answer("/more", 200, """{"items":[2],"links":{"next":null}}""");
        var pagination = new NextAddressPagination("links.next");
        var pages = new List<HttpPage>();
        await foreach (var page in _bench.Tool().ReadPagesAsync(new("things"), pagination, "items", TestContext.Current.CancellationToken))
        {
            pages.Add(page);
        }

        var again = new List<HttpPage>();
        await foreach (var page in _bench.Tool().ResumePagesAsync(pages[0].Next!, pagination, body => RawItems.Of(body, "items"), TestContext.Current.CancellationToken))
        {
            again.Add(page);
        }

        Assert.Equal(2, pages.Count);
        Assert.Null(pages[1].Next);
        Assert.Equal(pages[1].Items[0].ToArray(), Assert.Single(again).Items[0].ToArray());
    }

    [Fact]
    public async Task A_keyset_that_gives_its_key_once_more_ends_where_nothing_lies_beyond_it()
    {
        _bench.Answer("/things", 200, """[{"at":7},{"at":9}]""");
        _bench.Answer("/things", "from", "9", """[{"at":9}]""");

        Assert.Equal(["""{"at":7}""", """{"at":9}""", """{"at":9}"""], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new KeysetPagination("from", "at") { Inclusive = true }));
    }

    [Fact]
    public async Task A_list_of_one_item_that_is_given_again_by_its_key_has_ended()
    {
        _bench.Answer("/things", 200, """[{"at":7}]""");

        Assert.Equal(2, (await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new KeysetPagination("from", "at") { Inclusive = true, Size = 100 })).Count);
    }

    [Fact]
    public async Task A_key_that_several_items_share_is_read_whole_where_pages_have_a_size()
    {
        _bench.Answer("/things", 200, """[{"at":7},{"at":9}]""");
        _bench.Answer("/things", "from", "9", """[{"at":9},{"at":9}]""");
        var paging = new KeysetPagination("from", "at") { Inclusive = true };

        Assert.Equal(4, (await ToolBench.ItemsAsync(_bench.Tool(), new("things"), paging with { Size = 3 })).Count);

        var full = await Assert.ThrowsAsync<ConnectorException>(() => ToolBench.ItemsAsync(_bench.Tool(), new("things"), paging with { Size = 2 }));
        Assert.Equal("2 items of things share the at '9', and a page holds no more: what lies behind them cannot be asked for. Ask for larger pages.", full.Message);
    }

    [Fact]
    public async Task Offsets_go_on_by_what_came_and_not_by_what_was_asked_for()
    {
        _bench.Answer("/things", "startAt", "0", """{"values":[1,2]}""");
        _bench.Answer("/things", "startAt", "2", """{"values":[3]}""");
        _bench.Answer("/things", "startAt", "3", """{"values":[]}""");

        Assert.Equal(["1", "2", "3"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new OffsetPagination("startAt", "maxResults", 50), "values"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task A_cursor_is_followed_until_there_is_none(string last)
    {
        _bench.Answer("/things", 200, """{"items":[1],"meta":{"next":"a b&c"}}""");
        _bench.Answer("/things", "cursor", "a b&c", $$$"""{"items":[2],"meta":{"next":{{{last}}}}}""");

        Assert.Equal(["1", "2"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new CursorPagination("cursor", "meta.next"), "items"));
    }

    [Fact]
    public async Task A_link_header_is_followed_to_the_next_page()
    {
        _bench.Answer("/things", 200, "[1]", ("Link", $"<{_bench.Server.Url}/first>; rel=\"prev\", <{_bench.Server.Url}/more?after=2,3&x=1>; title=\"a, b\"; rel=\"last next\""));
        _bench.Answer("/more", 200, "[2]");

        Assert.Equal(["1", "2"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new LinkHeaderPagination()));
        Assert.EndsWith("/more?after=2,3&x=1", Uri.UnescapeDataString(_bench.Server.LogEntries[^1].RequestMessage!.Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_the_last_item_asks_for_what_lies_behind_it()
    {
        _bench.Answer("/things", 200, """[{"id":7},{"id":9}]""");
        _bench.Answer("/things", "after", "9", "[]");

        Assert.Equal(["""{"id":7}""", """{"id":9}"""], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new KeysetPagination("after", "id")));
    }

    [Fact]
    public async Task A_link_to_another_host_is_not_followed_with_the_credentials()
    {
        _bench.Answer("/things", 200, "[1]", ("Link", "<https://elsewhere.example/steal>; rel=\"next\""));

        var fault = await Assert.ThrowsAsync<ConnectorException>(() => ToolBench.ItemsAsync(_bench.Tool(), new("things"), new LinkHeaderPagination()));

        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("elsewhere.example", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_back_to_a_page_that_was_read_ends_the_read_with_a_fault()
    {
        _bench.Answer("/things", 200, "[1]", ("Link", "</more>; rel=next"));
        _bench.Answer("/more", 200, "[2]", ("Link", "</more>; rel=next"));

        await AssertEndlessAsync(new LinkHeaderPagination());
    }

    [Fact]
    public async Task A_tool_that_ignores_the_page_number_is_found_out_at_the_second_page()
    {
        _bench.Answer("/things", 200, "[1,2]");

        await AssertEndlessAsync(new PagePagination("page", "size", 2));
        Assert.Equal(2, _bench.Server.LogEntries.Count);
    }

    [Fact]
    public async Task More_pages_than_the_limit_count_as_endless()
    {
        _bench.Answer("/things", "page", "1", "[1]");
        _bench.Answer("/things", "page", "2", "[2]");
        _bench.Answer("/things", "page", "3", "[3]");

        await AssertEndlessAsync(new PagePagination("page", "size", 1), o => o with { MaxPages = 2 });
        Assert.Equal(2, _bench.Server.LogEntries.Count);
    }

    [Fact]
    public async Task Items_are_the_tools_own_bytes()
    {
        _bench.Answer("/things", 200, """{ "a": [1], "items" : [ {"n":1.10, "t":"\u00e9"} , [ 1,2 ],null ] }""");

        Assert.Equal(["""{"n":1.10, "t":"\u00e9"}""", "[ 1,2 ]", "null"], await ToolBench.ItemsAsync(_bench.Tool(), new("things"), new LinkHeaderPagination(), "items"));
    }

    [Theory]
    [InlineData("""{"items":[1,2""", ConnectorErrorKind.Transient, "ends in the middle of its JSON")]
    [InlineData("""{"items":[1,2]""", ConnectorErrorKind.Transient, "ends in the middle of its JSON")]
    [InlineData("", ConnectorErrorKind.Transient, "ends in the middle of its JSON")]
    [InlineData("""{"items":[1,,2]}""", ConnectorErrorKind.Permanent, "what is not JSON (line 1, byte 13)")]
    [InlineData("<html>sign in</html>", ConnectorErrorKind.Permanent, "what is not JSON")]
    [InlineData("""{"items":{}}""", ConnectorErrorKind.Permanent, "holds no list at 'items'")]
    [InlineData("""{"other":[]}""", ConnectorErrorKind.Permanent, "holds no 'items'")]
    public async Task A_page_that_is_cut_is_read_again_and_one_that_is_wrong_is_not(string body, ConnectorErrorKind kind, string sentence)
    {
        _bench.Answer("/things", 200, body);

        var fault = await Assert.ThrowsAsync<ConnectorException>(() => ToolBench.ItemsAsync(_bench.Tool(), new("things"), new LinkHeaderPagination(), "items"));

        Assert.Equal(kind, fault.Kind);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    private async Task AssertEndlessAsync(IPagination pagination, Func<HttpToolOptions, HttpToolOptions>? with = null)
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => ToolBench.ItemsAsync(_bench.Tool(with), new("things"), pagination));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("The list things does not end", fault.Message, StringComparison.Ordinal);
    }
}
