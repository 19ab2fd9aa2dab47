using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Services publish over the API (rule 31 of state).</summary>
public sealed class PublishTests
{
    private const string Service = "  - { id: planner, connector: service, options: { entities: [release] } }\n  - { id: other, connector: service, options: { entities: [release] } }\n";

    [Fact]
    public async Task A_batch_is_durable_before_the_answer_and_a_repetition_is_told_as_one()
    {
        await using var hub = await RunningHub.StartAsync(Service);
        var key = await KeyAsync(hub, "planner");
        var (status, answer) = await PublishAsync(hub, key, Release("e1"));
        Assert.Equal((202, 1, 0), (status, answer.GetProperty("stored").GetInt32(), answer.GetProperty("repeated").GetInt32()));
        (status, answer) = await PublishAsync(hub, key, Release("e1"), Release("e2", "8"));
        Assert.Equal((202, 1, 1), (status, answer.GetProperty("stored").GetInt32(), answer.GetProperty("repeated").GetInt32()));
        Assert.Equal(202, (await PublishAsync(hub, key)).Status);
        await Waiting.UntilAsync("the release is there", async () => (await hub.CallAsync(HttpMethod.Get, "/api/v1/entities?id=planner/release/8", hub.Administrator)).Status == 200);
    }

    [Fact]
    public async Task Only_a_key_that_may_publish_as_the_service_publishes()
    {
        await using var hub = await RunningHub.StartAsync(Service);
        // Not even an administrator: a service is the only source of its entities.
        var (status, problem) = await PublishAsync(hub, hub.Administrator, Release("e1"));
        Assert.Equal(403, status);
        Assert.Contains("--publish", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        (status, problem) = await PublishAsync(hub, await KeyAsync(hub, "other"), Release("e1"));
        Assert.Equal(403, status);
        Assert.Contains("This key may not publish as 'planner'", problem.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(401, (await PublishAsync(hub, "plk_wrong", Release("e1"))).Status);
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_event_with_the_status_that_says_whose_it_is()
    {
        await using var hub = await RunningHub.StartAsync(Service);
        var key = await KeyAsync(hub, "planner");
        var (status, problem) = await PublishAsync(hub, key, Release("e1").Replace("\"name\"", "\"nome\"", StringComparison.Ordinal), Release(""), "{}");
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").GetArrayLength() >= 3);
        (status, problem) = await PublishAsync(hub, key, Release("e1").Replace("release", "deployment", StringComparison.Ordinal));
        Assert.Equal(403, status);
        Assert.Contains("does not own the entity 'deployment', only release", problem.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(400, (await PublishAsync(hub, key, "{")).Status);
    }

    [Fact]
    public async Task A_key_made_before_there_were_services_reads_and_does_not_publish()
    {
        await using var hub = await RunningHub.StartAsync(Service);
        var listed = (await hub.CallAsync(HttpMethod.Get, "/api/v1/keys", hub.Administrator)).Body.EnumerateArray().Single();
        Assert.Equal(0, listed.GetProperty("publishes").GetArrayLength());
    }

    private static async Task<string> KeyAsync(RunningHub hub, string publishes) => (await hub.CallAsync(
        HttpMethod.Post, "/api/v1/keys", hub.Administrator, JsonContent.Create(new JsonObject { ["name"] = publishes, ["role"] = "Viewer", ["publishes"] = new JsonArray(publishes) }))).Body.GetProperty("key").GetString()!;

    private static Task<(int Status, JsonElement Body)> PublishAsync(RunningHub hub, string key, params string[] events) =>
        hub.CallAsync(HttpMethod.Post, "/api/v1/events", key, new StringContent($"[{string.Join(',', events)}]", Encoding.UTF8, "application/cloudevents-batch+json"));

    private static string Release(string id, string key = "7") => $$"""
        {"specversion":"1.0","id":"{{id}}","source":"/planner","type":"com.plutora.cdm.release.upserted.v1","subject":"planner/release/{{key}}","time":"2099-01-01T00:00:00Z","recordversion":"1","data":{"name":"Spring"} }
        """;
}
