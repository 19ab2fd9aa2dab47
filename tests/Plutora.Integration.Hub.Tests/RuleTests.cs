using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Link rules and catalogs over the API.</summary>
public sealed class RuleTests
{
    private static JsonObject Rule => JsonNode.Parse("""
        { "id": "mine", "relation": "contains", "from": { "entity": "milestone", "fields": ["title"], "pattern": "(?<key>[A-Z]+-[0-9]+)" }, "to": { "entity": "work-item" } }
        """)!.AsObject();

    [Fact]
    public async Task A_rule_is_set_listed_previewed_and_removed()
    {
        await using var hub = await RunningHub.StartAsync();
        var (previewed, preview) = await hub.CallAsync(HttpMethod.Post, "/api/v1/links/rules/preview", hub.Administrator, JsonContent.Create(Rule));
        Assert.Equal((200, 0), (previewed, preview.GetProperty("added").GetInt32()));
        Assert.Equal(404, (await hub.CallAsync(HttpMethod.Get, "/api/v1/links/rules/mine", hub.Administrator)).Status);
        var (set, answer) = await hub.CallAsync(HttpMethod.Put, "/api/v1/links/rules/mine", hub.Administrator, JsonContent.Create(Rule));
        Assert.Equal((202, "api", 0.8), (set, answer.GetProperty("origin").GetString(), answer.GetProperty("rule").GetProperty("confidence").GetDouble()));
        Assert.Equal("mine", Assert.Single((await hub.CallAsync(HttpMethod.Get, "/api/v1/links/rules", hub.Administrator)).Body.EnumerateArray()).GetProperty("rule").GetProperty("id").GetString());
        Assert.Equal(202, (await hub.CallAsync(HttpMethod.Delete, "/api/v1/links/rules/mine", hub.Administrator)).Status);
        Assert.Equal(404, (await hub.CallAsync(HttpMethod.Delete, "/api/v1/links/rules/mine", hub.Administrator)).Status);
    }

    [Fact]
    public async Task A_rule_that_is_wrong_is_refused_with_every_fault()
    {
        await using var hub = await RunningHub.StartAsync();
        var rule = Rule;
        rule["relation"] = "likes";
        rule["from"]!["pattern"] = "(?<key>.*)";
        var (status, problem) = await hub.CallAsync(HttpMethod.Put, "/api/v1/links/rules/mine", hub.Administrator, JsonContent.Create(rule));
        Assert.Equal(422, status);
        Assert.Equal(2, problem.GetProperty("errors").GetArrayLength());
        rule["colour"] = "red";
        rule["confidence"] = "much";
        var faults = (await hub.CallAsync(HttpMethod.Post, "/api/v1/links/rules/preview", hub.Administrator, JsonContent.Create(rule))).Body.GetProperty("errors");
        Assert.Contains(faults.EnumerateArray(), f => f.GetString()!.Contains("'colour'", StringComparison.Ordinal));
        Assert.Contains(faults.EnumerateArray(), f => f.GetString()!.Contains("'confidence'", StringComparison.Ordinal));
        Assert.Equal(400, (await hub.CallAsync(HttpMethod.Put, "/api/v1/links/rules/mine", hub.Administrator, new StringContent("[", null, "application/json"))).Status);
    }

    [Fact]
    public async Task A_rule_of_the_settings_is_read_only_and_a_viewer_changes_none()
    {
        await using var hub = await RunningHub.StartAsync("""
              - { id: catalog, connector: catalog }
            rules:
              - { id: mine, relation: contains, from: { entity: milestone, fields: [title] }, to: { entity: work-item } }

            """);
        foreach (var (method, body) in new[] { (HttpMethod.Put, JsonContent.Create(Rule)), (HttpMethod.Delete, null) })
        {
            var (status, problem) = await hub.CallAsync(method, "/api/v1/links/rules/mine", hub.Administrator, body);
            Assert.Equal(409, status);
            Assert.Contains("plutora.yaml", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        var viewer = (await hub.CallAsync(HttpMethod.Post, "/api/v1/keys", hub.Administrator, JsonContent.Create(new JsonObject { ["name"] = "v", ["role"] = "Viewer" }))).Body.GetProperty("key").GetString();
        Assert.True(Assert.Single((await hub.CallAsync(HttpMethod.Get, "/api/v1/links/rules", viewer)).Body.EnumerateArray()).GetProperty("readOnly").GetBoolean());
        Assert.Equal(403, (await hub.CallAsync(HttpMethod.Put, "/api/v1/links/rules/other", viewer, JsonContent.Create(Rule))).Status);
    }

    [Fact]
    public async Task A_document_becomes_entities_and_bindings_or_is_refused_with_every_place()
    {
        await using var hub = await RunningHub.StartAsync("  - { id: catalog, connector: catalog }\n");
        await hub.OpenAsync("catalog");
        var (refused, problem) = await hub.CallAsync(HttpMethod.Put, "/api/v1/catalog/catalog/documents/shop.yaml", hub.Administrator, new StringContent("products:\n  - { id: shop, team: web }\n  - { id: Shop, state: busy }\n"));
        Assert.Equal(422, refused);
        Assert.StartsWith("shop.yaml(3,", problem.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(202, (await hub.CallAsync(HttpMethod.Put, "/api/v1/catalog/catalog/documents/shop.yaml", hub.Administrator, new StringContent("applications: [{ id: front, bind: { repositories: ['acme/*'] } }]"))).Status);
        await Waiting.UntilAsync("the application is there", async () => (await hub.CallAsync(HttpMethod.Get, "/api/v1/entities?id=catalog/application/front", hub.Administrator)).Status == 200);
        var rule = Assert.Single((await hub.CallAsync(HttpMethod.Get, "/api/v1/links/rules", hub.Administrator)).Body.EnumerateArray());
        Assert.Equal(("catalog:catalog", "catalog:application:front:repositories"), (rule.GetProperty("origin").GetString(), rule.GetProperty("rule").GetProperty("id").GetString()));
        Assert.Equal(409, (await hub.CallAsync(HttpMethod.Delete, "/api/v1/links/rules/catalog:application:front:repositories", hub.Administrator)).Status);
        Assert.Equal("shop.yaml", Assert.Single((await hub.CallAsync(HttpMethod.Get, "/api/v1/catalog/catalog/documents", hub.Administrator)).Body.EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(202, (await hub.CallAsync(HttpMethod.Delete, "/api/v1/catalog/catalog/documents/shop.yaml", hub.Administrator)).Status);
        Assert.Equal(404, (await hub.CallAsync(HttpMethod.Get, "/api/v1/catalog/catalog/documents/shop.yaml", hub.Administrator)).Status);
        Assert.Equal(404, (await hub.CallAsync(HttpMethod.Get, "/api/v1/catalog/nosuch/documents", hub.Administrator)).Status);
        Assert.Equal(422, (await hub.CallAsync(HttpMethod.Put, "/api/v1/catalog/catalog/documents/x.yaml", hub.Administrator, new ByteArrayContent([0xff, 0xfe, 0x41]))).Status);
    }

    [Fact]
    public async Task The_description_of_the_api_tells_what_rules_and_documents_are()
    {
        await using var hub = await RunningHub.StartAsync();
        var paths = (await hub.CallAsync(HttpMethod.Get, "/openapi/v1.json", null)).Body.GetProperty("paths");
        Assert.True(Schema(paths, "/api/v1/links/rules/{id}", "put").TryGetProperty("202", out var accepted) && accepted.TryGetProperty("content", out _));
        Assert.True(Schema(paths, "/api/v1/links/rules/preview", "post").TryGetProperty("200", out var preview) && preview.TryGetProperty("content", out _));
        Assert.True(paths.GetProperty("/api/v1/links/rules/{id}").GetProperty("put").TryGetProperty("requestBody", out _));
        Assert.True(paths.GetProperty("/api/v1/catalog/{instance}/documents/{name}").GetProperty("put").GetProperty("requestBody").GetProperty("content").TryGetProperty("application/yaml", out _));
    }

    private static JsonElement Schema(JsonElement paths, string path, string method) => paths.GetProperty(path).GetProperty(method).GetProperty("responses");
}
