using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Tests.Reading;

/// <summary>Reading Jira Data Center: version 2 of the interface, pages by offset, a personal access token.</summary>
public sealed class DataCenterTests
{
    [Fact]
    public async Task Issues_are_paged_by_offset_each_page_beginning_with_the_last_issue_of_the_one_before()
    {
        var there = Issues(7);
        await using var jira = Of(() => there);
        var pages = await jira.Read("issue", size: 3);
        Assert.Equal(there.Select(Id), pages.SelectMany(p => p.Records).Select(r => r.Id).Distinct());
        Assert.Equal(["0", "2", "4"], jira.Sent("search").Select(a => a["startAt"]!.ToString()));
        Assert.Equal("Bearer s3cret-token", jira.Server.LogEntries[0].RequestMessage!.Headers!["Authorization"][0]);
    }

    [Fact]
    public async Task What_is_deleted_before_the_next_page_passes_nothing_over()
    {
        var there = Issues(10);
        await using var jira = Of(() => there);
        var told = new List<string>();
        await foreach (var page in jira.Instance.ReadAsync(new() { Stream = "issue", PageSize = 3 }, TestContext.Current.CancellationToken))
        {
            told.AddRange(page.Records.Select(r => r.Id));
            if (there.Count == 10)
            {
                there.RemoveRange(0, 2);
            }
        }

        Assert.Superset(there.Select(Id).ToHashSet(), told.ToHashSet());
    }

    [Fact]
    public async Task What_changes_while_it_is_read_moves_to_the_front_and_is_told_by_the_next_read()
    {
        var there = Issues(6);
        await using var jira = Of(() => there);
        var told = new List<string>();
        Cursor? cursor = null;
        await foreach (var page in jira.Instance.ReadAsync(new() { Stream = "issue", PageSize = 2 }, TestContext.Current.CancellationToken))
        {
            told.AddRange(page.Records.Select(r => r.Id));
            cursor = page.Cursor;
            if (told.Count == 2)
            {
                var moved = there[4];
                there.RemoveAt(4);
                moved["fields"]!["updated"] = "2024-03-02T09:00:00.000+0000";
                there.Insert(0, moved);
            }
        }

        var next = (await jira.Read("issue", cursor)).SelectMany(p => p.Records).Select(r => r.Id).ToList();
        Assert.Superset(there.Select(Id).ToHashSet(), told.Concat(next).ToHashSet());
        Assert.Contains(Id(there[0]), next);
    }

    [Fact]
    public async Task Changes_come_with_the_search_and_become_the_record_that_Cloud_tells()
    {
        var issue = CloudTests.Issue("1", "2024-03-01T12:00:31.500+0000");
        issue["changelog"] = JsonNode.Parse("""{"startAt":0,"maxResults":1,"total":1,"histories":[{"id":"7","created":"2024-03-01T12:00:31.500+0000","items":[{"field":"status","from":"1","to":"3"}]}]}""");
        await using var jira = Of(() => [issue]);
        var record = Assert.Single(Assert.Single(await jira.Read("issue-changelog")).Records);
        Assert.StartsWith("""{"issueId":"1","changeHistories":[{"id":"7",""", System.Text.Encoding.UTF8.GetString(record.Json.Span), StringComparison.Ordinal);
        Assert.Equal("changelog", jira.Sent("search")[0]["expand"]![0]!.ToString());
    }

    [Fact]
    public async Task Remote_links_are_asked_of_issues_whose_history_comes_with_the_search_and_tells_of_one()
    {
        var there = Issues(3);
        there[1]["changelog"] = JsonNode.Parse("""{"startAt":0,"maxResults":1,"total":1,"histories":[{"id":"7","created":"2024-03-01T12:00:31.500+0000","items":[{"field":"RemoteIssueLink","to":"17838"}]}]}""");
        await using var jira = Of(() => there);
        jira.Get($"issue/{Id(there[1])}/remotelink", """[{"id":17838,"self":"https://jira.acme.example/rest/api/2/issue/2/remotelink/17838","object":{"url":"https://git.acme.example/o/r/pull/7"}}]""");

        Assert.Equal("17838", Assert.Single(Assert.Single(await jira.Read("remote-link")).Records).Id);

        Assert.Equal("changelog", jira.Sent("search")[0]["expand"]![0]!.ToString());
        Assert.Single(jira.Server.LogEntries, e => e.RequestMessage!.Path.EndsWith("/remotelink", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0", ConnectorErrorKind.Authentication)]
    [InlineData("10", ConnectorErrorKind.RateLimited)]
    public async Task A_403_asks_to_wait_only_where_it_says_how_long(string retryAfter, ConnectorErrorKind kind)
    {
        await using var jira = Of(() => []);
        jira.On("POST", "search", _ => FakeJira.Message("""{"message":"no"}""", 403, ("Retry-After", retryAfter), ("X-RateLimit-Remaining", "9")));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Read("issue"));
        Assert.Equal(kind, fault.Kind);
    }

    [Fact]
    public async Task Projects_and_users_are_read_by_the_ways_of_version_two()
    {
        await using var jira = Of(() => []);
        jira.Get("project", """[{"id":"10003","key":"SHOP"},{"id":"10001","key":"OPS"}]""");
        jira.Answer("GET", "user/search", request => request.Query!["startAt"].Contains("0") ? """[{"key":"JIRAUSER1","name":"ann","displayName":"Ann"}]""" : "[]");
        Assert.Equal(["10001", "10003"], Assert.Single(await jira.Read("project")).Records.Select(r => r.Id));
        Assert.Equal(["JIRAUSER1"], (await jira.Read("user")).SelectMany(p => p.Records).Select(r => r.Id));
    }

    private static FakeJira Of(Func<List<JsonObject>> there)
    {
        var jira = new FakeJira(cloud: false);
        jira.Search(asked =>
        {
            var (start, size) = (asked["startAt"]!.GetValue<int>(), asked["maxResults"]!.GetValue<int>());
            return new() { ["startAt"] = start, ["maxResults"] = size, ["total"] = there().Count, ["issues"] = new JsonArray([.. there().Skip(start).Take(size).Select(i => i.DeepClone())]) };
        });
        return jira;
    }

    // The newest first, as they are searched.
    private static List<JsonObject> Issues(int count) => [.. Enumerable.Range(1, count).Reverse().Select(n => CloudTests.Issue($"{n}", $"2024-03-01T12:{n:00}:00.000+0000"))];

    private static string Id(JsonObject issue) => issue["id"]!.ToString();
}
