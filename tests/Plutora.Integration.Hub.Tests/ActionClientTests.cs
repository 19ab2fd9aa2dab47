using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Client;
using Plutora.Integration.Client.Acting;

namespace Plutora.Integration.Hub.Tests;

/// <summary>The client's actions on a hub: what it sends the hub takes, and what the hub says it reads.</summary>
public sealed partial class ActionClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_is_run_once_found_again_previewed_and_told_as_unknown_where_its_answer_is_lost()
    {
        await using var hub = await RunningHub.StartAsync("  - { id: bell, connector: hooked }\n");
        await hub.OpenAsync("bell");
        using var http = new HttpClient();
        var actions = new ActionClient(new(http, new HubConnection(hub.Http.BaseAddress!, hub.Administrator)), TimeProvider.System);

        var ring = new ActionCall("ring", "k1") { Instance = "bell" }.With(new Ring("high"), Json.Default.Ring);
        Assert.Equal("Rings once.", (await actions.PreviewAsync(ring, Ct)).Summary);
        var rung = await actions.RunAsync(ring, Ct);
        Assert.Equal((ActionStatus.Succeeded, 1), (rung.Status, rung.ResultAs(Json.Default.Rung).Value));
        Assert.Equal(rung.Id, (await actions.RunAsync(ring, Ct)).Id);
        Assert.Equal((ActionStatus.Succeeded, 1), ((await actions.FindAsync(rung.Id, Ct))!.Status, (await actions.WaitAsync(rung.Id, Ct)).Attempts));
        Assert.Null(await actions.FindAsync("nosuch", Ct));

        Assert.Equal(ActionStatus.Unknown, (await actions.RunAsync(new ActionCall("ring", "k2") { Instance = "bell" }.With(new Ring("lost"), Json.Default.Ring), Ct)).Status);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, (await Assert.ThrowsAsync<HubException>(() => actions.RequestAsync(ring.With(new Ring("low"), Json.Default.Ring), Ct))).Status);
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, (await Assert.ThrowsAsync<HubException>(() => actions.RequestAsync(ring with { Action = "toll", IdempotencyKey = "k3" }, Ct))).Status);
    }

    private sealed record Ring(string Tone);

    private sealed record Rung([property: JsonPropertyName("rung")] int Value);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Ring))]
    [JsonSerializable(typeof(Rung))]
    private sealed partial class Json : JsonSerializerContext;
}
