using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Declarative.Tests.Reading;

/// <summary>Lists that are asked for by their entity tag.</summary>
public sealed class ConditionalTests : IAsyncDisposable
{
    private const string Stream = """
        request: { path: things }
        paging: { kind: link }
        id: id
        where: $count($options.projects) > 0
        conditional: true
        """;

    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task An_unchanged_list_is_not_sent_again_and_a_changed_one_is()
    {
        Tagged("""[{"id":1}]""", "\"one\"");
        var instance = _bench.Open(Bench.Document(Stream));

        var first = await Bench.ReadAsync(instance);
        Assert.Equal(["1"], Bench.Ids(first));
        Assert.Empty(await Bench.ReadAsync(instance, cursor: first[^1].Cursor));
        Assert.Equal([null, "\"one\""], Asked());

        Tagged("""[{"id":1},{"id":2}]""", "\"two\"");
        var changed = await Bench.ReadAsync(instance, cursor: first[^1].Cursor);
        Assert.Equal(["1", "2"], Bench.Ids(changed));
        Assert.Empty(await Bench.ReadAsync(instance, cursor: changed[^1].Cursor));
    }

    [Fact]
    public async Task A_scan_and_a_read_by_other_options_ask_for_all_of_it()
    {
        Tagged("""[{"id":1}]""", "\"one\"");
        var cursor = (await Bench.ReadAsync(_bench.Open(Bench.Document(Stream))))[^1].Cursor;

        Assert.Equal(["1"], Bench.Ids(await Bench.ReadAsync(_bench.Open(Bench.Document(Stream)), cursor: cursor, with: r => r with { Mode = ReadMode.FullScan })));
        Assert.Equal(["1"], Bench.Ids(await Bench.ReadAsync(_bench.Open(Bench.Document(Stream), new JsonObject { ["address"] = _bench.Server.Url!, ["token"] = "s3cret", ["projects"] = new JsonArray("c") }), cursor: cursor)));
        Assert.All(Asked(), tag => Assert.Null(tag));
    }

    [Fact]
    public async Task A_list_of_several_pages_is_always_read_since_its_first_page_tells_nothing_of_the_others()
    {
        _bench.Server.Given(Request.Create().WithPath("/things")).RespondWith(Response.Create().WithBody("""[{"id":1}]""").WithHeader("ETag", "\"one\"").WithHeader("Link", $"<{_bench.Server.Url}/more>; rel=\"next\""));
        _bench.Server.Given(Request.Create().WithPath("/more")).RespondWith(Response.Create().WithBody("""[{"id":2}]""").WithHeader("ETag", "\"more\""));
        var instance = _bench.Open(Bench.Document(Stream));

        var first = await Bench.ReadAsync(instance);
        Assert.Equal(["1", "2"], Bench.Ids(await Bench.ReadAsync(instance, cursor: first[^1].Cursor)));
        Assert.All(Asked(), tag => Assert.Null(tag));
    }

    [Fact]
    public async Task Each_part_has_a_tag_of_its_own_which_goes_with_the_part()
    {
        _bench.Server.Given(Request.Create().WithPath("/things/a")).RespondWith(Response.Create().WithBody("[]").WithHeader("ETag", "\"a\""));
        _bench.Server.Given(Request.Create().WithPath("/things/b")).RespondWith(Response.Create().WithBody("[]").WithHeader("ETag", "\"b\""));
        const string Parts = "each: { items: $options.projects }\nrequest: { path: 'things/${ $parent }' }\nid: id\nconditional: true";

        var cursor = (await Bench.ReadAsync(_bench.Open(Bench.Document(Parts))))[^1].Cursor!;
        Assert.Equal(["a", "b"], JsonNode.Parse(cursor.Value)!["tags"]!.AsObject().Select(t => t.Key));
        var fewer = await Bench.ReadAsync(_bench.Open(Bench.Document(Parts), new JsonObject { ["address"] = _bench.Server.Url!, ["token"] = "s3cret", ["projects"] = new JsonArray("b") }), cursor: cursor);
        Assert.Equal(["b"], JsonNode.Parse(fewer[^1].Cursor!.Value)!["tags"]!.AsObject().Select(t => t.Key));
    }

    private IReadOnlyList<string?> Asked() =>
        [.. _bench.Server.LogEntries.Select(e => e.RequestMessage!.Headers!.TryGetValue("If-None-Match", out var tags) ? tags.Single() : null)];

    private void Tagged(string body, string tag)
    {
        _bench.Server.ResetMappings();
        _bench.Server.Given(Request.Create().WithPath("/things")).AtPriority(2).RespondWith(Response.Create().WithBody(body).WithHeader("ETag", tag));
        _bench.Server.Given(Request.Create().WithPath("/things").WithHeader("If-None-Match", tag)).AtPriority(1).RespondWith(Response.Create().WithStatusCode(304));
    }
}
