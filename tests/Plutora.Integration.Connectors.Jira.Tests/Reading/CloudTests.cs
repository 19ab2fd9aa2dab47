using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Tests.Reading;

/// <summary>Reading Jira Cloud, where the acceptance kit does not look.</summary>
public sealed class CloudTests
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 1, 12, 0, 30, TimeSpan.Zero);

    [Fact]
    public async Task Issues_are_asked_for_by_name_of_field_in_the_accounts_zone_and_bring_the_names_of_their_fields()
    {
        await using var jira = new FakeJira(options: o => o["fields"] = new JsonArray("Team"));
        jira.Search(_ => Found(Issue("10064", "2024-03-01T13:00:31.500+0100")));

        var page = Assert.Single(await jira.Read("issue", since: Noon));

        var asked = Assert.Single(jira.Sent("search/jql"));
        Assert.Equal("""updated >= "2024-03-01 13:00" ORDER BY updated DESC, key DESC""", asked["jql"]!.ToString());
        Assert.Superset(new HashSet<string> { "summary", "customfield_10020", "customfield_10106", "customfield_10200" }, asked["fields"]!.AsArray().Select(f => f!.ToString()).ToHashSet());
        var record = Assert.Single(page.Records);
        Assert.Equal(("10064", "2024-03-01T12:00:31.5Z", "10003"), (record.Id, record.Version, record.Container));
        Assert.Equal("""{"customfield_10020":"Sprint","customfield_10106":"Story Points","customfield_10200":"Team"}""", JsonElement.Parse(record.Json.Span).GetProperty("names").GetRawText());
    }

    [Fact]
    public async Task The_next_read_goes_back_to_the_newest_change_that_was_told()
    {
        await using var jira = new FakeJira();
        jira.Search(_ => Found(Issue("2", "2024-03-01T12:00:31.500+0000"), Issue("1", "2024-02-01T12:00:31.500+0000")));
        var first = await jira.Read("issue");
        await jira.Read("issue", first[^1].Cursor);
        Assert.Equal("""updated >= "2024-03-01 13:00" ORDER BY updated DESC, key DESC""", jira.Sent("search/jql")[^1]["jql"]!.ToString());
    }

    [Fact]
    public async Task A_read_goes_on_at_its_page_by_the_bound_it_began_with()
    {
        await using var jira = new FakeJira();
        jira.Search(asked => asked["nextPageToken"] is null
            ? Found(Issue("2", "2024-03-01T12:00:31.500+0000")).Then("T1")
            : Found(Issue("1", "2024-02-01T12:00:31.500+0000")));
        var first = (await jira.Read("issue"))[0];
        await jira.ReopenAsync();

        var rest = await jira.Read("issue", first.Cursor);

        Assert.Equal("1", Assert.Single(Assert.Single(rest).Records).Id);
        Assert.Equal("T1", jira.Sent("search/jql")[^1]["nextPageToken"]!.ToString());
        Assert.Equal(jira.Sent("search/jql")[0]["jql"]!.ToString(), jira.Sent("search/jql")[^1]["jql"]!.ToString());
        await jira.Read("issue", rest[^1].Cursor);
        Assert.Contains("2024-03-01 13:00", jira.Sent("search/jql")[^1]["jql"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_Jira_no_longer_takes_begins_the_read_again()
    {
        await using var jira = new FakeJira();
        jira.Search(asked => asked["nextPageToken"] is null
            ? Found(Issue("2", "2024-03-01T12:00:31.500+0000")).Then("T1")
            : Found(Issue("1", "2024-02-01T12:00:31.500+0000")));
        var first = (await jira.Read("issue"))[0];
        jira.On("POST", "search/jql", request => request.Body!.Contains("nextPageToken", StringComparison.Ordinal)
            ? FakeJira.Message("""{"errorMessages":["The provided next page token is invalid"]}""", 400)
            : FakeJira.Message(Found(Issue("2", "2024-03-01T12:00:31.500+0000"), Issue("1", "2024-02-01T12:00:31.500+0000")).ToJsonString()));

        var rest = await jira.Read("issue", first.Cursor);

        Assert.Equal(["2", "1"], rest.SelectMany(p => p.Records).Select(r => r.Id));
    }

    [Fact]
    public async Task Changes_that_come_in_several_pages_are_one_record_with_the_statuses_that_they_name()
    {
        await using var jira = new FakeJira();
        jira.Search(_ => Found(Issue("1", "2024-03-01T12:00:31.500+0000")));
        jira.Answer("POST", "changelog/bulkfetch", request => request.Body!.Contains("C1", StringComparison.Ordinal)
            ? """{"issueChangeLogs":[{"issueId":"1","changeHistories":[{"id":"8","created":1709290800000,"items":[{"field":"status","from":"3","to":"1"}]}]}]}"""
            : """{"issueChangeLogs":[{"issueId":"1","changeHistories":[{"id":"7","created":1709287200000,"items":[{"field":"status","from":"1","to":"3"}]}]}],"nextPageToken":"C1"}""");

        var record = Assert.Single(Assert.Single(await jira.Read("issue-changelog")).Records);

        Assert.Equal(
            """{"issueId":"1","changeHistories":[{"id":"7","created":1709287200000,"items":[{"field":"status","from":"1","to":"3"}]},{"id":"8","created":1709290800000,"items":[{"field":"status","from":"3","to":"1"}]}],"statuses":[{"id":"1","name":"Open","statusCategory":{"id":2,"key":"new"}},{"id":"3","name":"Doing","statusCategory":{"id":4,"key":"indeterminate"}}]}""",
            System.Text.Encoding.UTF8.GetString(record.Json.Span));
        Assert.Equal("2024-03-01T12:00:31.5Z", record.Version);
    }

    [Theory]
    [InlineData("by-history", "issue/2/remotelink")]
    [InlineData("every-issue", "issue/1/remotelink", "issue/2/remotelink", "issue/3/remotelink")]
    public async Task Remote_links_are_asked_of_issues_whose_history_tells_of_one_or_of_every_issue_where_the_options_say_so(string option, params string[] asked)
    {
        await using var jira = new FakeJira(options: o => o["remoteLinks"] = option);
        jira.Search(_ => Found([.. new[] { "1", "2", "3" }.Select(n => Issue(n, "2024-03-01T12:00:31.500+0000"))]));
        jira.Answer("POST", "changelog/bulkfetch", _ => """
            {"issueChangeLogs":[{"issueId":"1","changeHistories":[{"id":"7","created":1709287200000,"items":[{"field":"status","from":"1","to":"3"}]}]},
            {"issueId":"2","changeHistories":[{"id":"8","created":1709287200000,"items":[{"field":"labels","to":"a"}]},{"id":"9","created":1709290800000,"items":[{"field":"RemoteWorkItemLink","to":"10035"}]}]}]}
            """);
        foreach (var n in new[] { 1, 2, 3 })
        {
            jira.Get($"issue/{n}/remotelink", n == 2 ? """[{"id":10035,"self":"https://acme.atlassian.net/rest/api/3/issue/2/remotelink/10035","object":{"url":"https://github.com/o/r/pull/7"}}]""" : "[]");
        }

        Assert.Equal("10035", Assert.Single(Assert.Single(await jira.Read("remote-link")).Records).Id);

        Assert.Equal(asked, jira.Server.LogEntries.Select(e => e.RequestMessage!.Path["/rest/api/3/".Length..]).Where(p => p.EndsWith("/remotelink", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_told_after_the_others_were_read()
    {
        await using var jira = new FakeJira(options: o => o["projects"] = new JsonArray("SHOP", "GONE"));
        jira.Get("project/SHOP", """{"id":"10003","key":"SHOP"}""");
        jira.Answer("GET", "project/GONE", _ => """{"errorMessages":["No project could be found with key 'GONE'."]}""", 404);
        jira.Search(_ => Found(Issue("1", "2024-03-01T12:00:31.500+0000")));

        var pages = new List<RecordPage>();
        var fault = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (var page in jira.Instance.ReadAsync(new() { Stream = "issue" }, TestContext.Current.CancellationToken))
            {
                pages.Add(page);
            }
        });

        Assert.Equal(ConnectorErrorKind.NotFound, fault.Kind);
        Assert.Contains("GONE", fault.Message, StringComparison.Ordinal);
        Assert.Single(Assert.Single(pages).Records);
        Assert.StartsWith("project in (10003) AND updated", jira.Sent("search/jql")[0]["jql"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_is_refused_tells_that_it_is_the_account()
    {
        await using var jira = new FakeJira();
        jira.Answer("GET", "myself", _ => "{}", 401);
        Assert.Equal(ConnectorErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectorException>(() => jira.Instance.CheckAsync(TestContext.Current.CancellationToken))).Kind);
    }

    [Fact]
    public async Task A_check_names_what_of_the_options_Jira_does_not_have()
    {
        await using var jira = new FakeJira(options: o =>
        {
            o["projects"] = new JsonArray("GONE");
            o["fields"] = new JsonArray("Team", "Colour");
        });
        jira.Answer("GET", "project/GONE", _ => "{}", 404);
        var check = await jira.Instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.False(check.Succeeded);
        Assert.Contains("project GONE", check.Message, StringComparison.Ordinal);
        Assert.Contains("custom field Colour", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_without_sprints_holds_no_other_up()
    {
        await using var jira = new FakeJira();
        jira.Get("/rest/agile/1.0/board", """{"total":3,"values":[{"id":1,"type":"simple"},{"id":2,"type":"kanban"},{"id":3,"type":"scrum"}]}""");
        jira.Answer("GET", "/rest/agile/1.0/board/1/sprint", _ => """{"errorMessages":["The board does not support sprints"],"errors":{}}""", 400);
        jira.Get("/rest/agile/1.0/board/3/sprint", """{"total":1,"values":[{"id":7,"name":"S","state":"active"}]}""");
        Assert.Equal("7", Assert.Single((await jira.Read("sprint")).SelectMany(p => p.Records)).Id);
    }

    [Fact]
    public async Task Booked_time_that_was_deleted_is_told_with_its_instant()
    {
        await using var jira = new FakeJira();
        jira.Get("worklog/deleted", """{"values":[{"worklogId":5,"updatedTime":1709290800000}],"since":0,"until":1709290800000,"lastPage":true}""");
        jira.Get("worklog/updated", """{"values":[],"since":0,"until":0,"lastPage":true}""");
        var gone = Assert.Single((await jira.Read("worklog")).SelectMany(p => p.Records));
        Assert.Equal(("5", true, "2024-03-01T11:00:00Z"), (gone.Id, gone.Deleted, gone.Version));
    }

    [Fact]
    public async Task A_list_that_shrinks_while_it_is_read_is_read_again()
    {
        await using var jira = new FakeJira();
        jira.Answer("GET", "/rest/agile/1.0/board", request => request.Query!["startAt"].Contains("0")
            ? """{"total":2,"values":[{"id":1}]}"""
            : """{"total":1,"values":[]}""");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Read("board"));
        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
    }

    [Theory]
    [InlineData("Retry-After", "30", 30)]
    [InlineData("X-RateLimit-Reset", "2024-03-01T12:05:30Z", 300)]
    public async Task A_limit_waits_until_Jira_says(string header, string value, int seconds)
    {
        await using var jira = new FakeJira(time: new FakeTimeProvider(Noon));
        jira.On("POST", "search/jql", _ => FakeJira.Message("", 429, (header, value)));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Read("issue"));
        Assert.Equal((ConnectorErrorKind.RateLimited, Noon.AddSeconds(seconds)), (fault.Kind, fault.RetryAt));
    }

    internal static JsonObject Found(params JsonObject[] issues) => new() { ["issues"] = new JsonArray([.. issues]), ["isLast"] = true };

    internal static JsonObject Issue(string id, string updated) => new()
    {
        ["id"] = id,
        ["key"] = $"SHOP-{id}",
        ["fields"] = new JsonObject { ["summary"] = "S", ["updated"] = updated, ["created"] = updated, ["project"] = new JsonObject { ["id"] = "10003" } },
    };
}

internal static class Pages
{
    public static JsonObject Then(this JsonObject page, string token)
    {
        (page["isLast"], page["nextPageToken"]) = (false, token);
        return page;
    }
}
