using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>Hubs on one Kafka, with what their tests do over the API.</summary>
internal static class KafkaHubs
{
    public const string GitHub = """{"id":"github-main","connector":"github","options":{},"paused":true,"webhook":{"verifier":"hmac","secret":"store:webhook"}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Begins the names of a test's topics.</summary>
    public static string NewPrefix() => $"e{Guid.NewGuid().ToString("n")[..10]}.";

    /// <summary>The bootstrap settings: nothing but where the log is.</summary>
    public static string Settings(string prefix) => Settings(prefix, Broker.Address, operationSeconds: 30);

    /// <summary>As <see cref="Settings(string)"/>, on other brokers than the shared one.</summary>
    public static string Settings(string prefix, string address, int operationSeconds) => $$"""
        log: { engine: kafka, kafka: { bootstrapServers: "{{address}}", topicPrefix: "{{prefix}}", replicationFactor: 1, shares: 4, operationSeconds: {{operationSeconds}} } }
        """;

    /// <summary>As <see cref="Settings(string, string, int)"/>, on brokers that ask who comes; the password is in the environment.</summary>
    public static string Settings(string prefix, string address, string user, int operationSeconds) => $$"""
        log: { engine: kafka, kafka: { bootstrapServers: "{{address}}", topicPrefix: "{{prefix}}", replicationFactor: 1, shares: 4, operationSeconds: {{operationSeconds}}, security: { sasl: plain, user: {{user}}, password: "env:KAFKA_PASSWORD" } } }
        """;

    /// <summary>The environment of a hub that comes as a user of <see cref="GuardedBroker"/>.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(string user) => new Dictionary<string, string> { ["KAFKA_PASSWORD"] = GuardedBroker.PasswordOf(user) };

    /// <summary>A hub on an empty home folder, but for the settings and the master key of another; not started.</summary>
    public static async Task<HubProcess> HeirAsync(HubProcess of, string prefix)
    {
        var heir = await HubProcess.PrepareAsync(Settings(prefix));
        File.Copy(Path.Combine(of.Home, "master.key"), Path.Combine(heir.Home, "master.key"));
        return heir;
    }

    /// <summary>The administrator's key of a hub.</summary>
    public static Task<string> AdministratorAsync(HubProcess hub) => File.ReadAllTextAsync(Path.Combine(hub.Home, "admin.key"), Ct);

    /// <summary>Adds the instance that takes webhooks, its secret in the hub's store.</summary>
    public static async Task AddGitHubAsync(HubProcess hub)
    {
        await CallAsync(hub, HttpMethod.Put, "/api/v1/secrets/webhook", JsonSerializer.Serialize(new { value = HubProcess.Secret }));
        await CallAsync(hub, HttpMethod.Post, "/api/v1/instances", GitHub);
        await OpenAsync(hub);
    }

    /// <summary>Waits until the instance takes webhooks.</summary>
    public static async Task OpenAsync(HubProcess hub)
    {
        await Waiting.UntilAsync("the hub takes webhooks", async () => await hub.DeliverAsync("ping", "p", "{}"u8.ToArray(), Ct) is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound));
    }

    /// <summary>Waits until a hub has all these entities.</summary>
    public static async Task HasAsync(HubProcess hub, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            await Waiting.UntilAsync($"the hub has {id}", () => KnowsAsync(hub, id));
        }
    }

    /// <summary>Whether a hub has an entity.</summary>
    public static async Task<bool> KnowsAsync(HubProcess hub, string id)
    {
        using var response = await hub.Http.GetAsync($"/api/v1/entities?id={Uri.EscapeDataString(id)}", Ct);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Whether a hub is ready, with what it says.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> HealthAsync(HubProcess hub)
    {
        using var response = await hub.Http.GetAsync("/health/ready", Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Waits until a hub is ready, and fails with what it says when it is not in time.</summary>
    public static async Task ReadyAsync(HubProcess hub)
    {
        var health = await HealthAsync(hub);
        for (var began = Stopwatch.GetTimestamp(); health.Status != HttpStatusCode.OK; health = await HealthAsync(hub))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2), $"The hub is not ready: {health.Text}{Environment.NewLine}{hub.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        }
    }

    /// <summary>The line at /metrics that says whether the log takes what is written, which must have a value.</summary>
    public static async Task<string> MetricAsync(HubProcess hub, string value) =>
        (await hub.Http.GetStringAsync("/metrics", Ct)).Split('\n').First(line => line.StartsWith("plutora_log_available", StringComparison.Ordinal) && line.Contains(value, StringComparison.Ordinal));

    public static async Task CallAsync(HubProcess hub, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        using var response = await hub.Http.SendAsync(request, Ct);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Ct)}");
    }

    /// <summary>Waits until a hub has read a stream through.</summary>
    public static async Task ReadThroughAsync(HubProcess hub, string instance, string stream)
    {
        await Waiting.UntilAsync($"{stream} of {instance} is read through", async () =>
        {
            var state = (await hub.GetAsync($"/api/v1/instances/{instance}")).GetProperty("state");
            Assert.NotEqual("Failed", state.GetProperty("activity").GetString());
            return state.GetProperty("streams").TryGetProperty(stream, out var one) && one.TryGetProperty("lastReadAt", out var at) && at.ValueKind == JsonValueKind.String;
        });
    }
}
