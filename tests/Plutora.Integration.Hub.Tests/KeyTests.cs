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

    [Fact]
    public async Task An_instance_of_the_file_cannot_be_added_over_the_api()
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, problem) = await hub.CallAsync(HttpMethod.Post, "/api/v1/instances", hub.Administrator, JsonContent.Create(new JsonObject { ["id"] = "github-main", ["connector"] = "github" }));
        Assert.Equal(409, status);
        Assert.Contains("plutora.yaml", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
