using NJsonSchema;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Connectors.Declarative.Tests.Documents;

public sealed class LintTests
{
    [Fact]
    public void Every_fault_is_told_at_once_with_its_line_and_column_and_a_remedy()
    {
        const string Text = """
            format: 1
            id: My Tool
            version: one
            name: Tool
            descripton: A tool.
            http:
              address: ${ $options.adress
              auth: { kind: baisc, user: me }
            check: { path: me, message: ok }
            streams:
              thing:
                description: Things.
                request: { path: things, query: { since: "${ $sinc }" } }
                paging: { kind: page, parameter: p }
                id: key &
                interval: 5
                versions: instants
                overlaps: 5m
            """;

        Assert.Equal(
            [
                "connector.yaml(1,1): error: 'description' is missing: one sentence: which tool it speaks to and what it brings.",
                "connector.yaml(2,5): error: 'id' is the text 'My Tool', expected an id: lower-case letters, digits and hyphens, a letter first, 40 at most.",
                "connector.yaml(3,10): error: 'version' is the text 'one', expected a semantic version such as 1.0.0.",
                "connector.yaml(5,1): error: 'descripton' is no member of a connector's document. Did you mean 'description'?",
                "connector.yaml(7,12): error: The '${' in 'http.address' is not closed. Close it with '}'.",
                "connector.yaml(8,17): error: 'baisc' is no kind of 'http.auth'. Did you mean 'basic'?",
                "connector.yaml(13,50): error: Nothing binds '$sinc' here. Did you mean 'since'?",
                "connector.yaml(14,13): error: 'streams.thing.paging.size' is missing: items a page.",
                "connector.yaml(15,13): error: The expression of 'streams.thing.id' does not compile: S0207 Unexpected end of expression. Mend the JSONata here.",
                "connector.yaml(16,15): error: 'streams.thing.interval' is the text '5', expected a duration such as 500ms, 30s, 5m or 24h.",
                "connector.yaml(17,15): error: 'instants' is none of the words of 'streams.thing.versions'. Did you mean 'instant'?",
                "connector.yaml(18,5): error: 'overlaps' is no member of 'streams.thing'. Did you mean 'overlap'?",
            ],
            ConnectorDocument.Read(Text, "connector.yaml").Faults.Select(f => f.ToString()));
    }

    [Fact]
    public void Names_that_lead_nowhere_are_told_too()
    {
        var document = Bench.Document(
            """
            request: { path: "things/${ $parent.id }", query: { since: "${ $since }" } }
            id: id
            parent: { stream: thin }
            """,
            """
            webhook:
              verifiers: [hmac, signal]
              records: [{ stream: other }, { when: "true" }]
            actions:
              close: { description: Closes., entities: [work-itm], requests: [{ method: GET, path: x, body: "1" }], settle: { requests: { method: POST, path: y }, outcome: '"done"' } }
            """);

        Assert.Equal(
            [
                "'streams.thing' uses $since and has no 'cursor': nothing would ever move it on.",
                "There is no stream 'thin'. Did you mean 'thing'?",
                "'webhook.hmac' says where the tool signs: it and the verifier 'hmac' go together.",
                "'webhook.signals' is missing: the streams that a signal starts to read.",
                "There is no stream 'other'. Known are thing.",
                "A rule of 'webhook.records' needs 'stream' for records, 'read' for streams to read, or 'removed-containers'.",
                "The model has no entity 'work-itm'. Did you mean 'work-item'?",
                "A GET carries no body. Set 'method', or use 'query'.",
                "A request of 'actions.close.settle' must change nothing. Use GET, or say 'safe: true' where the tool asks for another method.",
            ],
            ConnectorDocument.Read(document, "c").Faults.Select(f => f.Message));
    }

    [Theory]
    [InlineData("request: { path: things }\nid: $secrets.token", "'$secrets' is bound in 'auth' alone, so that no secret gets into a record, a cursor or an error.")]
    [InlineData("request: { path: things }\nid: id\nparent: { stream: thing }", "The stream 'thing' is its own parent.")]
    [InlineData("id: id\ninterval: 5m", "'streams.thing.interval' needs a 'request': without one the stream is fed by webhooks or pushes alone.")]
    [InlineData("request: { path: 'x/${ $parent.id }' }\nid: id", "'streams.thing' uses $parent and has neither 'parent' nor 'each'.")]
    [InlineData("request: { path: x }\nid: id\nversions: sequence", "'streams.thing.version' is missing: it says what the versions are.")]
    [InlineData("request: { path: x, errors: [{ action: ignore }] }\nid: id", "A rule of 'errors' without 'status' and 'when' would fit every answer. Say which it is for.")]
    [InlineData("request: { path: x, host: other }\nid: id", "There is no host 'other' under 'http.hosts'. There is none to choose from.")]
    [InlineData("request: { path: x }\nid: id\nconditional: true\ndetail: { path: 'x/${ $item.id }' }", "'streams.thing.detail' does not go with 'conditional': the tag of a list says nothing of its items' details.")]
    [InlineData("request: { path: x }\nid: id\ndetail: { path: 'x/${ $join($items.id, \",\") }' }", "'streams.thing.detail' uses $items and has no 'batch': without one each item is asked for alone, as $item.")]
    [InlineData("request: { path: x }\nid: id\ndetail: { batch: 5, path: 'x/${ $item.id }' }", "'streams.thing.detail' has a 'batch' and uses $item: several are asked for at once, as $items.")]
    [InlineData("request: { path: x }\nid: id\nlookups: { name: more, path: 'x/${ id }' }", "'streams.thing.lookups' needs 'record', which makes a record of the item and $answers.")]
    [InlineData("request: { path: x }\nid: id\ninternal: true\ninterval: 5m", "'streams.thing.interval' does not go with 'internal': the hub does not see the stream.")]
    public void What_would_fail_at_three_in_the_morning_is_told_now(string stream, string message) =>
        Assert.Equal(message, Assert.Single(ConnectorDocument.Read(Bench.Document(stream), "c").Faults).Message);

    [Fact]
    public void The_hub_does_not_see_an_internal_stream_and_others_are_read_by_it()
    {
        var document = ConnectorDocument.Read(Bench.Document("request: { path: x }\nid: id\ninternal: true", "  part:\n    description: Parts.\n    parent: { stream: thing }\n    request: { path: \"x/${ $parent.id }\" }\n    id: id"), "c");

        Assert.Empty(document.Faults);
        Assert.Equal("part", Assert.Single(document.Descriptor!.Streams).Id);
        Assert.Contains(
            ConnectorDocument.Read(Bench.Document("request: { path: x }\nid: id\ninternal: true", "webhook:\n  verifiers: [signal]\n  signals: [thing]\n  records: [{ read: thing }]"), "c").Faults,
            f => f.Message.StartsWith("There is no stream 'thing'.", StringComparison.Ordinal));
    }

    [Fact]
    public void Variables_that_an_expression_binds_itself_and_texts_that_look_like_variables_are_no_faults() =>
        Bench.Spec(Bench.Document("""
            request: { path: x }
            id: '($a := id; $f := function($b) { $b & "$c" & `$d` }; $map([1], function($v, $i) { $v }); $f($a) /* $e */)'
            """));

    [Fact]
    public async Task The_schema_for_editors_says_of_a_documents_form_what_the_check_says()
    {
        var schema = await JsonSchema.FromJsonAsync(ConnectorDocument.Schema, TestContext.Current.CancellationToken);
        var good = Bench.Document("request: { path: x }\nid: id\npaging: { kind: offset, parameter: o, size-parameter: l, size: 5 }");
        string[] bad =
        [
            good.Replace("id: tool", "id: My Tool", StringComparison.Ordinal),
            good.Replace("kind: bearer", "kind: baerer", StringComparison.Ordinal),
            good.Replace("size: 5", "size: 0", StringComparison.Ordinal),
            good.Replace("description: Things.", "descripton: Things.", StringComparison.Ordinal),
        ];

        Assert.Empty(schema.Validate(Json(good)));
        Assert.True(ConnectorDocument.Read(good, "c").IsValid);
        Assert.All(bad, text =>
        {
            Assert.NotEmpty(schema.Validate(Json(text)));
            Assert.False(ConnectorDocument.Read(text, "c").IsValid);
        });
    }

    private static string Json(string yaml) =>
        Bench.Text(YamlJson.ToJson(YamlReader.Read("c", yaml, new("connector", "something"), static (place, message) => Assert.Fail($"{place}: {message}"))!));
}
