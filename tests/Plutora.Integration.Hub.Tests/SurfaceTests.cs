using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Hub.Tests;

/// <summary>What clients and tools of operation rely on: the API's description, headers of answers, metrics, trace context.</summary>
public sealed class SurfaceTests
{
    private const string Issue = """
        {"action":"opened","issue":{"id":9,"node_id":"I_9","number":9,"state":"open","title":"t","url":"https://api.github.com/repos/o/r/issues/9","html_url":"https://github.com/o/r/issues/9",
        "created_at":"2030-01-01T00:00:00Z","updated_at":"2030-01-01T00:00:00Z","user":{"id":1,"login":"ada","type":"User"},"labels":[]},
        "repository":{"id":5,"full_name":"o/r","url":"https://api.github.com/repos/o/r"}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_description_names_each_operation_once_declares_the_key_and_shows_how_errors_look()
    {
        await using var hub = await RunningHub.StartAsync();
        var (_, document) = await hub.CallAsync(HttpMethod.Get, "/openapi/v1.json", null);
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (Path: p.Name, Operation: o.Value))).ToList();
        Assert.Equal(operations.Count, operations.Select(o => o.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, o => Assert.True(o.Operation.GetProperty("responses").GetProperty("default").GetProperty("content").TryGetProperty("application/problem+json", out _)));
        Assert.All(operations, o => Assert.Equal(o.Path.StartsWith("/api/", StringComparison.Ordinal), o.Operation.TryGetProperty("security", out _)));
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").GetProperty("scheme").GetString());
    }

    [Fact]
    public async Task Every_operation_describes_what_it_answers_when_it_succeeds_and_the_body_that_it_takes()
    {
        await using var hub = await RunningHub.StartAsync();
        var (_, document) = await hub.CallAsync(HttpMethod.Get, "/openapi/v1.json", null);
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var (name, operation) in path.Value.EnumerateObject().Select(o => ($"{o.Name} {path.Name}", o.Value)))
            {
                var success = operation.GetProperty("responses").EnumerateObject().Where(r => r.Name.StartsWith('2')).ToList();
                Assert.True(success.Count == 1, $"{name} describes {success.Count} answers of success.");
                var described = success[0].Value.TryGetProperty("content", out var content) && content.EnumerateObject().All(c => c.Value.TryGetProperty("schema", out var schema) && Typed(schema));
                Assert.True(described || success[0].Name is "202" or "204", $"{name} does not describe its answer {success[0].Name}.");
                var takes = operation.TryGetProperty("requestBody", out var body);
                Assert.True(!takes || body.GetProperty("content").EnumerateObject().All(c => c.Value.TryGetProperty("schema", out var schema) && Typed(schema)), $"{name} does not describe its body.");
                Assert.True(takes || !Takes(path.Name), $"{name} does not say that it takes a body.");
            }
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/status", 200)]
    [InlineData("GET", "/api/v1/instances/github-main/export", 200)]
    [InlineData("GET", "/api/v1/schemas/work-item/1", 200)]
    [InlineData("GET", "/api/v1/mappings", 200)]
    [InlineData("GET", "/api/v1/mappings/unmapped", 200)]
    [InlineData("GET", "/api/v1/mappings/drift", 200)]
    [InlineData("GET", "/api/v1/mappings/schema", 200)]
    [InlineData("GET", "/api/v1/mappings/github-main/pull-request/overlay", 200)]
    [InlineData("GET", "/api/v1/references", 200)]
    [InlineData("GET", "/api/v1/dead-letters/groups", 200)]
    [InlineData("GET", "/api/v1/mappings/github-main/pull-request/base", 200)]
    [InlineData("POST", "/api/v1/instances/github-main/read", 202)]
    [InlineData("POST", "/api/v1/instances/github-main/pause", 204)]
    [InlineData("DELETE", "/api/v1/secrets/none", 204)]
    public async Task What_is_described_is_what_is_answered(string method, string path, int expected)
    {
        await using var hub = await RunningHub.StartAsync();
        var (_, document) = await hub.CallAsync(HttpMethod.Get, "/openapi/v1.json", null);
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Authorization = new("Bearer", hub.Administrator);
        using var response = await hub.Http.SendAsync(request, Ct);
        Assert.Equal(expected, (int)response.StatusCode);
        var template = document.GetProperty("paths").EnumerateObject().First(p => System.Text.RegularExpressions.Regex.IsMatch(path, "^" + System.Text.RegularExpressions.Regex.Replace(p.Name, @"\{[^}]+\}", "[^/]+") + "$"));
        var described = template.Value.GetProperty(method.ToLowerInvariant()).GetProperty("responses").GetProperty($"{expected}");
        Assert.Equal(response.Content.Headers.ContentType?.MediaType, described.TryGetProperty("content", out var content) ? content.EnumerateObject().Single().Name : null);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/api/v1/instances")]
    [InlineData("/nowhere")]
    public async Task Every_answer_keeps_browsers_from_guessing_framing_and_keeping(string path)
    {
        await using var hub = await RunningHub.StartAsync();
        using var response = await hub.Http.GetAsync(path, Ct);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task The_trace_of_a_webhook_goes_on_in_its_event_and_the_metrics_count_it()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        await using var hub = await RunningHub.StartAsync();
        await hub.OpenAsync("github-main");
        Assert.Equal(202, await DeliverAsync(hub, "github-main", trace));
        for (var i = 0; i < 3; i++) Assert.Equal(404, await DeliverAsync(hub, $"nobody-{i}", trace));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events?topic=cdm.work-item.v1&from=earliest");
        request.Headers.Authorization = new("Bearer", hub.Administrator);
        using var response = await hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        var line = "";
        while (!line.StartsWith("data: {", StringComparison.Ordinal)) line = await lines.ReadLineAsync(Ct) ?? throw new EndOfStreamException();
        Assert.Equal(trace, JsonElement.Parse(Encoding.UTF8.GetBytes(line[6..])).GetProperty("traceparent").GetString()!.Split('-')[1]);

        var metrics = await hub.Http.GetStringAsync("/metrics", Ct);
        foreach (var name in new[] { "plutora_deliveries_total", "plutora_records_normalized_total", "plutora_events_published_total", "plutora_normalize_latency_seconds_count", "plutora_normalizer_lag" })
            Assert.Contains("\n" + name, metrics, StringComparison.Ordinal);
        // Whoever sends to names that do not exist makes no series of them.
        Assert.DoesNotContain("nobody-", metrics, StringComparison.Ordinal);
    }

    private static bool Takes(string path) => path.StartsWith("/hooks/", StringComparison.Ordinal) || path.EndsWith("/records", StringComparison.Ordinal);

    private static bool Typed(JsonElement schema) => schema.TryGetProperty("$ref", out _) || schema.TryGetProperty("type", out _) || schema.TryGetProperty("oneOf", out _);

    private static async Task<int> DeliverAsync(RunningHub hub, string instance, string trace)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/" + instance) { Content = new StringContent(Issue) };
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        request.Headers.Add("X-GitHub-Event", "issues");
        request.Headers.Add("X-GitHub-Delivery", "1");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunningHub.Secret), Encoding.UTF8.GetBytes(Issue))));
        using var response = await hub.Http.SendAsync(request, Ct);
        return (int)response.StatusCode;
    }
}
