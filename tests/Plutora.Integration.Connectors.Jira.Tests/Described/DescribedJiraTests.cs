using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.Jira.Tests.Described;

/// <summary>
/// Every request and every answer of our own Jira is held against Atlassian's published description by a program that was not written here.
/// The description at hand is cut to parts of the interface that hold no worklogs; that of boards and sprints is another; and it calls the list of an
/// issue's remote links a single one, against what real Jiras answer.
/// </summary>
public sealed class DescribedJiraTests
{
    private static readonly string[] Streams = ["issue", "issue-changelog", "project", "version", "user"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_and_what_our_own_Jira_answers_is_as_Atlassian_describes_it()
    {
        await using var jira = new FakeJira(options: o => o["projects"] = new JsonArray("SHOP"));
        Describe(jira);
        await using var prism = await Prism.ProxyAsync(Path.Combine(Shared.Folder("openapi"), "jira-cloud.json"), jira.Server.Url!, Ct);
        await jira.ReopenAsync(prism.Http.BaseAddress!);

        var check = await jira.Instance.CheckAsync(Ct);
        Assert.True(check.Succeeded, check.Message);
        foreach (var stream in Streams)
        {
            Assert.NotEmpty((await jira.Read(stream)).SelectMany(p => p.Records));
        }

        foreach (var stream in new[] { "issue", "version" })
        {
            Assert.NotEmpty((await jira.Read(stream, mode: Sdk.Streams.ReadMode.FullScan)).SelectMany(p => p.Records));
        }

        Assert.NotNull(await jira.Instance.FetchAsync(new("issue", "10064"), Ct));
        Assert.NotNull(await jira.Instance.FetchAsync(new("version", "10026"), Ct));
        await ActAsync(jira, "create-ticket", new() { ["title"] = "T", ["description"] = "D", ["assignee"] = "ann@example.com", ["priority"] = "High", ["parent"] = "SHOP-1", ["labels"] = new JsonArray("a"), ["fields"] = new JsonObject { ["Story Points"] = 5 } }, "SHOP");
        await ActAsync(jira, "comment", new() { ["text"] = "T" });
        await ActAsync(jira, "transition", new() { ["state"] = "Doing", ["comment"] = "C" });
        await ActAsync(jira, "close-ticket", new() { ["resolution"] = "Done" });
        await ActAsync(jira, "link", new() { ["to"] = "SHOP-9", ["relation"] = "blocks", ["comment"] = "C" });
        await ActAsync(jira, "set-fix-version", new() { ["version"] = "v2" });
        Assert.True(jira.Server.LogEntries.Count > 40, $"{jira.Server.LogEntries.Count} requests");
    }

    private static async Task ActAsync(FakeJira jira, string action, JsonObject arguments, string? container = null)
    {
        var request = FakeJira.Asked(action, arguments, container is null ? "10064" : null, container);
        Assert.NotEmpty((await jira.Instance.PreviewAsync(request, Ct)).Summary);
        await jira.Instance.ExecuteAsync(request, Ct);
        await jira.Instance.SettleAsync(request, Ct);
    }

    private static void Describe(FakeJira jira)
    {
        const string Issue = """
            {"id":"10064","key":"SHOP-2","self":"https://acme.atlassian.net/rest/api/3/issue/10064","fields":{"summary":"S","created":"2024-03-01T13:00:31.500+0100","updated":"2024-03-01T13:00:31.500+0100",
            "project":{"id":"10003"},"status":{"id":"1","name":"Open","statusCategory":{"key":"new"}},"issuelinks":[],"fixVersions":[]}}
            """;
        jira.Get("project/SHOP", """{"id":"10003","key":"SHOP","name":"Shop","self":"https://acme.atlassian.net/rest/api/3/project/10003"}""");
        jira.Get("project/10003/versions", """[{"id":"10026","name":"v2","archived":false,"released":false,"projectId":10003,"self":"https://acme.atlassian.net/rest/api/3/version/10026"}]""");
        jira.Get("version/10026", """{"id":"10026","name":"v2","archived":false,"released":false,"projectId":10003,"self":"https://acme.atlassian.net/rest/api/3/version/10026"}""");
        jira.Answer("GET", "users/search", r => r.Query!["startAt"].Contains("0") ? """[{"accountId":"ann-1","accountType":"atlassian","displayName":"Ann","active":true}]""" : "[]");
        jira.Get("issue/10064", Issue);
        jira.Search(_ => new() { ["issues"] = new JsonArray(JsonNode.Parse(Issue)), ["isLast"] = true });
        jira.Answer("POST", "changelog/bulkfetch", _ => """{"issueChangeLogs":[{"issueId":"10064","changeHistories":[{"id":"7","created":"2024-03-01T13:00:31.500+0100","items":[{"field":"status","fieldId":"status","fieldtype":"jira","from":"1","fromString":"Open","to":"3","toString":"Doing"}]}]}]}""");
        jira.Get("issue/createmeta/SHOP/issuetypes", """{"issueTypes":[{"id":"3","name":"Task","subtask":false}],"startAt":0,"maxResults":200,"total":1}""");
        jira.Get("issue/createmeta/SHOP/issuetypes/3", """{"fields":[{"fieldId":"customfield_10106","key":"customfield_10106","name":"Story Points","required":false,"operations":["set"],"schema":{"type":"number","custom":"com.atlassian.jira.plugin.system.customfieldtypes:float","customId":10106}}],"startAt":0,"maxResults":50,"total":1}""");
        jira.Get("user/search", """[{"accountId":"ann-1","accountType":"atlassian","displayName":"Ann","active":true}]""");
        jira.Answer("POST", "issue", _ => """{"id":"10064","key":"SHOP-2","self":"https://acme.atlassian.net/rest/api/3/issue/10064"}""", 201);
        jira.Get("issue/10064/comment", """{"startAt":0,"maxResults":100,"total":1,"comments":[{"id":"7","author":{"accountId":"ann-1","active":true}}]}""");
        jira.Answer("POST", "issue/10064/comment", _ => """{"id":"7"}""", 201);
        jira.Get("comment/7/properties/plutora-action", """{"key":"plutora-action","value":{"id":"another"}}""");
        jira.Get("issue/10064/transitions", """
            {"transitions":[{"id":"21","name":"Start","to":{"id":"3","name":"Doing","statusCategory":{"id":4,"key":"indeterminate"}},"fields":{}},
            {"id":"31","name":"Finish","to":{"id":"5","name":"Done","statusCategory":{"id":3,"key":"done"}},"fields":{"resolution":{"required":true,"key":"resolution","name":"Resolution","operations":["set"],"schema":{"type":"resolution"},"allowedValues":[{"id":"1","name":"Done"}]}}}]}
            """);
        jira.Answer("POST", "issue/10064/transitions", _ => "", 204);
        jira.Get("issueLinkType", """{"issueLinkTypes":[{"id":"1","name":"Blocks","inward":"is blocked by","outward":"blocks"}]}""");

        // Jira answers nothing here, which the description, that knows JSON alone, cannot say.
        jira.Answer("POST", "issueLink", _ => "{}", 201);
        jira.Answer("PUT", "issue/10064", _ => "", 204);
    }
}
