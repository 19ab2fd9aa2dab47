using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.TestTools.Tests.Support;
using Plutora.Integration.Connectors.Zephyr;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock;

namespace Plutora.Integration.Connectors.TestTools.Tests.Zephyr;

/// <summary>What the kit cannot know of Zephyr: names beside ids, limits in the middle of a list, results that are added in part.</summary>
public sealed class ZephyrTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        var faults = new ZephyrConnector().Validate(new JsonObject { ["baseAddress"] = "ftp://api.example.com", ["projects"] = new JsonArray("shop"), ["pageSize"] = 0, ["requestsPerMinute"] = 0 });
        Assert.Equal(["baseAddress", "pageSize", "projects[0]", "requestsPerMinute", "token"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal(["token"], new ZephyrConnector().Descriptor.Options.Secrets);
    }

    [Fact]
    public async Task A_real_execution_is_told_with_the_names_of_its_status_and_environment_and_is_otherwise_as_it_was()
    {
        var payload = File.ReadAllText(Path.Combine(Repository.Payloads("zephyr"), "cloud-testexecutions-paged.00.json"));
        await using var tool = Open(path => path switch
        {
            "statuses" => Page("""{"id":10000,"name":"Fail"}"""),
            "environments" => Page("""{"id":10005,"name":"Chrome"}"""),
            "testexecutions" => payload,
            _ => null,
        });
        var record = Assert.Single((await tool.ReadAsync("test-execution")).SelectMany(p => p.Records));
        var (told, given) = (JsonNode.Parse(record.Json.Span)!, JsonNode.Parse(payload)!["values"]![0]!);
        Assert.Equal(("1", "SA", "Fail", "Chrome"), (record.Id, record.Container, told["testExecutionStatus"]!["name"]!.ToString(), told["environment"]!["name"]!.ToString()));
        given["testExecutionStatus"]!["name"] = "Fail";
        given["environment"]!["name"] = "Chrome";
        Assert.True(JsonNode.DeepEquals(given, told));
    }

    [Fact]
    public async Task A_spent_limit_in_the_middle_of_a_list_does_not_send_the_read_back_to_its_beginning()
    {
        var limited = true;
        await using var tool = Open(
            path => path == "statuses" ? Page() : null,
            request => request.Path != "/v2/testcycles" ? null
                : request.Query!["startAt"][0] == "1" && limited ? ToolAnswers.Json("""{"errorCode":429,"message":"Too many requests"}""", 429, ("Retry-After", "7"))
                : ToolAnswers.Json($$"""{"startAt":{{request.Query["startAt"][0]}},"maxResults":1,"total":2,"values":[{"id":1{{request.Query["startAt"][0]}},"key":"SA-R1"}]}"""));
        var told = new List<RecordPage>();
        var fault = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (var page in tool.Instance.ReadAsync(new() { Stream = "test-cycle", PageSize = 1 }, Ct))
            {
                told.Add(page);
            }
        });
        Assert.Equal((ConnectorErrorKind.RateLimited, tool.Time.GetUtcNow().AddSeconds(7)), (fault.Kind, fault.RetryAt));
        limited = false;
        Assert.Equal(["11"], (await tool.ReadAsync("test-cycle", Assert.Single(told).Cursor, pageSize: 1)).SelectMany(p => p.Records).Select(r => r.Id));
    }

    [Fact]
    public async Task Executions_are_asked_for_from_the_last_read_on_and_a_full_scan_asks_for_all()
    {
        await using var tool = Open(path => path is "statuses" or "environments" or "testexecutions" ? Page() : null);
        var first = await tool.ReadAsync("test-execution");
        tool.Time.Advance(TimeSpan.FromDays(1));
        await tool.ReadAsync("test-execution", first[^1].Cursor, overlap: TimeSpan.FromHours(1));
        await tool.ReadAsync("test-execution", mode: ReadMode.FullScan, overlap: TimeSpan.FromHours(1));
        Assert.Equal([null, "2026-01-15T10:59:59Z", null], tool.Server.LogEntries.Select(e => e.RequestMessage!).Where(r => r.Path == "/v2/testexecutions").Select(r => r.Query!.TryGetValue("actualEndDateAfter", out var after) ? after[0] : null));
    }

    [Fact]
    public async Task Results_that_were_added_in_part_are_told_as_not_known_so_that_none_is_added_twice()
    {
        var posts = 0;
        await using var tool = Open(
            path => path == "statuses" ? Page("""{"id":5,"name":"Pass"}""") : null,
            request => request.Method != "POST" ? null : ++posts == 1 ? ToolAnswers.Json("""{"id":1}""", 201) : ToolAnswers.Json("""{"errorCode":429}""", 429));
        var asked = ToolAnswers.Asked("add-results", new() { ["results"] = new JsonArray(new JsonObject { ["case"] = "SA-T1", ["status"] = "pass" }, new JsonObject { ["case"] = "SA-T2", ["status"] = "pass" }) }, "test-cycle", "7") with { Known = """{"id":7,"key":"SA-R7"}"""u8.ToArray() };
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(asked, Ct));
        Assert.Equal(ConnectorErrorKind.Ambiguous, fault.Kind);
        Assert.Contains("1 of 2 results were added; the next, of SA-T2", fault.Message, StringComparison.Ordinal);
        Assert.Equal("""{"projectKey":"SA","testCaseKey":"SA-T1","testCycleKey":"SA-R7","statusName":"Pass"}""", tool.Bodies[0]);
    }

    [Theory]
    [InlineData("add-results", "test-cycle", "has no status 'great'; it has Pass")]
    [InlineData("add-results", "test-plan", "needs a test cycle")]
    [InlineData("create-test-cycle", null, "name its key as the container")]
    public async Task What_cannot_be_done_is_refused_before_anything_is_changed(string action, string? stream, string said)
    {
        await using var tool = Open(path => path == "statuses" ? Page("""{"id":5,"name":"Pass"}""") : null);
        var asked = ToolAnswers.Asked(action, new() { ["title"] = "t", ["results"] = new JsonArray(new JsonObject { ["case"] = "SA-T1", ["status"] = "great" }) }, stream, stream is null ? null : "7") with { Known = """{"key":"SA-R7"}"""u8.ToArray() };
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(asked, Ct));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(tool.Sent, sent => sent.StartsWith("POST", StringComparison.Ordinal));
    }

    private static string Page(params string[] values) => $$"""{"startAt":0,"maxResults":1000,"total":{{values.Length}},"isLast":true,"values":[{{string.Join(',', values)}}]}""";

    private static Tool Open(Func<string, string?> answer, Func<IRequestMessage, ResponseMessage?>? instead = null) => new(
        new ZephyrConnector(),
        url => new() { ["baseAddress"] = $"{url}/v2", ["token"] = "t0ken-s3cret" },
        request => instead?.Invoke(request) ?? (request.Path["/v2/".Length..] is var path && (path == "projects" ? Page("""{"id":1,"key":"SA","enabled":true}""") : answer(path)) is { } json ? ToolAnswers.Json(json) : null));
}
