using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Actions over the API: asked for, waited for, previewed, listed, settled.</summary>
public sealed class ActionTests
{
    private const string Instances = "  - { id: bell, connector: hooked }\n";

    [Fact]
    public async Task An_action_is_carried_out_once_however_often_it_is_asked_for_with_its_key()
    {
        await using var hub = await StartAsync();
        var (taken, action) = await AskAsync(hub, Ring("k1", "high"), "?wait=30");
        Assert.Equal((202, "Succeeded", 1), (taken, action.GetProperty("status").GetString(), action.GetProperty("result").GetProperty("rung").GetInt32()));
        Assert.Equal(1, (await AskAsync(hub, Ring("k1", "high"))).Body.GetProperty("result").GetProperty("rung").GetInt32());
        Assert.Equal(409, (await AskAsync(hub, Ring("k1", "low"))).Status);
        Assert.Equal(2, (await AskAsync(hub, Ring("k2", "high"), "?wait=30")).Body.GetProperty("result").GetProperty("rung").GetInt32());

        var id = action.GetProperty("id").GetString();
        Assert.Equal("bell", (await hub.CallAsync(HttpMethod.Get, $"/api/v1/actions/{id}", hub.Administrator)).Body.GetProperty("instance").GetString());
        Assert.Equal(["k2", "k1"], (await hub.CallAsync(HttpMethod.Get, "/api/v1/actions?status=Succeeded&instance=bell", hub.Administrator)).Body.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("idempotencyKey").GetString()));
        Assert.Equal(404, (await hub.CallAsync(HttpMethod.Get, "/api/v1/actions/nosuch", hub.Administrator)).Status);
        var audit = (await hub.CallAsync(HttpMethod.Get, "/api/v1/audit", hub.Administrator)).Body.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("action").GetString()).ToList();
        Assert.Contains("action ring", audit);
        Assert.Contains("POST /actions", audit);
    }

    [Fact]
    public async Task What_is_wrong_is_told_and_who_may_not_is_refused()
    {
        await using var hub = await StartAsync();
        var (status, problem) = await AskAsync(hub, new() { ["action"] = "ring", ["instance"] = "bell", ["idempotencyKey"] = "k", ["arguments"] = new JsonObject { ["colour"] = "red" } });
        Assert.Equal((422, 2), (status, problem.GetProperty("errors").GetArrayLength()));
        Assert.Equal(404, (await AskAsync(hub, new() { ["action"] = "ring", ["instance"] = "nosuch", ["idempotencyKey"] = "k" })).Status);
        Assert.Equal(422, (await AskAsync(hub, new() { ["action"] = "toll", ["instance"] = "bell", ["idempotencyKey"] = "k" })).Status);
        var (_, made) = await hub.CallAsync(HttpMethod.Post, "/api/v1/keys", hub.Administrator, JsonContent.Create(new { name = "looks", role = "viewer" }));
        Assert.Equal(403, (await hub.CallAsync(HttpMethod.Post, "/api/v1/actions", made.GetProperty("key").GetString(), JsonContent.Create(Ring("k", "high")))).Status);
        Assert.Empty((await hub.CallAsync(HttpMethod.Get, "/api/v1/actions", hub.Administrator)).Body.GetProperty("actions").EnumerateArray());
    }

    [Fact]
    public async Task What_is_offered_is_listed_and_previewed_and_a_lost_answer_is_settled()
    {
        await using var hub = await StartAsync();
        var offer = Assert.Single((await hub.CallAsync(HttpMethod.Get, "/api/v1/actions/offered?instance=bell", hub.Administrator)).Body.EnumerateArray());
        Assert.Equal(("ring", true), (offer.GetProperty("name").GetString(), offer.GetProperty("arguments").GetProperty("properties").TryGetProperty("tone", out _)));
        var (_, preview) = await hub.CallAsync(HttpMethod.Post, "/api/v1/actions/preview", hub.Administrator, JsonContent.Create(Ring("", "high")));
        Assert.Equal("Rings once.", preview.GetProperty("summary").GetString());

        var (_, lost) = await AskAsync(hub, Ring("k", "lost"), "?wait=30");
        Assert.Equal("Unknown", lost.GetProperty("status").GetString());
        var path = $"/api/v1/actions/{lost.GetProperty("id").GetString()}";
        Assert.Equal(400, (await hub.CallAsync(HttpMethod.Post, path + "/settle", hub.Administrator, JsonContent.Create(new { @as = "Running" }))).Status);
        Assert.Equal(202, (await hub.CallAsync(HttpMethod.Post, path + "/settle", hub.Administrator, JsonContent.Create(new { @as = "Succeeded" }))).Status);
        while ((await hub.CallAsync(HttpMethod.Get, path, hub.Administrator)).Body.GetProperty("status").GetString() != "Succeeded") TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task<RunningHub> StartAsync()
    {
        var hub = await RunningHub.StartAsync(Instances);
        await hub.OpenAsync("bell");
        return hub;
    }

    private static JsonObject Ring(string key, string tone) => new() { ["action"] = "ring", ["instance"] = "bell", ["idempotencyKey"] = key, ["arguments"] = new JsonObject { ["tone"] = tone } };

    private static Task<(int Status, JsonElement Body)> AskAsync(RunningHub hub, JsonObject body, string query = "") => hub.CallAsync(HttpMethod.Post, "/api/v1/actions" + query, hub.Administrator, JsonContent.Create(body));
}
