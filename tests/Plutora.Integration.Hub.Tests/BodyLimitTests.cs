using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Bodies and headers beyond what the hub takes, over sockets that this test holds itself.</summary>
public sealed class BodyLimitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_that_does_not_tell_its_length_is_cut_off_at_the_limit()
    {
        await using var hub = await RunningHub.StartAsync();
        using var socket = await OpenAsync(hub);
        await using var stream = socket.GetStream();
        await stream.WriteAsync("POST /hooks/github-main HTTP/1.1\r\nHost: h\r\nX-Hub-Signature-256: sha256=00\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), Ct);
        var chunk = Encoding.ASCII.GetBytes("100000\r\n" + new string(' ', 0x100000) + "\r\n");
        var answer = ReadAsync(stream);
        try
        {
            for (var i = 0; i < 30 && !answer.IsCompleted; i++) await stream.WriteAsync(chunk, Ct);
        }
        catch (IOException)
        {
            // The hub closed before all was sent.
        }

        Assert.StartsWith("HTTP/1.1 413", await answer, StringComparison.Ordinal);
        Assert.Contains("limits.webhookBytes", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_trickles_in_is_given_up()
    {
        await using var hub = await RunningHub.StartAsync();
        using var socket = await OpenAsync(hub);
        await using var stream = socket.GetStream();
        await stream.WriteAsync("POST /hooks/github-main HTTP/1.1\r\nHost: h\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray(), Ct);
        Assert.StartsWith("HTTP/1.1 408", await ReadAsync(stream), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/hooks/github-main", "X-Hub-Signature-256: sha256=00\r\n")]
    [InlineData("/api/v1/instances", "Authorization: Bearer {key}\r\nContent-Type: application/json\r\n")]
    [InlineData("/api/v1/instances/github-main/records?name=a", "Authorization: Bearer {key}\r\n")]
    public async Task A_body_that_comes_steadily_but_without_end_is_given_up_after_its_time(string path, string headers)
    {
        var time = new FakeTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time);
        hub.TakeAnyRate();
        using var socket = await OpenAsync(hub);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: h\r\n{headers.Replace("{key}", hub.Administrator, StringComparison.Ordinal)}Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"), Ct);
        // The hub asks for the body when it begins to read it: its clock for this request runs.
        Assert.StartsWith("HTTP/1.1 100", await ReadAsync(stream, "\r\n\r\n"), StringComparison.Ordinal);
        var answer = ReadAsync(stream);
        for (var second = 0; second < 119; second++)
        {
            await stream.WriteAsync("1\r\n \r\n"u8.ToArray(), Ct);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, 1)]
    [InlineData(1, 40_000)]
    public async Task Headers_too_many_or_too_long_are_refused(int count, int length)
    {
        await using var hub = await RunningHub.StartAsync();
        using var socket = await OpenAsync(hub);
        await using var stream = socket.GetStream();
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', length)}\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /health/live HTTP/1.1\r\nHost: h\r\n{headers}\r\n"), Ct);
        Assert.StartsWith("HTTP/1.1 431", await ReadAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_10000_deep_in_a_webhook_is_a_dead_letter_that_says_so_and_the_hub_goes_on()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.OpenAsync("github-main");
        var body = Encoding.ASCII.GetBytes("{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/github-main") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-GitHub-Event", "pull_request");
        request.Headers.Add("X-GitHub-Delivery", "deep");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunningHub.Secret), body)));
        using var response = await hub.Http.SendAsync(request, Ct);
        Assert.Equal(202, (int)response.StatusCode);
        var (_, letters) = await hub.CallAsync(HttpMethod.Get, "/api/v1/dead-letters", hub.Administrator);
        var letter = Assert.Single(letters.EnumerateArray());
        Assert.Contains("deeper", letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var (_, whole) = await hub.CallAsync(HttpMethod.Get, "/api/v1/dead-letters/" + letter.GetProperty("id").GetString(), hub.Administrator);
        Assert.Equal(body, whole.GetProperty("payload").GetBytesFromBase64());
    }

    [Theory]
    [InlineData("POST", "/api/v1/instances", 400)]
    [InlineData("POST", "/api/v1/keys", 400)]
    [InlineData("POST", "/api/v1/instances/import", 400)]
    public async Task Json_10000_deep_in_a_call_is_refused(string method, string path, int expected)
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, problem) = await hub.CallAsync(new(method), path, hub.Administrator, Json(new string('[', 10_000) + new string(']', 10_000)));
        Assert.Equal(expected, status);
        Assert.Equal(JsonValueKind.String, problem.GetProperty("detail").ValueKind);
    }

    [Theory]
    [InlineData("flow")]
    [InlineData("expression")]
    public async Task An_overlay_nested_10000_deep_is_refused(string kind)
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.OpenAsync("github-main");
        var deep = kind == "flow" ? $"set: {new string('[', 10_000)}{new string(']', 10_000)}" : $"set:\n  title: \"{new string('(', 10_000)}1{new string(')', 10_000)}\"\n";
        var (status, problem) = await hub.CallAsync(HttpMethod.Post, "/api/v1/mappings/github-main/pull-request/activate", hub.Administrator, Json(JsonSerializer.Serialize(new { overlay = deep })));
        Assert.Equal(422, status);
        Assert.NotEmpty(problem.GetProperty("errors").EnumerateArray());
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<TcpClient> OpenAsync(RunningHub hub)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(hub.Http.BaseAddress!.Host, hub.Http.BaseAddress.Port, Ct);
        return socket;
    }

    private static async Task<string> ReadAsync(NetworkStream stream, string until = "\"status\"")
    {
        var buffer = new byte[8_192];
        var text = new StringBuilder();
        try
        {
            while (!text.ToString().Contains(until, StringComparison.Ordinal) && await stream.ReadAsync(buffer, Ct) is > 0 and var read) text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // Reset after the answer.
        }

        return text.ToString();
    }
}
