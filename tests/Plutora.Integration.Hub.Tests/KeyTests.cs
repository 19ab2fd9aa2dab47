using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Hub.Tests;

public sealed class KeyTests
{
    [Fact]
    public async Task A_call_without_a_key_or_with_a_wrong_one_is_refused()
    {
        await using var hub = await RunningHub.StartAsync();
        Assert.Equal(401, (await hub.CallAsync(HttpMethod.Get, "/api/v1/instances", null)).Status);
        Assert.Equal(401, (await hub.CallAsync(HttpMethod.Get, "/api/v1/instances", "plk_wrong")).Status);
    }

    [Fact]
    public async Task A_viewer_may_look_within_its_scope_and_change_nothing()
    {
        await using var hub = await RunningHub.StartAsync();
        var (created, answer) = await hub.CallAsync(HttpMethod.Post, "/api/v1/keys", hub.Administrator, JsonContent.Create(new JsonObject { ["name"] = "dash", ["role"] = "Viewer", ["instances"] = new JsonArray("other") }));
        var key = answer.GetProperty("key").GetString();

        Assert.Equal(201, created);
        Assert.Empty((await hub.CallAsync(HttpMethod.Get, "/api/v1/instances", key)).Body.EnumerateArray());
        Assert.Equal(403, (await hub.CallAsync(HttpMethod.Get, "/api/v1/instances/github-main", key)).Status);
        Assert.Equal(403, (await hub.CallAsync(HttpMethod.Post, "/api/v1/instances/github-main/pause", key)).Status);
    }

    [Fact]
    public async Task An_instance_with_three_faults_is_told_all_three()
    {
        await using var hub = await RunningHub.StartAsync();
        var body = JsonContent.Create(new JsonObject { ["id"] = "Bad Id", ["connector"] = "github", ["options"] = new JsonObject { ["nope"] = 1, ["pageSize"] = "many" } });
        var (status, problem) = await hub.CallAsync(HttpMethod.Post, "/api/v1/instances", hub.Administrator, body);
        Assert.Equal(422, status);
        Assert.Equal(3, problem.GetProperty("errors").GetArrayLength());
    }

    [Theory]
    [InlineData("POST", "/api/v1/instances", """{"id":"a","id":"b"}""")]
    [InlineData("PUT", "/api/v1/instances/github-main", """{"options":{"a":[{"b":1,"b":2}]}}""")]
    [InlineData("POST", "/api/v1/instances/import", """{"format":1,"format":2}""")]
    public async Task A_name_that_stands_twice_in_a_body_is_told(string method, string path, string body)
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, problem) = await hub.CallAsync(new(method), path, hub.Administrator, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(400, status);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task An_instance_of_the_file_cannot_be_added_over_the_api()
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, problem) = await hub.CallAsync(HttpMethod.Post, "/api/v1/instances", hub.Administrator, JsonContent.Create(new JsonObject { ["id"] = "github-main", ["connector"] = "github" }));
        Assert.Equal(409, status);
        Assert.Contains("plutora.yaml", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
