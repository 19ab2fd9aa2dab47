using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jira.Tests.Acting;

/// <summary>What the actions do where workflows, people and answers are not as one would have them.</summary>
public sealed class ActionTests
{
    private const string Finish = """{"id":"31","name":"Finish","to":{"name":"Done","statusCategory":{"key":"done"}},"fields":{}}""";
    private const string Drop = """{"id":"41","name":"Drop","to":{"name":"Cancelled","statusCategory":{"key":"done"}},"fields":{}}""";
    private const string Start = """{"id":"21","name":"Start","to":{"name":"Doing","statusCategory":{"key":"indeterminate"}},"fields":{}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_is_closed_by_the_state_that_the_instance_prefers_and_tells_its_version()
    {
        await using var jira = Open(Drop, Finish, Start);
        var result = await jira.Execute("close-ticket", new() { ["comment"] = "It is\ndone." });
        var sent = Assert.Single(jira.Sent("issue/10064/transitions"));
        Assert.Equal("""{"transition":{"id":"31"},"update":{"comment":[{"add":{"body":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"It is"},{"type":"hardBreak"},{"type":"text","text":"done."}]}]}}}]}}""", sent.ToJsonString());
        Assert.Equal("2024-03-01T12:00:31.5Z", result.RecordVersion);
        Assert.Equal("https://acme.atlassian.net/browse/SHOP-2", result.Values.GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_ticket_that_can_be_closed_in_several_ways_is_closed_in_none_until_one_is_said()
    {
        await using var jira = Open(Drop, Finish.Replace("\"Done\"", "\"Erledigt\"", StringComparison.Ordinal));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Execute("close-ticket", []));
        Assert.Contains("'Cancelled', 'Erledigt'", fault.Message, StringComparison.Ordinal);
        await jira.Execute("close-ticket", new() { ["state"] = "erledigt" });
        Assert.Equal("31", Assert.Single(jira.Sent("issue/10064/transitions"))["transition"]!["id"]!.ToString());
    }

    [Fact]
    public async Task A_ticket_that_is_closed_already_is_left_as_it_is()
    {
        await using var jira = Open(Finish);
        jira.Get("issue/10064", Issue("Done", "done"));
        await jira.Execute("close-ticket", new() { ["comment"] = "Again" });
        Assert.Empty(jira.Sent("issue/10064/transitions"));
    }

    [Theory]
    [InlineData(null, "Fixed", "Fixed")]
    [InlineData("won't do", "Fixed,Won't Do", "Won't Do")]
    [InlineData(null, "Erledigt", "say it by the argument 'resolution'. There are: Erledigt.")]
    [InlineData("Lost", "Fixed", "'Lost' is no resolution of SHOP-2. There are: Fixed.")]
    public async Task A_resolution_is_set_where_the_workflow_asks_for_one(string? asked, string allowed, string expected)
    {
        var values = string.Join(',', allowed.Split(',').Select(a => $$"""{"name":"{{a}}"}"""));
        await using var jira = Open(Finish.Replace("\"fields\":{}", $$$"""{{{"\"fields\""}}}:{"resolution":{"required":true,"allowedValues":[{{{values}}}]}}""", StringComparison.Ordinal));
        var arguments = asked is null ? [] : new JsonObject { ["resolution"] = asked };
        if (expected.Contains("There are", StringComparison.Ordinal))
        {
            Assert.Contains(expected, (await Assert.ThrowsAsync<ConnectorException>(() => jira.Execute("close-ticket", arguments))).Message, StringComparison.Ordinal);
            return;
        }

        await jira.Execute("close-ticket", arguments);
        Assert.Equal(expected, jira.Sent("issue/10064/transitions")[0]["fields"]!["resolution"]!["name"]!.ToString());
    }

    [Fact]
    public async Task A_way_that_needs_more_than_the_action_takes_names_what_it_needs()
    {
        await using var jira = Open(Start.Replace("\"fields\":{}", """ "fields":{"customfield_1":{"required":true,"hasDefaultValue":false,"name":"Root cause"}}""", StringComparison.Ordinal));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Execute("transition", new() { ["state"] = "Doing" }));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("'Root cause'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_cannot_be_reached_names_those_that_can()
    {
        await using var jira = Open(Start, Finish);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Execute("transition", new() { ["state"] = "In Review" }));
        Assert.Contains("'Doing', 'Done'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_is_done_is_no_failure_when_the_issue_cannot_be_seen_afterwards()
    {
        await using var jira = Open(Start);
        jira.On("POST", "issue/10064/transitions", _ =>
        {
            jira.Answer("GET", "issue/10064", _ => "{}", 404);
            return FakeJira.Message("", 204);
        });
        var result = await jira.Execute("transition", new() { ["state"] = "Doing" });
        Assert.Equal(("Doing", null), (result.Values.GetProperty("state").GetString(), result.RecordVersion));
    }

    [Fact]
    public async Task A_ticket_is_created_of_the_kind_and_for_the_person_that_are_named()
    {
        await using var jira = Open();
        jira.Get("issue/createmeta/SHOP/issuetypes", """{"issueTypes":[{"id":"1","name":"Sub-task","subtask":true},{"id":"2","name":"Bug","subtask":false},{"id":"3","name":"Task","subtask":false}]}""");
        jira.Get("user/search", """[{"accountId":"bob-2"}]""");
        jira.Answer("POST", "issue", _ => """{"id":"10064","key":"SHOP-2","self":"https://acme.atlassian.net/rest/api/3/issue/10064"}""", 201);
        var result = await jira.Execute("create-ticket", new() { ["title"] = "It breaks", ["kind"] = "bug", ["assignee"] = "bob@example.com", ["parent"] = "SHOP-1", ["labels"] = new JsonArray("a") }, null, "SHOP");
        Assert.Equal(
            """{"fields":{"project":{"key":"SHOP"},"summary":"It breaks","issuetype":{"id":"2"},"assignee":{"accountId":"bob-2"},"parent":{"key":"SHOP-1"},"labels":["a"]},"properties":[{"key":"plutora-action","value":{"id":"action-1"}}]}""",
            Assert.Single(jira.Sent("issue")).ToJsonString());
        Assert.Equal("SHOP-2", result.Values.GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("Story Points", "5", "customfield_1", "5")]
    [InlineData("customfield_1", "\"2.5\"", "customfield_1", "2.5")]
    [InlineData("team", "\"checkout\"", "customfield_2", """{"id":"21"}""")]
    [InlineData("Systems", """["Web","32"]""", "customfield_3", """[{"id":"31"},{"id":"32"}]""")]
    [InlineData("Systems", "\"App\"", "customfield_3", """[{"id":"32"}]""")]
    [InlineData("Reviewer", "\"bob@example.com\"", "customfield_4", """{"accountId":"bob-2"}""")]
    [InlineData("Due date", "\"2026-03-01\"", "duedate", "\"2026-03-01\"")]
    [InlineData("Begins", "\"2026-03-01T13:00:00+01:00\"", "customfield_5", "\"2026-03-01T12:00:00.000\\u002B0000\"")]
    [InlineData("Cause", "\"It fell\"", "customfield_6", """{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"It fell"}]}]}""")]
    [InlineData("Tags", """["a","b"]""", "customfield_7", """["a","b"]""")]
    [InlineData("Sprint", "12", "customfield_8", "12")]
    [InlineData("Place", """{"value":"Berlin","child":{"value":"Mitte"}}""", "customfield_9", """{"value":"Berlin","child":{"value":"Mitte"}}""")]
    public async Task A_further_field_is_found_by_name_or_id_and_written_as_its_type_asks_for(string name, string value, string id, string written)
    {
        await using var jira = Creating();
        var arguments = new JsonObject { ["title"] = "T", ["kind"] = "Bug", ["fields"] = new JsonObject { [name] = JsonNode.Parse(value) } };
        await jira.Execute("create-ticket", arguments, null, "SHOP");
        Assert.Equal(written, Assert.Single(jira.Sent("issue"))["fields"]![id]!.ToJsonString());
        var preview = await jira.Instance.PreviewAsync(FakeJira.Asked("create-ticket", arguments, null, "SHOP"), Ct);
        Assert.Equal(["summary", "issuetype"], preview.Changes.Take(2).Select(c => c.Field));
        Assert.Single(preview.Changes.Skip(2));
    }

    [Theory]
    [InlineData("Colour", "\"red\"", "has no field 'Colour'")]
    [InlineData("Twice", "\"a\"", "customfield_11, customfield_12")]
    [InlineData("Summary", "\"a\"", "the argument 'title'")]
    [InlineData("Story Points", "\"many\"", "takes a number")]
    [InlineData("Team", "\"Nobody\"", "one of 'Search', 'Checkout'")]
    [InlineData("Due date", "\"tomorrow\"", "a day such as")]
    [InlineData("Cause", "true", "takes a text")]
    public async Task A_field_that_is_not_there_or_takes_something_else_is_refused_before_anything_is_created(string name, string value, string said)
    {
        await using var jira = Creating();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Execute("create-ticket", new() { ["title"] = "T", ["kind"] = "Bug", ["fields"] = new JsonObject { [name] = JsonNode.Parse(value) } }, null, "SHOP"));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Empty(jira.Sent("issue"));
    }

    // A project whose kind Bug has fields of many types, told in two pages.
    private static FakeJira Creating()
    {
        static string Field(string id, string name, string schema, string allowed = "") => $$"""{"fieldId":"{{id}}","key":"{{id}}","name":"{{name}}","required":false,"operations":["set"],"schema":{{{schema}}}{{(allowed.Length == 0 ? "" : $",\"allowedValues\":[{allowed}]")}}}""";
        string[] fields =
        [
            Field("summary", "Summary", "\"type\":\"string\",\"system\":\"summary\""),
            Field("customfield_1", "Story Points", "\"type\":\"number\""),
            Field("customfield_2", "Team", "\"type\":\"option\"", """{"id":"20","value":"Search"},{"id":"21","value":"Checkout"}"""),
            Field("customfield_3", "Systems", "\"type\":\"array\",\"items\":\"option\"", """{"id":"31","value":"Web"},{"id":"32","value":"App"}"""),
            Field("customfield_4", "Reviewer", "\"type\":\"user\""),
            Field("duedate", "Due date", "\"type\":\"date\""),
            Field("customfield_5", "Begins", "\"type\":\"datetime\""),
            Field("customfield_6", "Cause", "\"type\":\"string\",\"custom\":\"com.atlassian.jira.plugin.system.customfieldtypes:textarea\""),
            Field("customfield_7", "Tags", "\"type\":\"array\",\"items\":\"string\""),
            Field("customfield_8", "Sprint", "\"type\":\"array\",\"items\":\"json\",\"custom\":\"com.pyxis.greenhopper.jira:gh-sprint\""),
            Field("customfield_9", "Place", "\"type\":\"option-with-child\"", """{"id":"91","value":"Berlin"}"""),
            Field("customfield_11", "Twice", "\"type\":\"string\""),
            Field("customfield_12", "Twice", "\"type\":\"string\""),
        ];
        var jira = Open();
        jira.Get("issue/createmeta/SHOP/issuetypes", """{"issueTypes":[{"id":"2","name":"Bug","subtask":false}]}""");
        jira.Answer("GET", "issue/createmeta/SHOP/issuetypes/2", r =>
        {
            var page = fields.Chunk(7).ElementAtOrDefault(r.Query!["startAt"].Contains("0") ? 0 : 1) ?? [];
            return $$"""{"startAt":{{(r.Query["startAt"].Contains("0") ? 0 : 7)}},"maxResults":7,"total":{{fields.Length}},"fields":[{{string.Join(',', page)}}]}""";
        });
        jira.Get("user/search", """[{"accountId":"bob-2"}]""");
        jira.Answer("POST", "issue", _ => """{"id":"10064","key":"SHOP-2","self":"https://acme.atlassian.net/rest/api/3/issue/10064"}""", 201);
        return jira;
    }

    [Theory]
    [InlineData("""{"title":"T","kind":"Riddle"}""", "SHOP", "There are: Sub-task, Task.")]
    [InlineData("""{"title":"T","assignee":"Bob B"}""", "SHOP", "several people")]
    [InlineData("""{"title":"T"}""", "SHOP\" OR project = \"OPS", "needs a project")]
    public async Task A_ticket_that_cannot_be_created_as_asked_says_why_and_creates_none(string arguments, string container, string expected)
    {
        await using var jira = Open();
        jira.Get("issue/createmeta/SHOP/issuetypes", """{"values":[{"id":"1","name":"Sub-task","subtask":true},{"id":"3","name":"Task","subtask":false}]}""");
        jira.Get("user/search", """[{"accountId":"bob-2"},{"accountId":"bob-3"}]""");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Execute("create-ticket", JsonNode.Parse(arguments)!.AsObject(), null, container));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Empty(jira.Sent("issue"));
    }

    [Fact]
    public async Task A_new_ticket_that_no_search_shows_yet_stays_unknown()
    {
        await using var jira = Open();
        jira.Search(_ => new() { ["issues"] = new JsonArray(new JsonObject { ["id"] = "1", ["properties"] = new JsonObject { ["plutora-action"] = new JsonObject { ["id"] = "another" } } }) });
        var settled = await jira.Instance.SettleAsync(FakeJira.Asked("create-ticket", new() { ["title"] = "T" }, null, "SHOP"), Ct);
        Assert.Equal(SettlementOutcome.Unknown, settled.Outcome);
    }

    [Theory]
    [InlineData(1, SettlementOutcome.NotDone)]
    [InlineData(500, SettlementOutcome.Unknown)]
    public async Task A_comment_that_is_not_found_was_not_made_only_where_all_were_seen(int total, SettlementOutcome outcome)
    {
        await using var jira = Open();
        jira.Get("issue/10064/comment", $$$"""{"total":{{{total}}},"comments":[{"id":"7","author":{"accountId":"ann-1"}}]}""");
        jira.Get("comment/7/properties/plutora-action", """{"key":"plutora-action","value":{"id":"another"}}""");
        Assert.Equal(outcome, (await jira.Instance.SettleAsync(FakeJira.Asked("comment", new() { ["text"] = "T" }), Ct)).Outcome);
    }

    [Fact]
    public async Task A_text_for_a_Data_Center_is_sent_as_it_stands()
    {
        await using var jira = new FakeJira(cloud: false);
        jira.Get("issue/10064", Issue("Open", "new"));
        jira.Answer("POST", "issue/10064/comment", _ => """{"id":"7"}""", 201);
        var result = await jira.Execute("comment", new() { ["text"] = "as it *was*" });
        Assert.Equal("as it *was*", Assert.Single(jira.Sent("issue/10064/comment"))["body"]!.ToString());
        Assert.EndsWith("SHOP-2?focusedCommentId=7", result.Values.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blocks", "inwardIssue", "outwardIssue")]
    [InlineData("is blocked by", "outwardIssue", "inwardIssue")]
    public async Task A_link_leads_the_way_that_its_words_say(string relation, string target, string other)
    {
        await using var jira = Open();
        jira.Get("issueLinkType", """{"issueLinkTypes":[{"name":"Blocks","inward":"is blocked by","outward":"blocks"}]}""");
        jira.Answer("POST", "issueLink", _ => "", 201);
        await jira.Execute("link", new() { ["to"] = "SHOP-9", ["relation"] = relation });
        var sent = Assert.Single(jira.Sent("issueLink"));
        Assert.Equal(("10064", "SHOP-9"), (sent[target]!["id"]!.ToString(), sent[other]!["key"]!.ToString()));
    }

    [Fact]
    public async Task A_version_that_is_there_already_is_not_set_again_and_one_is_added_beside_others()
    {
        await using var jira = Open();
        jira.Get("project/10003/versions", """[{"id":"1","name":"v1"},{"id":"2","name":"v2"}]""");
        jira.Answer("PUT", "issue/10064", _ => "", 204);
        await jira.Execute("set-fix-version", new() { ["version"] = "v1" });
        Assert.Empty(jira.Sent("issue/10064"));
        await jira.Execute("set-fix-version", new() { ["version"] = "v2", ["keep"] = true });
        Assert.Equal("""{"update":{"fixVersions":[{"add":{"id":"2"}}]}}""", Assert.Single(jira.Sent("issue/10064")).ToJsonString());
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jira.Execute("set-fix-version", new() { ["version"] = "v3" }));
        Assert.Contains("There are: v1, v2.", fault.Message, StringComparison.Ordinal);
    }

    private static FakeJira Open(params string[] transitions)
    {
        var jira = new FakeJira();
        jira.Get("issue/10064", Issue("Open", "new"));
        jira.Get("issue/10064/transitions", $$"""{"transitions":[{{string.Join(',', transitions)}}]}""");
        jira.Answer("POST", "issue/10064/transitions", _ => "", 204);
        return jira;
    }

    private static string Issue(string status, string category) => $$$"""
        {"id":"10064","key":"SHOP-2","self":"https://acme.atlassian.net/rest/api/3/issue/10064","fields":{"summary":"S","updated":"2024-03-01T13:00:31.500+0100","project":{"id":"10003"},
        "status":{"name":"{{{status}}}","statusCategory":{"key":"{{{category}}}"}},"issuelinks":[],"fixVersions":[{"id":"1","name":"v1"}]}}
        """;
}
