using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.TestRail;
using Plutora.Integration.Connectors.TestTools.Tests.Support;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock;

namespace Plutora.Integration.Connectors.TestTools.Tests.TestRail;

/// <summary>What the kit cannot know of TestRail: old servers, completed runs, real answers, and what its errors mean.</summary>
public sealed class TestRailTests
{
    private const string OneProject = """[{"id":1,"name":"Shop","suite_mode":1}]""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        var faults = new TestRailConnector().Validate(new JsonObject
        {
            ["baseAddress"] = "https://tr.example.com/index.php?/api/v2",
            ["user"] = "",
            ["apiKey"] = "",
            ["projects"] = new JsonArray(0),
            ["pageSize"] = 251,
            ["requestsPerMinute"] = 0,
        });
        Assert.Equal(["apiKey", "baseAddress", "pageSize", "projects[0]", "requestsPerMinute", "user"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal(["apiKey"], new TestRailConnector().Descriptor.Options.Secrets);
    }

    [Fact]
    public async Task Servers_before_6_7_answer_with_the_items_alone_and_are_read_to_the_end()
    {
        await using var tool = Open(method => method switch
        {
            "get_projects" => OneProject,
            "get_plans/1" => "[]",
            "get_runs/1&limit=2&offset=0" => """[{"id":1,"created_on":10},{"id":2,"created_on":20}]""",
            "get_runs/1&limit=2&offset=2" => """[{"id":3,"created_on":30}]""",
            _ => null,
        });
        Assert.Equal(["1", "2", "3"], Ids(await tool.ReadAsync("run", pageSize: 2)));
    }

    [Fact]
    public async Task Projects_without_a_milestone_make_no_empty_pages()
    {
        await using var tool = Open(method => method switch
        {
            "get_projects" => """[{"id":1,"name":"A"},{"id":2,"name":"B"},{"id":3,"name":"C"},{"id":4,"name":"D"},{"id":5,"name":"E"}]""",
            _ when method.StartsWith("get_milestones/5", StringComparison.Ordinal) => """[{"id":9,"name":"RC1"}]""",
            _ => method.StartsWith("get_milestones/", StringComparison.Ordinal) ? "[]" : null,
        });
        Assert.Equal(["9"], Ids([Assert.Single(await tool.ReadAsync("milestone"))]));
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("test")]
    [InlineData("result")]
    [InlineData("case")]
    public async Task Projects_without_news_make_no_pages_that_say_the_same_again_and_again(string stream)
    {
        await using var tool = Open(method => method switch
        {
            "get_projects" => """[{"id":1,"suite_mode":3},{"id":2,"suite_mode":3},{"id":3,"suite_mode":3},{"id":4,"suite_mode":3},{"id":5,"suite_mode":3}]""",
            _ => "[]",
        });
        var first = await tool.ReadAsync(stream);
        Assert.Equal(5, first.Select(p => p.Cursor).Distinct().Count());

        // Asked again within the second, as a signal does: each project stands where it stood.
        Assert.Empty(await tool.ReadAsync(stream, first[^1].Cursor));
        tool.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(5, (await tool.ReadAsync(stream, first[^1].Cursor)).Select(p => p.Cursor).Distinct().Count());
    }

    [Fact]
    public async Task A_read_goes_back_to_the_oldest_run_that_was_open_and_a_completed_one_is_told_once_more()
    {
        var (completed, asked) = (false, new List<string>());
        await using var tool = Open(
            method => method switch
            {
                "get_projects" => OneProject,
                "get_plans/1" => "[]",
                "get_runs/1" => """[{"id":1,"created_on":100,"is_completed":true},{"id":2,"created_on":200,"is_completed":false},{"id":3,"created_on":300,"is_completed":true}]""",
                "get_runs/1&created_after=199" => $$"""[{"id":2,"created_on":200,"is_completed":{{(completed ? "true" : "false")}}},{"id":3,"created_on":300,"is_completed":true}]""",
                "get_runs/1&created_after=299" => """[{"id":3,"created_on":300,"is_completed":true}]""",
                "get_plans/1&created_after=199" or "get_plans/1&created_after=299" => "[]",
                _ => null,
            },
            asked.Add);
        var first = await tool.ReadAsync("run");
        Assert.Equal(["1", "2", "3"], Ids(first));
        completed = true;
        var second = await tool.ReadAsync("run", first[^1].Cursor);
        Assert.Equal(["2", "3"], Ids(second));
        Assert.Equal(["3"], Ids(await tool.ReadAsync("run", second[^1].Cursor)));
        Assert.Contains("get_runs/1&created_after=299", asked);
    }

    [Fact]
    public async Task Runs_of_plans_are_read_with_their_tests_and_a_spent_limit_does_not_send_the_read_back_to_the_beginning()
    {
        var (left, asked) = (6, new List<string>());
        await using var tool = Open(
            method => method switch
            {
                "get_projects" => OneProject,
                "get_plans/1" => """[{"id":6,"created_on":50}]""",
                "get_runs/1" => """[{"id":2,"created_on":20},{"id":9,"created_on":90}]""",
                "get_plan/6" => Payload("get_plan-record.00.json"),
                "get_tests/2" => """[{"id":21,"run_id":2,"title":"a"}]""",
                "get_tests/9" => """[{"id":91,"run_id":9,"title":"b"}]""",
                _ when method.StartsWith("get_tests/", StringComparison.Ordinal) && !method.Contains('&', StringComparison.Ordinal) => $$"""[{"id":{{method[10..]}}000,"title":"p"}]""",
                _ => null,
            },
            method =>
            {
                asked.Add(method);
                left--;
            },
            _ => left <= 0 ? ToolAnswers.Json("""{"error":"API rate limit reached"}""", 429, ("Retry-After", "30")) : null);
        var told = new List<RecordPage>();
        var fault = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (var page in tool.Instance.ReadAsync(new() { Stream = "test", PageSize = 1 }, Ct))
            {
                told.Add(page);
            }
        });
        Assert.Equal((ConnectorErrorKind.RateLimited, tool.Time.GetUtcNow().AddSeconds(30)), (fault.Kind, fault.RetryAt));
        Assert.Contains("get_tests", fault.Message, StringComparison.Ordinal);
        left = int.MaxValue;
        asked.Clear();
        var rest = await tool.ReadAsync("test", told[^1].Cursor, pageSize: 1);
        Assert.DoesNotContain("get_tests/2", asked);
        Assert.Equal("91", Ids(rest)[^1]);
        Assert.Contains("7000", Ids(told).Concat(Ids(rest)));
    }

    [Fact]
    public async Task Users_are_read_project_by_project_where_the_account_is_no_administrator()
    {
        await using var tool = Open(
            method => method switch
            {
                "get_projects" => """[{"id":1,"name":"A"},{"id":2,"name":"B"}]""",
                "get_users/1" => """[{"id":5,"name":"Ann"}]""",
                "get_users/2" => """[{"id":5,"name":"Ann"},{"id":6,"name":"Bob"}]""",
                _ => null,
            },
            instead: method => method == "get_users" ? ToolAnswers.Json(Payload("error-403.00.json"), 403) : null);
        Assert.Equal(["5", "6"], Ids(await tool.ReadAsync("user")));
    }

    [Fact]
    public async Task Real_refusals_are_told_as_what_they_are_and_name_the_method()
    {
        foreach (var (file, status, said) in new[] { ("error-401.00.json", 401, "Authentication failed"), ("error-403.00.json", 403, "No permissions") })
        {
            await using var tool = Open(_ => null, instead: _ => ToolAnswers.Json(Payload(file), status));
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.CheckAsync(Ct));
            Assert.Equal(ConnectorErrorKind.Authentication, fault.Kind);
            Assert.Contains($"GET get_projects was answered with {status}", fault.Message, StringComparison.Ordinal);
            Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_check_names_projects_that_the_account_does_not_see()
    {
        await using var tool = new Tool(
            new TestRailConnector(),
            url => new() { ["baseAddress"] = url, ["user"] = "ann@example.com", ["apiKey"] = "k3y", ["projects"] = new JsonArray(1, 9) },
            request => ToolAnswers.Json(OneProject));
        var check = await tool.Instance.CheckAsync(Ct);
        Assert.False(check.Succeeded);
        Assert.Contains("no project 9", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_are_sent_with_the_numbers_that_real_statuses_have()
    {
        await using var tool = Open(method => method.Split('/')[0] switch { "get_statuses" => Payload("get_statuses-array.00.json"), "add_results_for_cases" => """[{"id":77}]""", _ => null });
        var asked = ToolAnswers.Asked("add-results", new() { ["build"] = "1.4", ["results"] = new JsonArray(new JsonObject { ["case"] = "C12", ["status"] = "failed", ["durationMs"] = 61_001, ["defects"] = new JsonArray("SHOP-1", "SHOP-2") }, new JsonObject { ["case"] = "13", ["status"] = "Skipped" }) }, "run", "7");
        var result = await tool.Instance.ExecuteAsync(asked, Ct);
        Assert.Equal("""{"results":[{"case_id":12,"status_id":5,"version":"1.4","defects":"SHOP-1, SHOP-2","elapsed":"62s"},{"case_id":13,"status_id":6,"version":"1.4"}]}""", Assert.Single(tool.Bodies));
        Assert.Equal("77", result.Values.GetProperty("ids")[0].GetString());
        Assert.Equal(SettlementOutcome.Unknown, (await tool.Instance.SettleAsync(asked, Ct)).Outcome);
    }

    [Theory]
    [InlineData("add-results", """{"results":[{"case":"C1","status":"great"}]}""", "run", "7", "has no status 'great'")]
    [InlineData("add-results", """{"results":[{"case":"SHOP-T1","status":"passed"}]}""", "run", "7", "'SHOP-T1' names no case")]
    [InlineData("add-results", """{"results":[{"case":"C1","status":"passed"}]}""", "plan", "6", "needs a run of TestRail")]
    [InlineData("run-tests", """{"title":"t"}""", "plan", "6", "has 2 suites")]
    [InlineData("run-tests", """{"suite":"Nope"}""", "plan", "6", "has no suite 'Nope'")]
    [InlineData("create-test-run", """{"title":"t"}""", null, null, "name it as the container")]
    [InlineData("close-run", "{}", "run", "8", "use close-plan")]
    public async Task What_cannot_be_done_is_refused_before_anything_is_changed(string action, string arguments, string? stream, string? target, string said)
    {
        await using var tool = Open(method => method.Split(['/', '&'])[0] switch
        {
            "get_statuses" => Payload("get_statuses-array.00.json"),
            "get_suites" => Payload("get_suites-paged.00.json"),
            "get_plan" => Payload("get_plan-record.00.json"),
            "get_run" => """{"id":8,"plan_id":6,"is_completed":false}""",
            _ => null,
        });
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(ToolAnswers.Asked(action, JsonNode.Parse(arguments)!.AsObject(), stream, target), Ct));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(tool.Sent, sent => sent.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_next_page_elsewhere_is_not_followed()
    {
        await using var tool = Open(_ => """{"_links":{"next":"https://evil.example.com/"},"projects":[{"id":1}]}""");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.ReadAsync("project"));
        Assert.Contains("none of TestRail's API", fault.Message, StringComparison.Ordinal);
    }

    private static List<string> Ids(IEnumerable<RecordPage> pages) => [.. pages.SelectMany(p => p.Records).Select(r => r.Id)];

    private static string Payload(string file) => File.ReadAllText(Path.Combine(Repository.Payloads("testrail"), file));

    // Methods with their parameters; limit and offset are left out where they say the most and nothing.
    private static Tool Open(Func<string, string?> answer, Action<string>? asked = null, Func<string, ResponseMessage?>? instead = null) => new(
        new TestRailConnector(),
        url => new() { ["baseAddress"] = url, ["user"] = "ann@example.com", ["apiKey"] = "k3y-s3cret" },
        request =>
        {
            var full = Uri.UnescapeDataString(new Uri(request.Url).Query)["?/api/v2/".Length..];
            var method = full.Replace("&limit=250&offset=0", "", StringComparison.Ordinal).Replace("&limit=100&offset=0", "", StringComparison.Ordinal);
            asked?.Invoke(method);
            return instead?.Invoke(method) ?? ((answer(method) ?? answer(method.Split("&limit=")[0])) is { } json ? ToolAnswers.Json(json) : null);
        });
}
