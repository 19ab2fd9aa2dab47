using System.Text.Json.Nodes;
using CsCheck;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jira.Tests.Webhooks;

public sealed class ReceiveTests
{
    private const string Issue = """{"id":"10064","key":"SHOP-2","self":"https://acme.atlassian.net/rest/api/2/issue/10064","fields":{"summary":"S","updated":"2024-03-01T13:00:31.500+0100","project":{"id":"10003","key":"SHOP"}}}""";

    [Fact]
    public async Task A_changed_issue_is_the_record_that_a_search_gives()
    {
        var record = Assert.Single((await Delivery.Receive(Body("jira:issue_updated", "issue", Issue))).Records);
        Assert.Equal(("issue", "10064", "2024-03-01T12:00:31.5Z", "10003", false), (record.Stream, record.Id, record.Version, record.Container, record.Deleted));
        Assert.Equal(Issue, System.Text.Encoding.UTF8.GetString(record.Json.Span));
    }

    [Theory]
    [InlineData("""{"items":[{"field":"status","fieldtype":"jira","from":"1","to":"3"}]}""", "issue-changelog")]
    [InlineData("""{"items":[{"field":"Story Points","fieldtype":"custom"}]}""", "issue")]
    [InlineData("""{"items":[{"field":"summary","fieldtype":"jira"}]}""", "")]
    public async Task What_a_delivery_does_not_hold_is_read_soon(string changelog, string read)
    {
        var body = Body("jira:issue_updated", "issue", Issue);
        body["changelog"] = JsonNode.Parse(changelog);
        Assert.Equal(read, string.Join(',', (await Delivery.Receive(body)).ReadStreams));
    }

    [Fact]
    public async Task A_deleted_issue_is_gone_at_the_instant_of_the_delivery()
    {
        var gone = Assert.Single((await Delivery.Receive(Body("jira:issue_deleted", "issue", Issue))).Records);
        Assert.Equal((true, "2024-03-01T12:30:00Z", (DateTimeOffset?)new DateTimeOffset(2024, 3, 1, 12, 30, 0, TimeSpan.Zero)), (gone.Deleted, gone.Version, gone.Time));
    }

    [Theory]
    [InlineData("jira:version_released", "version", """{"id":"10026","name":"v2","projectId":10003}""", "version")]
    [InlineData("sprint_started", "sprint", """{"id":37,"name":"S","state":"active"}""", "sprint")]
    [InlineData("worklog_created", "worklog", """{"id":"5","issueId":"1","updated":"2024-03-01T13:00:31.500+0100"}""", "worklog")]
    public async Task Whole_objects_are_records(string name, string member, string about, string stream)
    {
        var record = Assert.Single((await Delivery.Receive(Body(name, member, about))).Records);
        Assert.Equal((stream, about, false), (record.Stream, System.Text.Encoding.UTF8.GetString(record.Json.Span), record.Deleted));
    }

    [Theory]
    [InlineData("jira:version_deleted", "version", """{"id":"10026","projectId":10003}""", "version/10026")]
    [InlineData("sprint_deleted", "sprint", """{"id":37}""", "sprint/37")]
    [InlineData("worklog_deleted", "worklog", """{"id":"5"}""", "worklog/5")]
    [InlineData("board_deleted", "board", """{"id":8}""", "board/8")]
    [InlineData("user_deleted", "user", """{"accountId":"ann-1"}""", "user/ann-1")]
    public async Task What_is_gone_is_a_deletion(string name, string member, string about, string record)
    {
        var gone = Assert.Single((await Delivery.Receive(Body(name, member, about))).Records);
        Assert.Equal((record, true), ($"{gone.Stream}/{gone.Id}", gone.Deleted));
    }

    [Fact]
    public async Task A_deleted_project_takes_what_is_in_it_along()
    {
        var received = await Delivery.Receive(Body("project_deleted", "project", """{"id":10003,"key":"SHOP"}"""));
        Assert.Equal(["10003"], received.RemovedContainers);
        Assert.True(Assert.Single(received.Records).Deleted);
    }

    [Theory]
    [InlineData("comment_created", "issue")]
    [InlineData("issuelink_created", "issue")]
    [InlineData("project_updated", "project")]
    [InlineData("board_updated", "board")]
    [InlineData("user_created", "user")]
    public async Task Objects_in_part_start_a_read(string name, string stream) => Assert.Equal([stream], (await Delivery.Receive(Body(name, "other", "{}"))).ReadStreams);

    [Theory]
    [InlineData("issue_property_set")]
    [InlineData("attachment_created")]
    [InlineData("option_voting_changed")]
    [InlineData("something_new")]
    public async Task What_says_nothing_of_delivery_is_ignored_with_a_reason(string name) =>
        Assert.Contains(name, (await Delivery.Receive(Body(name, "other", "{}"))).Ignored, StringComparison.Ordinal);

    [Fact]
    public void A_member_of_another_kind_or_missing_is_records_a_reason_or_a_refusal_for_good()
    {
        JsonObject[] bodies =
        [
            Body("jira:issue_updated", "issue", Issue), Body("jira:issue_deleted", "issue", Issue), Body("project_deleted", "project", """{"id":10003}"""),
            Body("worklog_updated", "worklog", """{"id":"5","updated":"2024-03-01T13:00:31.500+0100"}"""), Body("jira:version_updated", "version", """{"id":"1","projectId":2}"""),
        ];
        string?[] replacements = [null, "null", "1.5", "true", "[]", "{}", "\"\\ud800\"", "\"x\"", "1e300", "-1"];
        Gen.Select(Gen.Int[0, bodies.Length - 1], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[0, replacements.Length - 1]).Sample((which, outer, inner, depth, by) =>
        {
            var body = bodies[which].DeepClone().AsObject();
            var (target, name) = (body, body.ElementAt(outer % body.Count).Key);
            for (var level = depth % 3; level > 0 && target[name] is JsonObject { Count: > 0 } nested; level--)
            {
                (target, name) = (nested, nested.ElementAt(inner % nested.Count).Key);
            }

            // Spliced in as text, since a lone surrogate cannot be built as a node.
            target[name] = "@@";
            var text = replacements[by] is { } other ? body.ToJsonString().Replace("\"@@\"", other, StringComparison.Ordinal) : Without(body, target, name);
            var instance = Delivery.Instance();
            var fault = Record.Exception(() =>
            {
                var received = instance.ReceiveAsync(Delivery.Of(text), CancellationToken.None);
                Assert.True(received.IsCompletedSuccessfully);
            });
            Assert.True(fault is null or ConnectorException { Kind: ConnectorErrorKind.Permanent }, $"{text}: {fault}");
        }, iter: 1_000);
    }

    private static string Without(JsonObject body, JsonObject target, string name)
    {
        target.Remove(name);
        return body.ToJsonString();
    }

    private static JsonObject Body(string name, string member, string about) => new() { ["timestamp"] = 1_709_296_200_000, ["webhookEvent"] = name, [member] = JsonNode.Parse(about) };
}
