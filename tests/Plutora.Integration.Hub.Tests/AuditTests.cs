using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Who changed what over the API is kept for ever, and names no person and no secret.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task Each_change_is_written_with_who_what_when_and_result()
    {
        await using var hub = await RunningHub.StartAsync("  []\n");
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await CallAsync(hub, "POST", "/instances", """{"id":"gh","connector":"github","paused":true,"options":{"token":"env:TOKEN"}}""");
        await CallAsync(hub, "PUT", "/instances/gh", """{"connector":"github","paused":true,"displayName":"Hub"}""");
        await CallAsync(hub, "POST", "/instances/gh/pause");
        await CallAsync(hub, "POST", "/instances/gh/reset");
        await CallAsync(hub, "POST", "/instances/nosuch/pause");
        await CallAsync(hub, "POST", "/mappings/gh/pull-request/activate", "{}");
        await CallAsync(hub, "POST", "/mappings/gh/pull-request/rollback", """{"number":1}""");
        await CallAsync(hub, "POST", "/mappings/gh/pull-request/replay");
        await CallAsync(hub, "POST", "/keys", """{"name":"dash","role":"Viewer","instances":["gh"]}""");
        await CallAsync(hub, "DELETE", "/keys/dash");
        await CallAsync(hub, "PUT", "/secrets/hook", """{"value":"s3cret"}""");
        await CallAsync(hub, "POST", "/references/settle", """{"referrer":"gh/issue/1","entity":"issue","alias":"X-1","target":"nonsense"}""");
        await CallAsync(hub, "POST", "/log/backup", """{"file":"one.db"}""");
        await CallAsync(hub, "DELETE", "/instances/gh?entities=delete");

        var entries = await EntriesAsync(hub);
        Assert.Equal(
            [
                "POST /instances gh connector github done 201", "PUT /instances/{id} gh connector github done 200", "POST /instances/{id}/pause gh - done 204", "POST /instances/{id}/reset gh - done 204",
                "POST /instances/{id}/pause nosuch - refused 404", "POST /mappings/{instance}/{stream}/activate gh/pull-request - done 204", "POST /mappings/{instance}/{stream}/rollback gh/pull-request to activation 1 done 204",
                "POST /mappings/{instance}/{stream}/replay gh/pull-request - done 202", "POST /keys dash role viewer; instances gh done 201", "DELETE /keys/{name} dash - done 204", "PUT /secrets/{name} hook - done 204",
                "POST /references/settle gh/issue/1 to nonsense refused 422", "POST /log/backup one.db - done 201", "DELETE /instances/{id} gh entities=delete done 202",
            ],
            entries.Select(e => $"{Text(e, "action")} {Text(e, "target")} {Text(e, "detail")} {Text(e, "result")} {Text(e, "status")}"));
        Assert.All(entries, e => Assert.Equal(("administrator", "Administrator"), (Text(e, "key"), Text(e, "role"))));
        Assert.All(entries, e => Assert.InRange(e.GetProperty("at").GetDateTimeOffset(), before, TimeProvider.System.GetUtcNow().AddSeconds(1)));
        Assert.DoesNotContain("s3cret", JsonSerializer.Serialize(entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgetting_a_person_is_written_with_a_hash_alone()
    {
        await using var hub = await RunningHub.StartAsync("  []\n");
        await CallAsync(hub, "POST", "/people/forget", """{"person":"Zora@example.org"}""");
        await CallAsync(hub, "POST", "/people/forget", """{"person":"Zora Hurston"}""");
        await CallAsync(hub, "POST", "/people/forget", """{"person":"gh/person/zora"}""");
        var entries = await EntriesAsync(hub);
        Assert.Equal(["done", "refused", "refused"], entries.Select(e => Text(e, "result")));
        Assert.All(entries, e => Assert.StartsWith("hmac-", Text(e, "target"), StringComparison.Ordinal));
        Assert.DoesNotContain("zora", JsonSerializer.Serialize(entries), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Only_an_administrator_of_the_whole_hub_reads_it_and_page_by_page()
    {
        await using var hub = await RunningHub.StartAsync("  []\n");
        foreach (var name in (string[])["one", "two", "three"])
        {
            await CallAsync(hub, "PUT", $"/secrets/{name}", """{"value":"x"}""");
        }

        var first = (await hub.CallAsync(HttpMethod.Get, "/api/v1/audit?limit=2", hub.Administrator)).Body;
        Assert.Equal(["one", "two"], first.GetProperty("entries").EnumerateArray().Select(e => Text(e, "target")));
        var second = (await hub.CallAsync(HttpMethod.Get, $"/api/v1/audit?after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}", hub.Administrator)).Body;
        Assert.Equal(["three"], second.GetProperty("entries").EnumerateArray().Select(e => Text(e, "target")));
        Assert.Equal(410, (await hub.CallAsync(HttpMethod.Get, "/api/v1/audit?after=another-log.7", hub.Administrator)).Status);
        var limited = await hub.CallAsync(HttpMethod.Post, "/api/v1/keys", hub.Administrator, JsonContent.Create(new JsonObject { ["name"] = "team", ["role"] = "Administrator", ["instances"] = new JsonArray("gh") }));
        Assert.Equal(403, (await hub.CallAsync(HttpMethod.Get, "/api/v1/audit", limited.Body.GetProperty("key").GetString())).Status);
    }

    [Fact]
    public async Task No_endpoint_that_changes_something_is_left_out_by_accident()
    {
        await using var app = RunningHub.Build(Directory.CreateTempSubdirectory("plutora-audit-").FullName);
        var left = ((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Where(m => m != "GET" && !AuditFilter.Concerns(e, m)).Select(m => $"{m} {e.RoutePattern.RawText}"));
        Assert.Equal(
            ["POST /api/v1/actions/preview", "POST /api/v1/events", "POST /api/v1/instances/check", "POST /api/v1/instances/{id}/check", "POST /api/v1/instances/{id}/records",
            "POST /api/v1/mappings/eval", "POST /api/v1/mappings/lint", "POST /api/v1/mappings/new", "POST /api/v1/mappings/test", "POST /api/v1/mappings/{instance}/{stream}/diff", "POST /api/v1/mappings/{instance}/{stream}/preview",
            "POST /api/v1/mappings/{instance}/{stream}/try"],
            left.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_looked_back_at_from_the_newest_entry_by_what_is_sought()
    {
        await using var hub = await RunningHub.StartAsync("  []\n");
        foreach (var name in (string[])["one", "two", "three", "four"])
        {
            await CallAsync(hub, "PUT", $"/secrets/{name}", """{"value":"x"}""");
        }

        await CallAsync(hub, "POST", "/instances/nosuch/pause");
        var first = await LookAsync("limit=2");
        Assert.Equal(["nosuch", "four"], Targets(first));
        var second = await LookAsync($"limit=2&before={first.GetProperty("before").GetInt64()}");
        Assert.Equal(["three", "two"], Targets(second));
        var last = await LookAsync($"limit=2&before={second.GetProperty("before").GetInt64()}");
        Assert.Equal(["one"], Targets(last));
        Assert.False(last.TryGetProperty("before", out _));

        Assert.Equal(["three", "one"], Targets(await LookAsync("target=E&action=PUT")).Where(t => t != "nosuch"));
        Assert.Equal(["nosuch"], Targets(await LookAsync("result=refused")));
        Assert.Equal(["nosuch"], Targets(await LookAsync("action=" + Uri.EscapeDataString("POST /instances/{id}/pause"))));
        Assert.Empty(Targets(await LookAsync("key=somebody")));
        Assert.Empty(Targets(await LookAsync("until=2020-01-01T00:00:00Z")));
        Assert.Equal(5, Targets(await LookAsync("from=2020-01-01T00:00:00Z&key=administrator")).Count());
        Assert.Empty(Targets(await LookAsync("from=2120-01-01T00:00:00Z")));
        var viewer = await hub.CallAsync(HttpMethod.Post, "/api/v1/keys", hub.Administrator, JsonContent.Create(new JsonObject { ["name"] = "eyes", ["role"] = "Viewer" }));
        Assert.Equal(403, (await hub.CallAsync(HttpMethod.Get, "/api/v1/audit/newest", viewer.Body.GetProperty("key").GetString())).Status);

        async Task<JsonElement> LookAsync(string query) => (await hub.CallAsync(HttpMethod.Get, "/api/v1/audit/newest?" + query, hub.Administrator)).Body;
        static IEnumerable<string> Targets(JsonElement look) => look.GetProperty("entries").EnumerateArray().Select(e => Text(e, "target"));
    }

    [Fact]
    public async Task There_are_words_for_everything_that_it_may_hold()
    {
        await using var app = RunningHub.Build(Directory.CreateTempSubdirectory("plutora-audit-").FullName);
        var held = ((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Where(m => AuditFilter.Concerns(e, m)).Select(m => $"{m} {e.RoutePattern.RawText!["/api/v1".Length..]}"));
        Assert.Equal(held.Order(StringComparer.Ordinal), AuditWords.Known.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Ran close-ticket in a tool", AuditWords.Of("action close-ticket"));
    }

    private static async Task CallAsync(RunningHub hub, string method, string path, string? body = null) =>
        await hub.CallAsync(new(method), "/api/v1" + path, hub.Administrator, body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

    private static async Task<JsonElement[]> EntriesAsync(RunningHub hub) =>
        [.. (await hub.CallAsync(HttpMethod.Get, "/api/v1/audit", hub.Administrator)).Body.GetProperty("entries").EnumerateArray()];

    private static string Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.ToString() : "-";
}
