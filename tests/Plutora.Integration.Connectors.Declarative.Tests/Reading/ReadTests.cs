using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Declarative.Tests.Reading;

public sealed class ReadTests : IAsyncDisposable
{
    private const string Listed = """
        request: { path: things, query: { since: "${ $since }", state: "${ $options.state }" } }
        paging: { kind: page, parameter: page, size-parameter: per, size: 2 }
        select: items
        id: id
        version: at
        cursor: { order: ascending }
        interval: 5m
        scan: true
        """;

    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Records_are_the_tools_own_bytes_with_id_version_and_time_by_expressions()
    {
        _bench.Answer("/things", """{"items":[ {"id":9007199254740993, "at":"2026-03-01T10:00:00+0100","x":1.10} ]}""");

        var record = Assert.Single(Assert.Single(await Bench.ReadAsync(_bench.Open(Bench.Document(Listed)))).Records);

        Assert.Equal("""{"id":9007199254740993, "at":"2026-03-01T10:00:00+0100","x":1.10}""", Bench.Text(record.Json));
        Assert.Equal(("9007199254740993", "2026-03-01T09:00:00Z", new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero)), (record.Id, record.Version, record.Time));
        Assert.Equal("Bearer s3cret", _bench.Server.LogEntries[0].RequestMessage!.Headers!["Authorization"].Single());
        Assert.Equal(["/things?per=2&page=1"], _bench.Asked);
    }

    [Fact]
    public async Task An_ordered_list_moves_its_bound_instead_of_its_page_so_that_what_changes_meanwhile_is_not_skipped()
    {
        _bench.Answer("/things", Items(("a", 1), ("b", 2)));
        _bench.Answer("/things", Items(("b", 2), ("c", 3)), ("since", "2026-03-01T00:00:01Z"));
        _bench.Answer("/things", Items(("c", 3)), ("since", "2026-03-01T00:00:02Z"));
        var instance = _bench.Open(Bench.Document(Listed));

        var pages = await Bench.ReadAsync(instance);

        Assert.Equal(["a", "b", "b", "c", "c"], Bench.Ids(pages));
        Assert.Equal(["/things?per=2&page=1", "/things?since=2026-03-01T00:00:01Z&per=2&page=1", "/things?since=2026-03-01T00:00:02Z&per=2&page=1"], _bench.Asked);
        Assert.Equal("""{"marks":{"":"2026-03-01T00:00:02Z"}}""", pages[0].Cursor!.Value);
        Assert.Equal("""{"marks":{"":"2026-03-01T00:00:03Z"}}""", pages[^1].Cursor!.Value);
    }

    [Fact]
    public async Task A_list_that_says_how_long_it_is_tells_how_far_a_read_has_come_and_one_of_a_part_does_not()
    {
        const string total = """{"total":3,"items":[{"id":1},{"id":2}]}""";
        _bench.Answer("/things", total, ("page", "1"));
        _bench.Answer("/things", """{"total":3,"items":[{"id":3}]}""", ("page", "2"));
        const string listed = """
            request: { path: things }
            paging: { kind: page, parameter: page, size-parameter: per, size: 2, total: total }
            select: items
            id: id
            scan: true
            """;

        var pages = await Bench.ReadAsync(_bench.Open(Bench.Document(listed)), with: r => r with { Mode = ReadMode.FullScan });
        Assert.Equal([new(2, 3), new(3, 3)], pages.Select(p => p.Progress));
        var resumed = await Bench.ReadAsync(_bench.Open(Bench.Document(listed)), cursor: pages[0].Cursor, with: r => r with { Mode = ReadMode.FullScan });
        Assert.Equal([new(1, null)], resumed.Select(p => p.Progress));
        var parts = await Bench.ReadAsync(_bench.Open(Bench.Document("each: { items: $options.projects }\n" + listed)), with: r => r with { Mode = ReadMode.FullScan });
        Assert.All(parts, p => Assert.Null(p.Progress!.Total));
    }

    [Fact]
    public async Task Pages_of_one_instant_are_told_apart_by_their_number()
    {
        _bench.Answer("/things", Items(("a", 1), ("b", 1)));
        _bench.Answer("/things", Items(("a", 1), ("b", 1)), ("since", "2026-03-01T00:00:00Z"), ("page", "1"));
        _bench.Answer("/things", Items(("c", 1), ("d", 1)), ("since", "2026-03-01T00:00:00Z"), ("page", "2"));
        _bench.Answer("/things", Items(("e", 1)), ("since", "2026-03-01T00:00:00Z"), ("page", "3"));

        Assert.Equal(["a", "b", "a", "b", "c", "d", "e"], Bench.Ids(await Bench.ReadAsync(_bench.Open(Bench.Document(Listed)))));
    }

    [Fact]
    public async Task The_next_read_asks_from_the_cursor_less_the_overlap_and_a_first_one_from_since()
    {
        _bench.Answer("/things", """{"items":[]}""");
        var instance = _bench.Open(Bench.Document(Listed));

        await Bench.ReadAsync(instance, cursor: new(1, """{"marks":{"":"2026-03-01T00:00:02Z"}}"""), with: r => r with { Overlap = TimeSpan.FromMinutes(1) });
        await Bench.ReadAsync(instance, with: r => r with { Since = Bench.Now });
        await Bench.ReadAsync(instance, cursor: new(1, """{"marks":{"":"2026-03-01T00:00:02Z"}}"""), with: r => r with { Mode = ReadMode.FullScan });

        Assert.Equal(["/things?since=2026-02-28T23:59:02Z&per=2&page=1", "/things?since=2026-03-01T12:00:00Z&per=2&page=1", "/things?per=2&page=1"], _bench.Asked);
    }

    [Fact]
    public async Task A_list_without_order_moves_its_cursor_at_the_end_and_goes_on_where_it_was_cut_off()
    {
        var document = Bench.Document("""
            request: { path: things, query: { since: "${ $since }" } }
            paging: { kind: cursor, parameter: after, path: next }
            select: items
            id: id
            version: at
            cursor: {}
            """);
        _bench.Answer("/things", """{"items":[{"id":"a","at":9}],"next":"t1"}""");
        _bench.Answer("/things", """{"items":[{"id":"b","at":5}]}""", ("after", "t1"));
        var instance = _bench.Open(document);

        var first = Assert.Single(await Bench.ReadAsync(instance, most: 1));
        var rest = Assert.Single(await Bench.ReadAsync(instance, cursor: first.Cursor));

        Assert.Equal("""{"open":{"key":"","path":"things","query":{"after":"t1"},"high":"1970-01-01T00:00:09Z"}}""", first.Cursor!.Value);
        Assert.Equal(["b"], Bench.Ids([rest]));
        Assert.Equal("""{"marks":{"":"1970-01-01T00:00:09Z"}}""", rest.Cursor!.Value);
        Assert.Equal(["/things", "/things?after=t1"], _bench.Asked);
    }

    [Fact]
    public async Task A_page_address_that_has_ended_leads_back_to_the_bound()
    {
        _bench.Answer("/things", """{"items":[{"id":"a","at":9}]}""");
        _bench.Answer("/things", 400, "cursor expired", ("after", "old"));
        var instance = _bench.Open(Bench.Document("request: { path: things }\npaging: { kind: cursor, parameter: after, path: next }\nselect: items\nid: id"));

        Assert.Equal(["a"], Bench.Ids(await Bench.ReadAsync(instance, cursor: new(1, """{"open":{"path":"things","query":{"after":"old"}}}"""))));
    }

    [Fact]
    public async Task A_list_with_the_newest_first_ends_where_it_falls_below_the_bound()
    {
        _bench.Answer("/things", """{"items":[{"id":"d","at":9},{"id":"c","at":8}],"next":"/things?p=2"}""");
        _bench.Answer("/things", """{"items":[{"id":"b","at":5},{"id":"a","at":1}],"next":"/things?p=3"}""", ("p", "2"));
        var instance = _bench.Open(Bench.Document("""
            request: { path: things }
            paging: { kind: next, path: next }
            select: items
            id: id
            version: at
            cursor: { order: descending }
            """));

        var pages = await Bench.ReadAsync(instance, cursor: new(1, """{"marks":{"":"1970-01-01T00:00:05Z"}}"""));

        Assert.Equal(["d", "c", "b"], Bench.Ids(pages));
        Assert.Equal("""{"marks":{"":"1970-01-01T00:00:09Z"}}""", pages[^1].Cursor!.Value);
        Assert.Equal(2, _bench.Asked.Count);
    }

    [Fact]
    public async Task Each_parent_has_a_list_and_a_cursor_of_its_own_and_is_the_container_of_its_records()
    {
        _bench.Answer("/projects", """[{"key":"p/1","live":true},{"key":"p2","live":true},{"key":"old","live":false}]""");
        _bench.Answer("/projects/p/1/things", """[{"id":"a","at":1}]""");
        _bench.Answer("/projects/p2/things", """[{"id":"b","at":2}]""");
        var instance = _bench.Open(Bench.Document(
            """
            parent: { stream: project, where: live }
            request: { path: "projects/${ $parent.key }/things", query: { since: "${ $since }" } }
            record: '$merge([$, {"project": $parent.key}])'
            id: id
            version: at
            cursor: {}
            scan: true
            """,
            "  project: { description: Projects., request: { path: projects }, id: key }"));

        var pages = await Bench.ReadAsync(instance);
        Assert.Equal(["a", "b"], Bench.Ids(pages));
        Assert.Equal(["p/1", "p2"], pages.SelectMany(p => p.Records).Select(r => r.Container));
        Assert.Equal("""{"id":"a","at":1,"project":"p/1"}""", Bench.Text(pages[0].Records[0].Json));
        Assert.Equal("""{"marks":{"p/1":"1970-01-01T00:00:01Z","p2":"1970-01-01T00:00:02Z"}}""", pages[^1].Cursor!.Value);

        Assert.Equal("""{"marks":{"p/1":"1970-01-01T00:00:01Z","p2":"1970-01-01T00:00:02Z"}}""",
            (await Bench.ReadAsync(instance, cursor: new(1, """{"marks":{"gone":"1970-01-01T00:00:01Z","p/1":"1970-01-01T00:00:01Z","p2":"1970-01-01T00:00:02Z"}}""")))[^1].Cursor!.Value);

        var scan = await Bench.ReadAsync(instance, with: r => r with { Mode = ReadMode.FullScan });
        Assert.Equal(["p/1", "p2"], scan.SelectMany(p => p.CompletedContainers));
        var rest = await Bench.ReadAsync(instance, cursor: scan[0].Cursor, with: r => r with { Mode = ReadMode.FullScan });
        Assert.Equal(["b"], Bench.Ids(rest));
    }

    [Fact]
    public async Task Quiet_parts_tell_no_page_so_that_many_of_them_do_not_look_like_a_circle()
    {
        _bench.Answer("/things", "[]");
        var instance = _bench.Open(
            Bench.Document("each: { items: $options.projects }\nrequest: { path: things, query: { project: \"${ $parent }\", since: \"${ $since }\" } }\nid: id\nversion: at\ncursor: {}"),
            new JsonObject { ["address"] = _bench.Server.Url!, ["token"] = "s3cret", ["projects"] = new JsonArray("a", "b", "c", "d", "e", "f") });

        Assert.True((await Bench.ReadAsync(instance)).Count <= 1);
        Assert.Equal(6, _bench.Asked.Count);
    }

    [Fact]
    public async Task An_item_may_be_told_by_a_request_of_its_own_and_one_that_is_gone_meanwhile_is_left_out()
    {
        _bench.Answer("/things", """{"ids":[1,2,3]}""");
        _bench.Answer("/things/1", """{"thing":{"id":1,"full":true}}""");
        _bench.Answer("/things/2", 404, "");
        _bench.Answer("/things/3", """{"thing":{"id":3,"full":true}}""");

        var pages = await Bench.ReadAsync(_bench.Open(Bench.Document("request: { path: things }\nselect: ids\nwhere: $ != 9\ndetail: { path: \"things/${ $item }\", select: thing }\nid: id")));

        Assert.Equal(["""{"id":1,"full":true}""", """{"id":3,"full":true}"""], pages.SelectMany(p => p.Records).Select(r => Bench.Text(r.Json)));
    }

    [Theory]
    [InlineData(200, """{"other":[]}""", ConnectorErrorKind.Permanent, "streams.thing.select at connector.yaml(18,13): 'items' leads nowhere in what the tool sent.")]
    [InlineData(200, """{"items":[{"id":1""", ConnectorErrorKind.Transient, "ends in the middle")]
    [InlineData(200, "<html>", ConnectorErrorKind.Permanent, "not JSON")]
    [InlineData(429, "", ConnectorErrorKind.RateLimited, "429")]
    [InlineData(401, "no s3cret", ConnectorErrorKind.Authentication, "GET things was answered with 401: no ***.")]
    [InlineData(500, "", ConnectorErrorKind.Transient, "500")]
    public async Task An_error_is_never_an_empty_list(int status, string body, ConnectorErrorKind kind, string sentence)
    {
        _bench.Answer("/things", status, body);
        var instance = _bench.Open(Bench.Document("request: { path: things }\nselect: items\nid: id"));

        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Bench.ReadAsync(instance));

        Assert.Equal(kind, fault.Kind);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_give_answers_their_meaning_for_one_stream_and_an_ignored_part_does_not_count_as_scanned()
    {
        _bench.Answer("/a/things", 403, """{"message":"feature disabled"}""");
        _bench.Answer("/b/things", """[{"id":1}]""");
        var instance = _bench.Open(Bench.Document("""
            each: { items: $options.projects }
            request:
              path: ${ $parent & "/things" }
              errors: [{ status: 403, when: '$contains(message, "disabled")', action: ignore }]
            id: id
            scan: true
            """));

        var scan = await Bench.ReadAsync(instance, with: r => r with { Mode = ReadMode.FullScan });

        Assert.Equal(["1"], Bench.Ids(scan));
        Assert.Equal(["b"], scan.SelectMany(p => p.CompletedContainers));
    }

    [Fact]
    public async Task A_record_that_cannot_be_told_apart_is_a_fault_of_its_own_and_the_others_stay()
    {
        _bench.Answer("/things", """[{"id":1,"at":"2026-03-01T00:00:01Z"},{"at":1},{"id":3,"at":"soon"}]""");

        var page = Assert.Single(await Bench.ReadAsync(_bench.Open(Bench.Document("request: { path: things }\nid: id\nversion: at"))));

        Assert.Equal(["1"], Bench.Ids([page]));
        Assert.Equal(
            ["streams.thing.id at connector.yaml(18,9): the record has no id.", "streams.thing.version at connector.yaml(19,14): 'soon' is no instant (ISO 8601, or Unix time in seconds or milliseconds)."],
            page.Faults.Select(f => f.Reason));
        Assert.Equal("""{"at":1}""", Bench.Text(page.Faults[0].Payload));
    }

    [Fact]
    public async Task Now_is_by_the_clock_of_the_instance()
    {
        _bench.Answer("/things", """[{"id":1}]""");

        await Bench.ReadAsync(_bench.Open(Bench.Document("""
            request: { path: things, query: { until: "${ $now() }", since: "${ $string($millis()) }" } }
            id: id
            """)), "thing");

        Assert.Equal([$"/things?until=2026-03-01T12:00:00.000Z&since={Bench.Now.ToUnixTimeMilliseconds()}"], _bench.Asked);
    }

    [Fact]
    public async Task What_is_looked_up_and_is_no_json_is_an_error_and_no_part_of_the_record()
    {
        _bench.Answer("/things", """[{"id":1}]""");
        _bench.Answer("/more/1", "<html>Please sign in.</html>");

        var read = Bench.ReadAsync(_bench.Open(Bench.Document("""
            request: { path: things }
            lookups: { name: more, path: "more/${ id }" }
            record: '$merge([$, {"more": $answers.more}])'
            id: id
            """)), "thing");

        Assert.Equal(ConnectorErrorKind.Permanent, (await Assert.ThrowsAsync<ConnectorException>(() => read)).Kind);
    }

    [Fact]
    public async Task One_record_is_fetched_by_its_id_and_one_that_is_gone_is_nothing()
    {
        _bench.Answer("/projects/p/1/things/7", """{"thing":{"id":7,"at":3}}""");
        var instance = _bench.Open(Bench.Document("id: id\nversion: at\nfetch: { path: \"projects/${ $container }/things/${ $id }\", select: thing }"));

        var record = await instance.FetchAsync(new("thing", "7", "p/1"), TestContext.Current.CancellationToken);

        Assert.Equal(("7", "1970-01-01T00:00:03Z", "p/1"), (record!.Id, record.Version, record.Container));
        Assert.EndsWith("/projects/p%2F1/things/7", _bench.Server.LogEntries[0].RequestMessage!.AbsoluteUrl, StringComparison.Ordinal);
        Assert.Null(await instance.FetchAsync(new("thing", "8", "p/1"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_check_says_what_was_reached_or_what_is_wrong()
    {
        _bench.Answer("/me", """{"name":"ada"}""");
        var instance = _bench.Open(Bench.Document("request: { path: things }\nid: id"));
        Assert.Equal("Reached as ada.", (await instance.CheckAsync(TestContext.Current.CancellationToken)).Message);

        _bench.Server.Reset();
        _bench.Answer("/me", 401, "");
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => instance.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Equal((ConnectorErrorKind.Authentication, "GET me was answered with 401."), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task A_cursor_of_a_newer_connector_is_refused_with_its_remedy()
    {
        var instance = _bench.Open(Bench.Document("request: { path: things }\nid: id"));

        Assert.Contains("Install the newer connector again or reset the cursor.", (await Assert.ThrowsAsync<ConnectorException>(() => Bench.ReadAsync(instance, cursor: new(2, "{}")))).Message, StringComparison.Ordinal);
    }

    private static string Items(params (string Id, int Second)[] items) =>
        $$"""{"items":[{{string.Join(',', items.Select(i => $$"""{"id":"{{i.Id}}","at":"2026-03-01T00:00:{{i.Second:00}}Z"}"""))}}]}""";
}
