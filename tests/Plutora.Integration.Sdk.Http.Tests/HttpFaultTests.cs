using System.Net;
using System.Net.Sockets;
using Plutora.Integration.Sdk.Errors;
using RestSharp;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Sdk.Http.Tests;

public sealed class HttpFaultTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(400, ConnectorErrorKind.Permanent)]
    [InlineData(401, ConnectorErrorKind.Authentication)]
    [InlineData(403, ConnectorErrorKind.Authentication)]
    [InlineData(404, ConnectorErrorKind.NotFound)]
    [InlineData(410, ConnectorErrorKind.NotFound)]
    [InlineData(408, ConnectorErrorKind.Transient)]
    [InlineData(422, ConnectorErrorKind.Permanent)]
    [InlineData(429, ConnectorErrorKind.RateLimited)]
    [InlineData(500, ConnectorErrorKind.Transient)]
    [InlineData(502, ConnectorErrorKind.Transient)]
    [InlineData(503, ConnectorErrorKind.Transient)]
    public async Task A_status_becomes_its_kind_and_the_sentence_names_the_request_and_what_was_said(int status, ConnectorErrorKind kind)
    {
        _bench.Answer("/things", status, "the tool's\nwords");

        var fault = await ToolBench.FaultAsync(_bench.Tool(), new("things"));

        Assert.Equal(kind, fault.Kind);
        Assert.Equal($"GET things was answered with {status}: the tool's words.", fault.Message);
    }

    [Theory]
    [InlineData("Retry-After", "120", 120)]
    [InlineData("Retry-After", "Sun, 01 Mar 2026 12:05:00 GMT", 300)]
    [InlineData("X-RateLimit-Reset", "1772366460", 60)]
    [InlineData("X-RateLimit-Reset", "2026-03-01T12:01:00Z", 60)]
    [InlineData("RateLimit-Reset", "45", 45)]
    public async Task A_rate_limit_says_when_to_come_again(string header, string value, int seconds)
    {
        _bench.Answer("/things", 429, "", (header, value));

        var fault = await ToolBench.FaultAsync(_bench.Tool(), new("things"));

        Assert.Equal(ToolBench.Now.AddSeconds(seconds), fault.RetryAt);
    }

    [Fact]
    public async Task A_403_with_a_spent_limit_is_a_rate_limit_and_no_lack_of_permission()
    {
        _bench.Answer("/things", 403, "", ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1772366460"));

        var fault = await ToolBench.FaultAsync(_bench.Tool(), new("things"));

        Assert.Equal(ConnectorErrorKind.RateLimited, fault.Kind);
        Assert.Equal(ToolBench.Now.AddSeconds(60), fault.RetryAt);
    }

    [Theory]
    [InlineData(500, ConnectorErrorKind.Ambiguous)]
    [InlineData(504, ConnectorErrorKind.Ambiguous)]
    [InlineData(503, ConnectorErrorKind.Transient)]
    [InlineData(409, ConnectorErrorKind.Permanent)]
    public async Task A_change_that_failed_inside_the_tool_is_ambiguous(int status, ConnectorErrorKind kind)
    {
        _bench.Answer("/things", status, "");

        Assert.Equal(kind, (await ToolBench.FaultAsync(_bench.Tool(), new("things") { Method = Method.Post, JsonBody = "{}" })).Kind);
    }

    [Theory]
    [InlineData(Method.Get, ConnectorErrorKind.Transient)]
    [InlineData(Method.Post, ConnectorErrorKind.Ambiguous)]
    public async Task A_slow_answer_is_given_up(Method method, ConnectorErrorKind kind)
    {
        _bench.Server.Given(Request.Create().WithPath("/slow")).RespondWith(Response.Create().WithDelay(TimeSpan.FromMinutes(1)));

        var fault = await ToolBench.FaultAsync(_bench.Tool(o => o with { Timeout = TimeSpan.FromMilliseconds(200) }), new("slow") { Method = method });

        Assert.Equal(kind, fault.Kind);
        Assert.Contains("not answered in time", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Method.Get, ConnectorErrorKind.Transient)]
    [InlineData(Method.Post, ConnectorErrorKind.Ambiguous)]
    public async Task A_connection_cut_in_the_middle_of_an_answer_loses_it(Method method, ConnectorErrorKind kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = CutAsync(listener);

        var tool = _bench.Tool(o => o with { BaseAddress = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/") });
        var fault = await ToolBench.FaultAsync(tool, new("things") { Method = method });

        Assert.Equal(kind, fault.Kind);
        await serving;
    }

    [Fact]
    public async Task A_host_that_does_not_answer_was_sent_nothing_so_even_a_change_may_be_repeated()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var fault = await ToolBench.FaultAsync(_bench.Tool(o => o with { BaseAddress = new Uri($"http://127.0.0.1:{port}/") }), new("things") { Method = Method.Post });

        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_not_read_on()
    {
        _bench.Answer("/things", 200, new string('x', 5000));

        var fault = await ToolBench.FaultAsync(_bench.Tool(o => o with { MaxResponseBytes = 1000 }), new("things"));

        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("more than 1000 bytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_stands_in_an_error_in_any_form_it_travels_in()
    {
        const string Token = "s3cr3t/+token";
        var encoded = Uri.EscapeDataString(Token);
        var base64 = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Token));
        _bench.Answer("/things", 400, $"you sent {Token}, {encoded}, {base64} and hunter2");
        var tool = _bench.Tool(o => o with
        {
            Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {Token}" },
            Secrets = ["hunter2"],
        });

        var fault = await ToolBench.FaultAsync(tool, new HttpToolRequest("things?key=hunter2"));

        Assert.Equal("GET things was answered with 400: you sent ***, ***, *** and ***.", fault.Message);
    }

    [Fact]
    public async Task Cancelling_is_no_failure_of_the_tool()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Tool().SendAsync(new("things"), stop.Token));
    }

    private static async Task CutAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        using var request = new StreamReader(stream, leaveOpen: true);
        while (await request.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
        {
            // The head of the request ends with an empty line.
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"id\":1}"u8.ToArray(), TestContext.Current.CancellationToken);
    }
}
