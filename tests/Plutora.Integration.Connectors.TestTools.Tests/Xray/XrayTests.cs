using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.TestTools.Tests.Support;
using Plutora.Integration.Connectors.Xray;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock;

namespace Plutora.Integration.Connectors.TestTools.Tests.Xray;

/// <summary>What the kit cannot know of Xray: tokens that end, errors with 200, limits in the middle of a list, projects.</summary>
public sealed class XrayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        var faults = new XrayConnector().Validate(new JsonObject { ["baseAddress"] = "ftp://xray.example.com", ["projects"] = new JsonArray("SHOP"), ["pageSize"] = 101, ["requestsPerMinute"] = 0 });
        Assert.Equal(["baseAddress", "clientId", "clientSecret", "pageSize", "projects[0]", "requestsPerMinute"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal(["clientSecret"], new XrayConnector().Descriptor.Options.Secrets);
    }

    [Fact]
    public async Task A_token_that_ended_is_asked_for_anew_once()
    {
        var given = 0;
        await using var tool = new Tool(new XrayConnector(), Options, request => request.Path.EndsWith("authenticate", StringComparison.Ordinal) ? ToolAnswers.Json($"\"token-{++given}\"")
            : request.Headers!["Authorization"][0] == "Bearer token-2" ? ToolAnswers.Json("""{"data":{"getTests":{"total":0,"results":[]}}}""") : ToolAnswers.Json("""{"error":"Unauthorized"}""", 401));
        Assert.Empty((await tool.ReadAsync("test")).SelectMany(p => p.Records));
        Assert.Equal(2, given);
        Assert.Equal("""{"client_id":"kit","client_secret":"s3cret-of-key"}""", tool.Bodies[0]);
    }

    [Fact]
    public async Task What_graphql_refuses_with_200_is_told_as_a_refusal_that_names_the_query()
    {
        await using var tool = Open((_, _) => """{"errors":[{"message":"Cannot query field \"folder\" on type \"Test\"."}]}""");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.ReadAsync("test"));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("getTests", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Cannot query field", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Projects_are_asked_for_by_their_ids_and_runs_of_others_are_left_out()
    {
        await using var tool = Open(
            (name, variables) => (name, (int)variables["start"]!) switch
            {
                ("getTests", 0) => $$$$"""{"data":{"getTests":{"results":[{"issueId":"{{{{variables["projectId"]}}}}1","projectId":"{{{{variables["projectId"]}}}}","jira":{"key":"A-1"}}]}}}""",
                ("getTestRuns", 0) => """{"data":{"getTestRuns":{"results":[{"id":"r1","testExecution":{"issueId":"5","projectId":"10"}},{"id":"r2","testExecution":{"issueId":"6","projectId":"12"}}]}}}""",
                _ => $$$$"""{"data":{"{{{{name}}}}":{"results":[]}}}""",
            },
            "10",
            "11");
        Assert.Equal(["101", "111"], Ids(await tool.ReadAsync("test")));
        Assert.Equal(["r1"], Ids(await tool.ReadAsync("test-run")));
        Assert.Equal(["10", "11"], (await tool.ReadAsync("test", mode: ReadMode.FullScan)).SelectMany(p => p.CompletedContainers));
    }

    [Fact]
    public async Task A_spent_limit_in_the_middle_of_a_list_does_not_send_the_read_back_to_its_beginning()
    {
        var limited = true;
        await using var tool = Open((name, variables) => (int)variables["start"]! switch
        {
            0 => """{"data":{"getTestPlans":{"results":[{"issueId":"1","projectId":"10","jira":{"key":"A-1"}}]}}}""",
            1 when limited => null,
            1 => """{"data":{"getTestPlans":{"results":[{"issueId":"2","projectId":"10","jira":{"key":"A-2"}}]}}}""",
            _ => """{"data":{"getTestPlans":{"results":[]}}}""",
        });
        var told = new List<RecordPage>();
        var fault = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (var page in tool.Instance.ReadAsync(new() { Stream = "test-plan", PageSize = 1 }, Ct))
            {
                told.Add(page);
            }
        });
        Assert.Equal((ConnectorErrorKind.RateLimited, tool.Time.GetUtcNow().AddSeconds(20)), (fault.Kind, fault.RetryAt));
        limited = false;
        Assert.Equal(["2"], Ids(await tool.ReadAsync("test-plan", Assert.Single(told).Cursor, pageSize: 1)));
    }

    [Theory]
    [InlineData("create-test-execution", """{"title":"t","cases":["SHOP-9"]}""", "SHOP", null, "has no test SHOP-9")]
    [InlineData("create-test-execution", """{"title":"t","cases":["x) OR key in (A-1"]}""", "SHOP", null, "is no key of a test")]
    [InlineData("create-test-execution", """{"title":"t"}""", "SHOP\" OR", null, "name its key")]
    [InlineData("add-results", """{"results":[{"case":"SHOP-1","status":"PASSED"}]}""", null, "test-plan", "needs a test execution")]
    public async Task What_cannot_be_done_is_refused_before_anything_is_changed(string action, string arguments, string? container, string? stream, string said)
    {
        await using var tool = Open((name, _) => $$$$"""{"data":{"{{{{name}}}}":{"results":[]}}}""");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(ToolAnswers.Asked(action, JsonNode.Parse(arguments)!.AsObject(), stream, stream is null ? null : "7", container), Ct));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(tool.Bodies, body => body.Contains("mutation", StringComparison.Ordinal));
        Assert.DoesNotContain(tool.Sent, sent => sent.Contains("import", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Results_are_imported_as_xray_documents_them()
    {
        await using var tool = Open((_, _) => """{"id":"7","key":"SHOP-50"}""");
        var asked = ToolAnswers.Asked("add-results", new() { ["results"] = new JsonArray(new JsonObject { ["case"] = "SHOP-20", ["status"] = "FAILED", ["finishedAt"] = "2026-01-15T10:05:00+01:00", ["defects"] = new JsonArray("SHOP-9") }) }, "test-execution", "7") with { Known = """{"issueId":"7","jira":{"key":"SHOP-50"}}"""u8.ToArray() };
        var result = await tool.Instance.ExecuteAsync(asked, Ct);
        Assert.Equal("""{"testExecutionKey":"SHOP-50","tests":[{"testKey":"SHOP-20","status":"FAILED","finish":"2026-01-15T10:05:00\u002B01:00","defects":["SHOP-9"]}]}""", tool.Bodies[^1]);
        Assert.Equal("SHOP-50", result.Values.GetProperty("execution").GetString());
    }

    private static List<string> Ids(IEnumerable<RecordPage> pages) => [.. pages.SelectMany(p => p.Records).Select(r => r.Id)];

    private static JsonObject Options(string? url) => new() { ["baseAddress"] = url, ["clientId"] = "kit", ["clientSecret"] = "s3cret-of-key" };

    // Null is a spent limit.
    private static Tool Open(Func<string, JsonNode, string?> answer, params IReadOnlyList<string> projects) => new(
        new XrayConnector(),
        url =>
        {
            var options = Options(url);
            options["projects"] = new JsonArray([.. projects.Select(p => (JsonNode)p)]);
            return options;
        },
        request =>
        {
            if (request.Path.EndsWith("authenticate", StringComparison.Ordinal))
            {
                return ToolAnswers.Json("\"t0ken\"");
            }

            var body = JsonNode.Parse(request.Body!)!;
            var name = body["query"]?.ToString() is { } query ? System.Text.RegularExpressions.Regex.Match(query, @"\b(get\w+)\(").Groups[1].Value : "import";
            return answer(name, body["variables"] ?? new JsonObject()) is { } json ? ToolAnswers.Json(json) : ToolAnswers.Json("""{"error":"Too many requests"}""", 429, ("Retry-After", "20"));
        });
}
