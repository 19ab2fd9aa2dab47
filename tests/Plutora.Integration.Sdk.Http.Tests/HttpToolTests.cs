using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Sdk.Http.Tests;

public sealed class HttpToolTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_answer_is_the_tools_bytes_with_headers_and_the_instant_it_was_asked_for()
    {
        _bench.Answer("/things", 200, """{ "a" : 1 }""", ("X-Total", "1"));

        var answer = await _bench.Tool(o => o with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer abcd" } })
            .SendAsync(new HttpToolRequest("things").With("q", "a b"), TestContext.Current.CancellationToken);

        Assert.Equal("""{ "a" : 1 }"""u8.ToArray(), answer.Body.ToArray());
        Assert.Equal("1", answer.Headers["x-total"]);
        Assert.Equal(ToolBench.Now, answer.SentAt);
        var sent = Assert.Single(_bench.Server.LogEntries).RequestMessage!;
        Assert.Equal("Bearer abcd", Assert.Single(sent.Headers!["Authorization"]));
        Assert.Equal("a b", Assert.Single(sent.Query!["q"]));
    }

    [Theory]
    [InlineData("Sun, 01 Mar 2026 11:59:30 GMT", -30)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 0)]
    [InlineData("yesterday", 0)]
    [InlineData(null, 0)]
    public void An_answer_holds_as_of_the_clock_that_is_behind_the_tools_or_the_hubs(string? date, int seconds)
    {
        var answer = new HttpToolResponse(200, default, date is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["date"] = date }, ToolBench.Now);
        Assert.Equal(ToolBench.Now.AddSeconds(seconds), answer.AsOf);
    }

    [Fact]
    public async Task An_unchanged_answer_costs_no_body_and_ends_the_read()
    {
        _bench.Answer("/things", 200, "[1]", ("ETag", "\"v1\""));
        _bench.Server.Given(Request.Create().WithPath("/things").WithHeader("If-None-Match", "\"v1\"")).AtPriority(-1)
            .RespondWith(Response.Create().WithStatusCode(304));
        var tool = _bench.Tool();

        var first = await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        var again = await tool.SendAsync(new("things") { ETag = first.ETag }, TestContext.Current.CancellationToken);

        Assert.False(first.NotModified);
        Assert.True(again.NotModified);
        Assert.Empty(await ToolBench.ItemsAsync(tool, new("things") { ETag = first.ETag }, new LinkHeaderPagination()));
    }

    [Theory]
    [InlineData("api/v3")]
    [InlineData("api/v3/")]
    public async Task A_path_lies_under_the_base_address_with_or_without_its_last_slash(string path)
    {
        _bench.Answer("/api/v3/things", 200, "[]");

        await _bench.Tool(o => o with { BaseAddress = new Uri(o.BaseAddress, path) }).SendAsync(new("things"), TestContext.Current.CancellationToken);

        Assert.Single(_bench.Server.LogEntries);
    }

    [Fact]
    public async Task A_redirect_is_followed_on_the_same_host_and_never_to_another_with_the_credentials()
    {
        using var other = WireMock.Server.WireMockServer.Start();
        _bench.Answer("/moved", 301, "", ("Location", "/things"));
        _bench.Answer("/away", 302, "", ("Location", $"{other.Url}/things"));
        _bench.Answer("/round", 302, "", ("Location", "/round"));
        _bench.Answer("/things", 200, "[1]");
        var tool = _bench.Tool(o => o with { Headers = new Dictionary<string, string> { ["X-Api-Key"] = "abcd" } });

        Assert.Equal(200, (await tool.SendAsync(new("moved"), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(ConnectorErrorKind.Permanent, (await ToolBench.FaultAsync(tool, new("away"))).Kind);
        Assert.Equal(ConnectorErrorKind.Permanent, (await ToolBench.FaultAsync(tool, new("round"))).Kind);
        Assert.Empty(other.LogEntries);
    }

    [Fact]
    public async Task The_budget_holds_requests_back_before_they_are_sent_and_slides()
    {
        _bench.Answer("/things", 200, "[]");
        var tool = _bench.Tool(o => o with { Budget = 2, BudgetWindow = TimeSpan.FromMinutes(10) });
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        _bench.Time.Advance(TimeSpan.FromMinutes(4));
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);

        var fault = await ToolBench.FaultAsync(tool, new("things"));
        Assert.Equal(ConnectorErrorKind.RateLimited, fault.Kind);
        Assert.Equal(ToolBench.Now.AddMinutes(10), fault.RetryAt);
        Assert.Equal(2, _bench.Server.LogEntries.Count);

        _bench.Time.Advance(TimeSpan.FromMinutes(6));
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        Assert.Equal(3, _bench.Server.LogEntries.Count);
    }
}
