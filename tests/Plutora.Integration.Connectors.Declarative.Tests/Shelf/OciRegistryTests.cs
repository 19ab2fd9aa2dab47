using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The OCI registry connector against Docker's own registry.</summary>
public sealed class OciRegistryTests : IAsyncLifetime
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Sha = "da7add70427515f20f736525be1b92bf23ff6b6f";

    private readonly Bench _bench = new();
    private LocalServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _bench.Server.Given(Request.Create().WithPath("/hook").UsingPost()).RespondWith(Response.Create().WithStatusCode(200));
        _server = await LocalServer.StartAsync(
            "docker-registry",
            "docker-registry",
            (folder, port) => $$"""
                version: 0.1
                storage: { filesystem: { rootdirectory: {{folder}}/data }, delete: { enabled: true } }
                http: { addr: "127.0.0.1:{{port}}" }
                notifications: { endpoints: [{ name: hub, url: "{{_bench.Server.Url}}/hook", headers: { Authorization: [Bearer s3cret] }, timeout: 5s, threshold: 5, backoff: 100ms }] }
                """,
            (file, _, _) => ["serve", file],
            "v2/");
        _http = new() { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Artifacts_come_by_digest_with_the_commit_of_their_labels_and_tags_name_them()
    {
        var first = await PushAsync("acme/shop", "1.0", new() { ["org.opencontainers.image.revision"] = Sha, ["org.opencontainers.image.source"] = "https://github.com/Acme/shop.git", ["org.opencontainers.image.version"] = "1.0" });
        var second = await PushAsync("acme/shop", "1.1", []);
        await PutAsync("acme/shop", "stable", Manifest, first.Body);
        var index = await PutAsync("acme/shop", "latest", Index, Encoding.UTF8.GetBytes($$$"""{"schemaVersion":2,"mediaType":"{{{Index}}}","manifests":[{"mediaType":"{{{Manifest}}}","digest":"{{{first.Digest}}}","size":{{{first.Body.Length}}},"platform":{"os":"linux","architecture":"amd64"}}]}"""));
        await PushAsync("other/tool", "v1", []);
        var instance = Open();

        var artifacts = await Mapped.ReadAsync("oci-registry", instance, "manifest");
        Assert.Equal(4, artifacts.Count("artifact"));
        foreach (var digest in new[] { first.Digest, index })
        {
            var artifact = artifacts[$"artifact/{digest}"];
            Assert.Equal(("acme/shop 1.0", Sha, "clone:github.com/acme/shop", "container-image"), (artifact["title"]!.ToString(), artifact["commit"]!["alias"]!.ToString(), artifact["repository"]!["alias"]!.ToString(), artifact["kind"]!.ToString()));
        }

        Assert.Equal(("acme/shop", null), (artifacts[$"artifact/{second.Digest}"]["name"]!.ToString(), artifacts[$"artifact/{second.Digest}"]["commit"]));
        var tags = (await Bench.ReadAsync(instance, "tag")).SelectMany(p => p.Records).ToArray();
        Assert.Equal(["acme/shop:1.0", "acme/shop:1.1", "acme/shop:latest", "acme/shop:stable", "other/tool:v1"], tags.Select(t => t.Id).Order(StringComparer.Ordinal));
        var named = await Mapped.OfAsync("oci-registry", tags.Where(t => t.Id is "acme/shop:1.0" or "acme/shop:stable"));
        Assert.Equal($"artifact/{first.Digest}", Assert.Single(named.About));
    }

    [Fact]
    public async Task Options_narrow_what_is_read_and_a_scan_names_its_containers()
    {
        var one = await PushAsync("acme/shop", "v1.0", []);
        await PushAsync("acme/shop", "main", []);
        await PushAsync("other/tool", "v1.0", []);
        await Http(HttpMethod.Delete, $"v2/other/tool/manifests/{(await PushAsync("other/gone", "v1", [])).Digest}", null, expected: 404);
        var instance = Open(new() { ["repositories"] = new JsonArray("acme/shop"), ["tags"] = "^v[0-9]+/?" });

        Assert.Equal([$"acme/shop@{one.Digest}"], Bench.Ids(await Bench.ReadAsync(instance, "manifest")));
        var scan = await Bench.ReadAsync(instance, "tag", with: r => r with { Mode = ReadMode.FullScan });
        Assert.Equal(["acme/shop:v1.0"], Bench.Ids(scan));
        Assert.Equal(["acme/shop"], scan.SelectMany(p => p.CompletedContainers));
    }

    [Fact]
    public async Task A_repository_without_tags_is_empty_and_no_fault()
    {
        var pushed = await PushAsync("acme/shop", "1.0", []);
        await Http(HttpMethod.Delete, $"v2/acme/shop/manifests/{pushed.Digest}", null, expected: 202);

        Assert.Empty(Bench.Ids(await Bench.ReadAsync(Open(), "manifest")));
    }

    [Fact]
    public async Task A_push_and_a_deletion_are_told_by_the_registrys_own_notifications()
    {
        var pushed = await PushAsync("acme/shop", "1.0", []);
        var instance = Open();

        var told = await HookAsync(instance, "\"action\": \"push\"", "manifests/");
        var events = await Mapped.OfAsync("oci-registry", told.Records);
        Assert.Equal([$"artifact/{pushed.Digest}"], events.About);
        Assert.NotNull(events[$"artifact/{pushed.Digest}"]["publishedAt"]);
        Assert.Equal(["manifest", "tag"], told.ReadStreams);

        await Http(HttpMethod.Delete, $"v2/acme/shop/manifests/{pushed.Digest}", null, expected: 202);
        var gone = Assert.Single((await HookAsync(instance, "\"action\": \"delete\"", pushed.Digest)).Records, r => r.Stream == "manifest");
        Assert.Equal(($"acme/shop@{pushed.Digest}", true), (gone.Id, gone.Deleted));
    }

    private async Task<(string Digest, byte[] Body)> PushAsync(string repository, string tag, Dictionary<string, string> labels)
    {
        var layer = Encoding.UTF8.GetBytes($"layer of {repository}:{tag}");
        var config = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["created"] = "2026-03-01T10:00:00Z",
            ["config"] = new JsonObject { ["Labels"] = new JsonObject(labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))) },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(Digest(layer)) },
        }.ToJsonString());
        foreach (var blob in new[] { layer, config })
        {
            using var begun = await Http(HttpMethod.Post, $"v2/{repository}/blobs/uploads/", null, expected: 202);
            var at = begun.Headers.Location!.OriginalString;
            await Http(HttpMethod.Put, $"{at}{(at.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Digest(blob)}", new ByteArrayContent(blob) { Headers = { ContentType = new("application/octet-stream") } }, expected: 201);
        }

        var manifest = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest(config)}}","size":{{config.Length}}},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{Digest(layer)}}","size":{{layer.Length}}}]}""");
        return (await PutAsync(repository, tag, Manifest, manifest), manifest);
    }

    private async Task<string> PutAsync(string repository, string tag, string type, byte[] body)
    {
        await Http(HttpMethod.Put, $"v2/{repository}/manifests/{tag}", new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } }, expected: 201);
        return Digest(body);
    }

    private static string Digest(byte[] body) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body));

    private async Task<HttpResponseMessage> Http(HttpMethod method, string path, HttpContent? content, int expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == expected, $"{method} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return answer;
    }

    private async Task<Sdk.Webhooks.ReceiveResult> HookAsync(ConnectorInstance instance, params string[] with)
    {
        WireMock.IRequestMessage? delivery = null;
        await Waiting.UntilAsync($"a delivery with {string.Join(", ", with)} has come", () => (delivery = _bench.Server.LogEntries.Select(e => e.RequestMessage!).FirstOrDefault(r => with.All(w => r.Body!.Contains(w, StringComparison.Ordinal)))) is not null, TimeSpan.FromMinutes(3));
        Assert.Equal("Bearer s3cret", delivery!.Headers!["Authorization"].Single());
        return await Bench.HookAsync(instance, delivery.Body!);
    }

    private ConnectorInstance Open(JsonObject? options = null)
    {
        options ??= [];
        options["address"] = _server.Address.AbsoluteUri;
        return _bench.Open(ShelfFolder.Connector("oci-registry"), options);
    }
}
