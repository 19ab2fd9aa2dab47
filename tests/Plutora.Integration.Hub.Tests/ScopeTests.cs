using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Keys that are limited to instances: also an administrator's reaches no further, and cannot make itself one that does.</summary>
public sealed class ScopeTests
{
    [Theory]
    [InlineData("PUT", "/api/v1/instances/github-main", "'github-main'")]
    [InlineData("DELETE", "/api/v1/instances/github-main", "'github-main'")]
    [InlineData("GET", "/api/v1/instances/github-main/export", "'github-main'")]
    [InlineData("POST", "/api/v1/mappings/github-main/pull-request/activate", "'github-main'")]
    [InlineData("GET", "/api/v1/mappings/github-main/pull-request/replay", "'github-main'")]
    [InlineData("POST", "/api/v1/keys", "the whole hub")]
    [InlineData("GET", "/api/v1/secrets", "the whole hub")]
    [InlineData("POST", "/api/v1/connectors", "the whole hub")]
    public async Task An_administrators_key_outside_its_scope_is_refused_and_told_what_it_lacks(string method, string path, string named)
    {
        await using var hub = await RunningHub.StartAsync();
        var limited = await hub.CallAsync(HttpMethod.Post, "/api/v1/keys", hub.Administrator, JsonContent.Create(new JsonObject { ["name"] = "team", ["role"] = "Administrator", ["instances"] = new JsonArray("other") }));
        var body = method is "GET" or "DELETE" ? null : JsonContent.Create(new JsonObject { ["name"] = "mine", ["source"] = "/tmp/x" });
        var (status, problem) = await hub.CallAsync(new(method), path, limited.Body.GetProperty("key").GetString(), body);
        Assert.Equal(403, status);
        Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
