using System.Text;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using RestSharp;

namespace Plutora.Integration.Sdk.Http.Tests;

public sealed class HttpRuleTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(HttpErrorMeaning.Retry, ConnectorErrorKind.Transient)]
    [InlineData(HttpErrorMeaning.RateLimited, ConnectorErrorKind.RateLimited)]
    [InlineData(HttpErrorMeaning.NotFound, ConnectorErrorKind.NotFound)]
    [InlineData(HttpErrorMeaning.Authentication, ConnectorErrorKind.Authentication)]
    [InlineData(HttpErrorMeaning.Fail, ConnectorErrorKind.Permanent)]
    public async Task A_rule_gives_a_status_another_meaning(HttpErrorMeaning meaning, ConnectorErrorKind kind)
    {
        _bench.Answer("/things", 400, "busy", ("Retry-After", "30"));
        var tool = _bench.Tool(o => o with { Errors = [new(meaning) { Statuses = [400], When = a => Encoding.UTF8.GetString(a.Body.Span) == "busy" }] });

        var fault = await ToolBench.FaultAsync(tool, new("things"));

        Assert.Equal(kind, fault.Kind);
        Assert.Equal("GET things was answered with 400: busy.", fault.Message);
        Assert.Equal(meaning is HttpErrorMeaning.Retry or HttpErrorMeaning.RateLimited ? ToolBench.Now.AddSeconds(30) : null, fault.RetryAt);
    }

    [Fact]
    public async Task An_error_told_with_status_200_is_an_error_and_the_first_fitting_rule_counts()
    {
        _bench.Answer("/things", 200, """{"error":"quota"}""");
        var tool = _bench.Tool(o => o with
        {
            Errors =
            [
                new(HttpErrorMeaning.Fail) { Statuses = [500] },
                new(HttpErrorMeaning.RateLimited) { When = a => Encoding.UTF8.GetString(a.Body.Span).Contains("quota", StringComparison.Ordinal), Message = "The quota is spent. Wait for the next day." },
                new(HttpErrorMeaning.Fail),
            ],
        });

        var fault = await ToolBench.FaultAsync(tool, new("things"));

        Assert.Equal(ConnectorErrorKind.RateLimited, fault.Kind);
        Assert.Equal("GET things was answered with 200: The quota is spent. Wait for the next day.", fault.Message);
    }

    [Fact]
    public async Task What_the_tool_says_of_its_limits_is_kept_by_name_and_a_tool_that_says_nothing_has_none()
    {
        _bench.Answer("/quiet", 200, "[]");
        _bench.Answer("/core", 200, "[]", ("X-RateLimit-Limit", "5000"), ("X-RateLimit-Remaining", "4999"), ("X-RateLimit-Reset", "1772370000"), ("X-RateLimit-Resource", "core"));
        _bench.Answer("/search", 429, "slow down", ("X-RateLimit-Limit", "30, 30;w=60"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "60"), ("X-RateLimit-Resource", "search"));
        _bench.Answer("/odd", 200, "[]", ("X-RateLimit-Remaining", "plenty"), ("X-Most", "12"));
        var tool = _bench.Tool(o => o with { LimitHeader = "X-Most" });

        await tool.SendAsync(new("quiet"), TestContext.Current.CancellationToken);
        Assert.Empty(tool.RateLimits);
        await tool.SendAsync(new("core"), TestContext.Current.CancellationToken);
        await ToolBench.FaultAsync(tool, new("search"));
        await tool.SendAsync(new("odd"), TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new(null, 12, null, null, ToolBench.Now),
                new("core", 5000, 4999, new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero), ToolBench.Now),
                new("search", 30, 0, ToolBench.Now.AddMinutes(1), ToolBench.Now),
            ],
            tool.RateLimits);
    }

    [Fact]
    public async Task A_limit_that_the_tool_says_is_spent_is_not_tried_before_it_is_restored()
    {
        _bench.Answer("/things", 200, "[]", ("X-RateLimit-Limit", "10"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "60"));
        var tool = _bench.Tool();
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);

        var fault = await ToolBench.FaultAsync(tool, new("things"));
        Assert.Equal((ConnectorErrorKind.RateLimited, ToolBench.Now.AddSeconds(60)), (fault.Kind, fault.RetryAt));
        Assert.Equal("The tool said that its limit of 10 requests is spent.", fault.Message);
        Assert.Single(_bench.Server.LogEntries);

        _bench.Time.Advance(TimeSpan.FromSeconds(60));
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        Assert.Equal(2, _bench.Server.LogEntries.Count);
    }

    [Theory]
    [InlineData("7200", null)]
    [InlineData("60", "search")]
    public async Task A_spent_limit_that_ends_in_hours_or_may_not_be_the_next_requests_own_keeps_nobody_away(string reset, string? name)
    {
        _bench.Answer("/things", 200, "[]", [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset), .. name is null ? [] : new[] { ("X-RateLimit-Resource", name) }]);
        var tool = _bench.Tool();
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        Assert.Equal(2, _bench.Server.LogEntries.Count);
    }

    [Fact]
    public async Task An_ignored_answer_ends_a_list_without_a_fault()
    {
        _bench.Answer("/things", "page", "1", "[1]");
        _bench.Answer("/things", 404, "no more pages");
        var tool = _bench.Tool(o => o with { Errors = [new(HttpErrorMeaning.Ignore) { Statuses = [404] }] });

        Assert.Equal(["1"], await ToolBench.ItemsAsync(tool, new("things"), new PagePagination("page", "size", 1)));
    }

    [Fact]
    public async Task A_rule_never_hides_that_no_answer_came()
    {
        var tool = _bench.Tool(o => o with { BaseAddress = new("http://127.0.0.1:1/"), Errors = [new(HttpErrorMeaning.Ignore)] });

        Assert.Equal(ConnectorErrorKind.Transient, (await ToolBench.FaultAsync(tool, new("things"))).Kind);
    }

    [Fact]
    public async Task A_search_by_post_that_fails_inside_the_tool_is_no_ambiguity()
    {
        _bench.Answer("/search", 500, "");

        Assert.Equal(ConnectorErrorKind.Transient, (await ToolBench.FaultAsync(_bench.Tool(), new("search") { Method = Method.Post, JsonBody = "{}", Safe = true })).Kind);
    }

    [Fact]
    public async Task Limit_headers_of_the_tools_own_are_kept()
    {
        _bench.Answer("/things", 403, "", ("X-Left", "0"), ("X-Again", "90"));

        var fault = await ToolBench.FaultAsync(_bench.Tool(o => o with { RemainingHeader = "X-Left", ResetHeader = "X-Again" }), new("things"));

        Assert.Equal((ConnectorErrorKind.RateLimited, ToolBench.Now.AddSeconds(90)), (fault.Kind, fault.RetryAt));
    }

    [Fact]
    public async Task A_pace_makes_requests_wait_for_their_turn_and_not_fail()
    {
        _bench.Answer("/things", 200, "[]");
        var tool = _bench.Tool(o => o with { Pace = TimeSpan.FromSeconds(2) });
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);

        var second = tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        var third = tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        Assert.Single(_bench.Server.LogEntries);
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        await second;
        Assert.Equal(2, _bench.Server.LogEntries.Count);
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        await third;
        Assert.Equal(3, _bench.Server.LogEntries.Count);
    }

    [Fact]
    public async Task Headers_of_a_request_and_the_media_type_of_its_body_are_sent()
    {
        _bench.Answer("/rpc", 200, "{}");

        await _bench.Tool(o => o with { Headers = new Dictionary<string, string> { ["X-Target"] = "all" } }).SendAsync(
            new("rpc") { Method = Method.Post, JsonBody = "{}", ContentType = "application/x-amz-json-1.1", Headers = new Dictionary<string, string> { ["X-Target"] = "List" } }, TestContext.Current.CancellationToken);

        var sent = _bench.Server.LogEntries[^1].RequestMessage!.Headers!;
        Assert.Equal("List", sent["X-Target"].Single());
        Assert.StartsWith("application/x-amz-json-1.1", sent["Content-Type"].Single(), StringComparison.Ordinal);
    }
}
