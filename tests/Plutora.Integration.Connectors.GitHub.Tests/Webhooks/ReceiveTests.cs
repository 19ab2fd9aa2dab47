using System.Net;
using System.Text;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Tests.Webhooks;

public sealed class ReceiveTests
{
    private const string Repository = """{"id": 7, "full_name": "o/r", "pushed_at": 1700000000}""";
    private const string Zero = "0000000000000000000000000000000000000000";

    [Fact]
    public async Task A_record_is_the_object_s_own_bytes()
    {
        const string Pull = """{ "id":  12,"updated_at":"2024-05-06T07:08:09Z", "unknown": 1.0 }""";
        var result = await Delivery.Receive("pull_request", $$"""{"action":"opened","pull_request":{{Pull}},"repository":{{Repository}}}""");
        var record = Assert.Single(result.Records);
        Assert.Equal(Pull, Encoding.UTF8.GetString(record.Json.Span));
        Assert.Equal(("12", "2024-05-06T07:08:09Z", "7"), (record.Id, record.Version, record.Container));
        Assert.Equal(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero), record.Time);
    }

    [Fact]
    public async Task An_alert_stands_beside_its_repository_since_its_number_is_unique_there_alone()
    {
        var result = await Delivery.Receive("dependabot_alert", $$"""{"action":"created","alert":{"number":3,"updated_at":"2024-05-06T07:08:09Z"},"repository":{{Repository}}}""");
        var record = Assert.Single(result.Records);
        Assert.Equal("7/3", record.Id);
        Assert.Equal("""{"alert":{"number":3,"updated_at":"2024-05-06T07:08:09Z"},"repository":{"id":7,"full_name":"o/r"}}""", Encoding.UTF8.GetString(record.Json.Span));
    }

    [Fact]
    public async Task A_push_tells_its_commits_once_each_and_the_branch_s_new_head()
    {
        var result = await Delivery.Receive("push", $$"""
            {"ref":"refs/heads/feature/x","after":"b2","deleted":false,"commits":[{"id":"a1"},{"id":"b2"}],"head_commit":{"id":"b2"},"repository":{{Repository}}}
            """);
        Assert.Equal(["push-commit a1", "push-commit b2", "branch 7/feature/x"], result.Records.Select(r => $"{r.Stream} {r.Id}"));
        Assert.Equal("""{"branch":{"name":"feature/x","commit":{"sha":"b2"}},"repository":{"id":7,"full_name":"o/r"}}""", Encoding.UTF8.GetString(result.Records[2].Json.Span));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), result.Records[2].Time);
    }

    [Theory]
    [InlineData("push", """{"ref":"refs/heads/x","after":"$0","deleted":true,"commits":[],"head_commit":null,"repository":$R}""")]
    [InlineData("delete", """{"ref":"x","ref_type":"branch","repository":$R}""")]
    public async Task A_removed_branch_is_a_deletion_under_the_id_it_lived_by(string name, string body)
    {
        var result = await Delivery.Receive(name, body.Replace("$0", Zero, StringComparison.Ordinal).Replace("$R", Repository, StringComparison.Ordinal));
        var record = Assert.Single(result.Records);
        Assert.Equal(("branch", "7/x", true), (record.Stream, record.Id, record.Deleted));
    }

    [Fact]
    public async Task A_comment_on_a_pull_request_starts_a_read_of_pull_requests()
    {
        var result = await Delivery.Receive("issue_comment", $$$"""{"action":"created","issue":{"id":1,"pull_request":{"url":"x"}},"repository":{{{Repository}}}}""");
        Assert.Empty(result.Records);
        Assert.Equal(["pull-request"], result.ReadStreams);
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("member")]
    [InlineData("an_event_of_next_year")]
    public async Task An_event_that_says_nothing_of_delivery_is_ignored_with_its_reason(string name)
    {
        var result = await Delivery.Receive(name, "{}");
        Assert.Empty(result.Records);
        Assert.Contains(name, result.Ignored, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("issues", "{\"issue\":\n  {\"id\": ", "line 2")]
    [InlineData("issues", "[]", "at $")]
    [InlineData("issues", """{"repository":{"id":7,"full_name":"o/r"}}""", "$.issue: expected an object, found nothing")]
    [InlineData("issues", """{"issue":{"id":"x"},"repository":{"id":7,"full_name":"o/r"}}""", "$.issue.id: expected a whole number, found a text")]
    [InlineData("issues", """{"issue":{"id":1},"repository":{"id":null,"full_name":"o/r"}}""", "$.repository.id: expected a whole number, found null")]
    [InlineData("push", """{"ref":"refs/heads/x","after":"a","commits":[{"id":"a"},3],"repository":{"id":7,"full_name":"o/r"}}""", "$.commits[1]")]
    [InlineData("create", """{"ref":"x","ref_type":"note","repository":{"id":7,"full_name":"o/r"}}""", "$.ref_type")]
    [InlineData("pull_request_review", """{"review":{"id":1},"pull_request":[],"repository":{"id":7,"full_name":"o/r"}}""", "$.pull_request: expected an object, found a list")]
    public async Task A_body_that_is_not_as_documented_is_refused_for_good_with_the_place(string name, string body, string place)
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Delivery.Receive(name, body));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_levels_of_nesting_are_refused_for_good()
    {
        var body = string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Delivery.Receive("issues", body));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
    }

    [Fact]
    public async Task A_form_encoded_delivery_yields_what_its_payload_says()
    {
        var json = $$"""{"action":"opened","issue":{"id":5,"title":"ü & = +"},"repository":{{Repository}}}""";
        await using var instance = Opened.Instance();
        var request = Delivery.Of("issues", Encoding.ASCII.GetBytes("payload=" + WebUtility.UrlEncode(json)), "application/x-www-form-urlencoded");
        var result = await instance.ReceiveAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains("\"ü & = +\"", Encoding.UTF8.GetString(Assert.Single(result.Records).Json.Span), StringComparison.Ordinal);
    }
}
