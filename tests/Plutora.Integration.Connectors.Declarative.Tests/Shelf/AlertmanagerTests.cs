using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The Alertmanager connector against a real Alertmanager.</summary>
public sealed class AlertmanagerTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private LocalServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        // A silence that is over by the server's clock is refused.
        _bench.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        _bench.Server.Given(Request.Create().WithPath("/hook").UsingPost()).RespondWith(Response.Create().WithStatusCode(200));
        _server = await LocalServer.StartAsync(
            "prometheus-alertmanager",
            "prometheus-alertmanager",
            (_, _) => $$"""
                route: { receiver: hub, group_by: [alertname], group_wait: 10ms, group_interval: 100ms }
                receivers: [{ name: hub, webhook_configs: [{ url: "{{_bench.Server.Url}}/hook", send_resolved: true }] }]
                """,
            (file, folder, port) => [$"--config.file={file}", $"--storage.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
            "-/ready");
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
    public async Task Alerts_come_with_their_state_and_end_by_the_webhook()
    {
        await FireAsync(Alert("HighCpu"), Alert("LowDisk"));
        var instance = Open();
        Assert.StartsWith("Alertmanager 0.", (await instance.CheckAsync(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

        var read = await Bench.ReadAsync(instance, "alert");
        var polled = await Mapped.OfAsync("alertmanager", read.SelectMany(p => p.Records));
        Assert.Equal(2, polled.Count("alert"));
        var cpu = polled.About.Single(a => polled[a]["monitor"]!.ToString() == "HighCpu");
        Assert.Equal(("HighCpu is high", "firing", "critical", "shop"), (polled[cpu]["title"]!.ToString(), polled[cpu]["state"]!.ToString(), polled[cpu]["severity"]!.ToString(), polled[cpu]["service"]!["alias"]!.ToString()));
        Assert.All(read.SelectMany(p => p.Records), r => Assert.NotNull(r.Version));

        // Alertmanager tells the end of what it has told the beginning of, and of nothing else.
        await DeliveryAsync("HighCpu");
        var resolved = Alert("HighCpu");
        resolved["endsAt"] = TimeProvider.System.GetUtcNow().ToString("O");
        await FireAsync(resolved);
        var told = await Bench.HookAsync(instance, await DeliveryAsync("\"status\":\"resolved\""));
        Assert.Empty(told.Faults);
        var hooked = await Mapped.OfAsync("alertmanager", told.Records);
        Assert.Equal(cpu, Assert.Single(hooked.About));
        Assert.Equal("resolved", hooked[cpu]["state"]!.ToString());
        Assert.NotNull(hooked[cpu]["resolvedAt"]);
        Assert.True(Instant(Assert.Single(told.Records).Version) > Instant(read.SelectMany(p => p.Records).First(r => "alert/" + r.Id == cpu).Version), "What tells the end is newer than what was read before it.");
        Assert.Single(Bench.Ids(await Bench.ReadAsync(instance, "alert")));
    }

    [Fact]
    public async Task An_alert_is_silenced_by_all_of_its_labels_and_settled_by_the_actions_id_and_the_silence_ends_when_asked()
    {
        await FireAsync(Alert("HighCpu"), Alert("LowDisk"));
        var instance = Open();
        var alert = (await Bench.ReadAsync(instance, "alert")).SelectMany(p => p.Records).Single(r => Bench.Text(r.Json).Contains("HighCpu", StringComparison.Ordinal));
        var asked = Asked("silence-alert", alert.Id, """{"minutes":30,"comment":"Known"}""");

        Assert.Equal("HighCpu would be silenced for 30 minutes, by 3 labels.", (await instance.PreviewAsync(asked, TestContext.Current.CancellationToken)).Summary);
        Assert.Equal(SettlementOutcome.NotDone, (await instance.SettleAsync(asked, TestContext.Current.CancellationToken)).Outcome);
        var silence = (await instance.ExecuteAsync(asked, TestContext.Current.CancellationToken)).Values.GetProperty("silence").GetString()!;
        Assert.Equal(silence, (await instance.SettleAsync(asked, TestContext.Current.CancellationToken)).Result!.Values.GetProperty("silence").GetString());

        var kept = (await _http.GetFromJsonAsync<JsonObject>($"api/v2/silence/{silence}", TestContext.Current.CancellationToken))!;
        Assert.Equal(("Known (a1)", "Plutora.Integration", 3), (kept["comment"]!.ToString(), kept["createdBy"]!.ToString(), kept["matchers"]!.AsArray().Count));
        Assert.Equal(30, Math.Round((Instant(kept["endsAt"]) - Instant(kept["startsAt"])).TotalMinutes));
        Assert.Equal(["firing", "suppressed"], (await StatesAsync(instance)).Order());
        Assert.Equal("suppressed", (await Mapped.OfAsync("alertmanager", [(await instance.FetchAsync(new("alert", alert.Id), TestContext.Current.CancellationToken))!]))["alert/" + alert.Id]["state"]!.ToString());

        Assert.Equal(silence, (await instance.ExecuteAsync(Asked("expire-silence", alert.Id, "{}"), TestContext.Current.CancellationToken)).Values.GetProperty("silence").GetString());
        Assert.Equal(["firing", "firing"], await StatesAsync(instance));

        // Asked for again it is done already.
        await instance.ExecuteAsync(Asked("expire-silence", alert.Id, $$"""{"silence":"{{silence}}"}"""), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_is_not_there_is_told_and_nothing_is_silenced()
    {
        var instance = Open();

        Assert.Contains("Alertmanager knows no alert ffff any more.", (await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(Asked("silence-alert", "ffff", "{}"), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Contains("The alert is under no silence.", (await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(Asked("expire-silence", "ffff", "{}"), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(Asked("expire-silence", "ffff", $$"""{"silence":"{{Guid.Empty}}"}"""), TestContext.Current.CancellationToken));
        Assert.Equal(ConnectorErrorKind.NotFound, unknown.Kind);
        Assert.Empty((await _http.GetFromJsonAsync<JsonArray>("api/v2/silences", TestContext.Current.CancellationToken))!);
        Assert.Empty(Bench.Ids(await Bench.ReadAsync(instance, "alert")));
    }

    private static DateTimeOffset Instant(JsonNode? text) => DateTimeOffset.Parse(text!.ToString(), System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Alert(string name) => new()
    {
        ["labels"] = new JsonObject { ["alertname"] = name, ["severity"] = "critical", ["service"] = "shop" },
        ["annotations"] = new JsonObject { ["summary"] = $"{name} is high" },
        ["generatorURL"] = "http://prometheus.example/graph",
    };

    private static ActionRequest Asked(string action, string target, string arguments) =>
        new() { ActionId = "a1", Action = action, Target = target, TargetStream = "alert", Arguments = JsonElement.Parse(arguments) };

    private async Task FireAsync(params JsonObject[] alerts)
    {
        using var answer = await _http.PostAsJsonAsync("api/v2/alerts", new JsonArray([.. alerts]), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<IReadOnlyList<string>> StatesAsync(ConnectorInstance instance)
    {
        var mapped = await Mapped.ReadAsync("alertmanager", instance, "alert");
        return [.. mapped.About.Select(a => mapped[a]["state"]!.ToString())];
    }

    private async Task<string> DeliveryAsync(string with)
    {
        string? body = null;
        await Waiting.UntilAsync($"a delivery with {with} has come", () => (body = _bench.Server.LogEntries.Select(e => e.RequestMessage!.Body!).FirstOrDefault(b => b.Contains(with, StringComparison.Ordinal))) is not null, TimeSpan.FromMinutes(3));
        return body!;
    }

    private ConnectorInstance Open() => _bench.Open(ShelfFolder.Connector("alertmanager"), new JsonObject { ["address"] = _server.Address.AbsoluteUri });
}
