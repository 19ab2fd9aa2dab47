using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Tests;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.Connectors.Declarative.Tests.Reading;

/// <summary>Tools of several hosts, and tools that want certificates.</summary>
public sealed class HostTests : IAsyncDisposable
{
    private const string Document = """
        format: 1
        id: tool
        version: 1.0.0
        name: Tool
        description: A tool.
        options:
          address: { type: string, format: uri, required: true }
          files: { type: string, format: uri }
          orders: { type: string, format: uri }
          token: { type: string, secret: true, required: true }
        http:
          address: ${ $options.address }
          headers: { X-From: hub }
          auth: { kind: bearer, token: "${ $secrets.token }" }
          errors: [{ status: 418, action: ignore }]
          hosts:
            files: { address: "${ $options.files }" }
            orders: { address: "${ $options.orders }", auth: { kind: api-key, name: X-Key, key: "${ $secrets.token }" }, headers: { X-To: orders } }
        check: { path: me, message: Reached. }
        streams:
          folder: { description: Folders., request: { path: folders }, id: id }
          file: { description: Files of a folder., parent: { stream: folder }, request: { host: files, path: "files/${ $parent.id }" }, detail: { path: "details/${ $item.id }" }, id: id, fetch: { host: files, path: "file/${ $id }" } }
        actions:
          order: { description: Orders., requests: [{ path: me }, { host: orders, method: POST, path: orders, body: '{"by": name}' }], values: '{"id": id}' }
        """;

    private readonly Bench _bench = new();
    private readonly WireMockServer _other = WireMockServer.Start();

    public async ValueTask DisposeAsync()
    {
        _other.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Each_request_goes_to_its_host_which_takes_over_what_it_does_not_say_itself()
    {
        _bench.Answer("/folders", """[{"id":"a"}]""");
        _bench.Answer("/details/f1", """{"id":"f1","size":3}""");
        _bench.Answer("/me", """{"name":"ann"}""");
        Other("/files/a", 200, """[{"id":"f1"}]""");
        Other("/file/f9", 418, "");
        Other("/orders", 200, """{"id":7}""");
        var instance = Open(_other.Url, _other.Url);

        Assert.Equal(["f1"], Bench.Ids(await Bench.ReadAsync(instance, "file")));
        Assert.Null(await instance.FetchAsync(new("file", "f9"), TestContext.Current.CancellationToken));
        Assert.Equal("""{"id":7}""", (await instance.ExecuteAsync(new() { ActionId = "a1", Action = "order", Arguments = System.Text.Json.JsonElement.Parse("{}") }, TestContext.Current.CancellationToken)).Values.GetRawText());

        Assert.Equal(["/folders", "/details/f1", "/me"], _bench.Asked);
        var sent = _other.LogEntries.Select(e => e.RequestMessage!).ToArray();
        Assert.Equal(["/files/a", "/file/f9", "/orders"], sent.Select(r => r.Path));
        Assert.All(sent[..2], r => Assert.Equal(("Bearer s3cret", "hub"), (r.Headers!["Authorization"].Single(), r.Headers["X-From"].Single())));
        Assert.Equal(("s3cret", "orders", """{"by":"ann"}"""), (sent[2].Headers!["X-Key"].Single(), sent[2].Headers!["X-To"].Single(), sent[2].Body));
        Assert.DoesNotContain("Authorization", sent[2].Headers!.Keys);
        Assert.DoesNotContain("X-From", sent[2].Headers!.Keys);
    }

    [Fact]
    public async Task A_host_without_an_address_fails_by_name_where_it_is_needed_and_nowhere_else()
    {
        _bench.Answer("/folders", """[{"id":"a"}]""");
        var instance = Open(null, null);

        Assert.Equal(["a"], Bench.Ids(await Bench.ReadAsync(instance, "folder")));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Bench.ReadAsync(instance, "file"));
        Assert.Equal((ConnectorErrorKind.Configuration, "The address of the host 'files' is not set in the options of the instance, and this needs it."), (fault.Kind, fault.Message));
    }

    [Fact]
    public async Task A_stream_that_is_fed_by_pushes_alone_says_that_it_cannot_be_read() => Assert.Equal(
        "Stream 'thing' cannot be read: it is fed by webhooks or pushes alone.",
        (await Assert.ThrowsAsync<ConnectorException>(() => Bench.ReadAsync(_bench.Open(Bench.Document("id: id\npush: {}"))))).Message);

    [Fact]
    public async Task Details_are_asked_for_in_batches()
    {
        _bench.Answer("/ids", """{"ids":[1,2,3]}""");
        _bench.Server.Given(Request.Create().WithPath("/get").WithBody("""{"ids":[1,2]}""")).RespondWith(Response.Create().WithBody("""{"things":[{"id":1},{"id":2}]}"""));
        _bench.Server.Given(Request.Create().WithPath("/get").WithBody("""{"ids":[3]}""")).RespondWith(Response.Create().WithBody("""{"things":[{"id":3}]}"""));

        var read = await Bench.ReadAsync(_bench.Open(Bench.Document("""
            request: { path: ids }
            select: ids
            detail: { method: POST, path: get, batch: 2, body: '{"ids": $items}', select: things }
            id: id
            """)));

        Assert.Equal(["1", "2", "3"], Bench.Ids(read));
        Assert.Equal(["/ids", "/get", "/get"], _bench.Asked);
    }

    [Fact]
    public async Task What_is_looked_up_for_a_record_is_part_of_it_with_the_headers_of_its_answer()
    {
        _bench.Answer("/things", """["a","b"]""");
        _bench.Server.Given(Request.Create().WithPath("/thing/a")).RespondWith(Response.Create().WithBody("""{"config":"c1"}""").WithHeader("X-Digest", "d1"));
        _bench.Server.Given(Request.Create().WithPath("/thing/b")).RespondWith(Response.Create().WithBody("""{}""").WithHeader("X-Digest", "d2"));
        _bench.Answer("/config/c1", """{"owner":"o1"}""");
        _bench.Answer("/owner/o1", 404, "{}");

        var read = await Bench.ReadAsync(_bench.Open(Bench.Document("""
            request: { path: things }
            detail: { path: "thing/${ $item }" }
            lookups:
              - { name: config, when: $exists(config), path: "config/${ config }" }
              - { name: owner, when: $exists($answers.config), path: "owner/${ $answers.config.owner }" }
            record: '{"name": $item, "digest": $headers."x-digest", "owner": $answers.config.owner, "gone": $not($exists($answers.owner))}'
            id: digest
            """)));

        Assert.Equal(
            ["""{"name":"a","digest":"d1","owner":"o1","gone":true}""", """{"name":"b","digest":"d2","gone":true}"""],
            read.SelectMany(p => p.Records).Select(r => Bench.Text(r.Json)));
        Assert.Equal(["/things", "/thing/a", "/config/c1", "/owner/o1", "/thing/b"], _bench.Asked);
    }

    [Fact]
    public async Task A_document_names_the_certificates_of_both_sides()
    {
        await using var server = new TlsServer();
        var (certificate, key) = server.Client("hub.example.com");
        var document = Bench.Document("request: { path: things }\nid: name").Replace(
            "  auth: {", "  tls: { certificate: \"${ $secrets.certificate }\", key: \"${ $secrets.key }\", authority: \"${ $options.authority }\" }\n  auth: {", StringComparison.Ordinal).Replace(
            "  token: {", "  certificate: { type: string, secret: true }\n  key: { type: string, secret: true }\n  authority: { type: string }\n  token: {", StringComparison.Ordinal);
        var options = new JsonObject { ["address"] = server.Address.AbsoluteUri, ["token"] = "s3cret", ["authority"] = server.Authority };

        await Assert.ThrowsAsync<ConnectorException>(() => _bench.Open(document, options.DeepClone().AsObject()).CheckAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            "A client's certificate is given and no private key. Give both, or neither.",
            Assert.Throws<ConnectorException>(() => _bench.Open(document, new JsonObject(options.Select(o => KeyValuePair.Create(o.Key, o.Value!.DeepClone()))!) { ["certificate"] = certificate })).Message);

        options["certificate"] = certificate;
        options["key"] = key;
        Assert.Equal("Reached as CN=hub.example.com.", (await _bench.Open(document, options).CheckAsync(TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void A_certificate_without_its_key_is_a_fault_of_the_document() =>
        Assert.Equal(
            "'tls.certificate' and 'tls.key' go together: the hub proves itself by both.",
            Assert.Single(ConnectorDocument.Read(Bench.Document("request: { path: x }\nid: id").Replace("  auth: {", "  tls: { key: \"${ $secrets.token }\" }\n  auth: {", StringComparison.Ordinal), "c").Faults).Message);

    private Sdk.Connectors.ConnectorInstance Open(string? files, string? orders)
    {
        var options = new JsonObject { ["address"] = _bench.Server.Url!, ["token"] = "s3cret" };
        if (files is not null)
        {
            (options["files"], options["orders"]) = (files, orders);
        }

        return _bench.Open(Document, options);
    }

    private void Other(string path, int status, string body) => _other.Given(Request.Create().WithPath(path)).RespondWith(Response.Create().WithStatusCode(status).WithBody(body));
}
