using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.ServiceNow.Tests.Support;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using static Plutora.Integration.Connectors.ServiceNow.Tests.Support.EncodedRows;
using static Plutora.Integration.Connectors.ServiceNow.Tests.Support.FakeServiceNow;
using static Plutora.Integration.Tests.ToolAnswers;

namespace Plutora.Integration.Connectors.ServiceNow.Tests.Actions;

public sealed class ActionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Closing_fills_what_service_now_asks_for_from_the_request_or_else_from_the_options()
    {
        await using var tool = Tool(new() { ["user"] = "ann", ["password"] = "p", ["closing"] = new JsonObject { ["incidentState"] = "Resolved", ["incidentCode"] = "Solved (Permanently)" } });
        var result = await tool.Instance.ExecuteAsync(Asked("close-ticket", new() { ["comment"] = "It was the cable." }, "incident", "i1"), Ct);
        Assert.Equal("""{"state":"6","close_code":"Solved (Permanently)","close_notes":"It was the cable."}""", Assert.Single(tool.Changes).Body.ToJsonString());
        Assert.Equal(("2026-01-15T12:00:00Z", $"{tool.Server.Url}/incident.do?sys_id=i1"), (result.RecordVersion, result.Values.GetProperty("url").GetString()));

        await tool.Instance.ExecuteAsync(Asked("close-ticket", new() { ["resolution"] = "unsuccessful" }, "change-request", "c1"), Ct);
        await tool.Instance.ExecuteAsync(Asked("close-ticket", [], "change-task", "t1"), Ct);
        Assert.Equal(
            ["""{"state":"3","close_code":"unsuccessful","close_notes":"Closed through Plutora."}""", """{"state":"3","close_code":"successful","close_notes":"Closed through Plutora."}"""],
            tool.Changes.Skip(1).Select(c => c.Body.ToJsonString()));
    }

    [Fact]
    public async Task A_state_that_service_now_leaves_as_it_was_is_no_success()
    {
        await using var tool = Tool();
        tool.Locked.Add("state");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(Asked("transition", new() { ["state"] = "In Progress" }, "incident", "i1"), Ct));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("left state of INC1 at 'New' instead of 'In Progress'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_there_is_not_is_told_with_those_that_there_are_before_anything_is_sent()
    {
        await using var tool = Tool();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(Asked("transition", new() { ["state"] = "Doing" }, "incident", "i1"), Ct));
        Assert.Contains("New (1), In Progress (2), Resolved (6), Closed (7)", fault.Message, StringComparison.Ordinal);
        Assert.Empty(tool.Changes);
    }

    [Theory]
    [InlineData("Operation against file 'incident' was aborted by Business Rule 'Check'", "Error during update", ConnectorErrorKind.Permanent)]
    [InlineData("Operation Failed", "Data Policy Exception: The following fields are mandatory: Close notes", ConnectorErrorKind.Permanent)]
    [InlineData("Insufficient rights to update records", "Field(s) present in the query do not have permission to be read", ConnectorErrorKind.Authentication)]
    public async Task What_the_process_refuses_with_403_is_told_apart_from_a_missing_permission(string message, string detail, ConnectorErrorKind kind)
    {
        await using var tool = Tool();
        tool.Instead = r => r.Method == "PATCH" ? Fault(403, message, detail) : null;
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(Asked("comment", new() { ["text"] = "x" }, "incident", "i1"), Ct));
        Assert.Equal(kind, fault.Kind);
        Assert.Contains(message.Split('\'')[0], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_is_for_those_who_work_on_it_unless_it_is_public()
    {
        await using var tool = Tool();
        await tool.Instance.ExecuteAsync(Asked("comment", new() { ["text"] = "a" }, "incident", "i1"), Ct);
        await tool.Instance.ExecuteAsync(Asked("comment", new() { ["text"] = "b", ["public"] = true }, "incident", "i1"), Ct);
        Assert.Equal(["""{"work_notes":"a"}""", """{"comments":"b"}"""], tool.Changes.Select(c => c.Body.ToJsonString()));
    }

    [Fact]
    public async Task What_is_created_bears_the_id_of_the_action_and_is_found_by_it_when_the_answer_was_lost()
    {
        await using var tool = Tool();
        tool.Table("sys_user").Add(new() { ["sys_id"] = Both("u1"), ["user_name"] = Both("bob"), ["email"] = Both("bob^x@example.com") });
        tool.Table("sys_user_group").Add(new() { ["sys_id"] = Both("g1"), ["name"] = Both("Tills") });
        tool.Table("cmdb_ci").Add(new() { ["sys_id"] = Both("ci1"), ["name"] = Both("till-7") });
        var asked = Asked("create-change", new() { ["title"] = "A new till", ["item"] = "till-7", ["assignee"] = "bob^x@example.com", ["plannedStart"] = "2026-02-01T22:00:00+01:00" }, container: "Tills");
        Assert.Equal(SettlementOutcome.Unknown, (await tool.Instance.SettleAsync(asked, Ct)).Outcome);
        tool.Instead = r => r.Method == "POST" ? new() { StatusCode = 200, Headers = new Dictionary<string, WireMock.Types.WireMockList<string>> { ["Content-Type"] = new("text/html") }, BodyData = new WireMock.Util.BodyData { DetectedBodyType = WireMock.Types.BodyType.String, BodyAsString = "<html>" } } : null;
        Assert.Equal(ConnectorErrorKind.Ambiguous, (await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(asked, Ct))).Kind);
        tool.Instead = _ => null;
        await tool.Instance.ExecuteAsync(asked, Ct);
        Assert.Equal("""{"short_description":"A new till","correlation_id":"act-1","cmdb_ci":"ci1","start_date":"2026-02-01 21:00:00","assignment_group":"g1","assigned_to":"u1"}""", Assert.Single(tool.Changes).Body.ToJsonString());
        var settled = await tool.Instance.SettleAsync(asked, Ct);
        Assert.Equal((SettlementOutcome.Done, "new1"), (settled.Outcome, settled.Result!.Values.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("""{"title":"t","assignee":"nobody"}""", "has no user 'nobody'")]
    [InlineData("""{"title":"t","kind":"request"}""", "Kind 'request' is not created")]
    [InlineData("""{"title":"t","labels":["a"]}""", "bear no labels")]
    [InlineData("""{"title":"t","priority":"urgent"}""", "Priority 'urgent'")]
    [InlineData("""{"title":"t","parent":"INC9"}""", "has no incident 'INC9'")]
    public async Task What_an_incident_cannot_have_is_refused_before_anything_is_sent(string arguments, string said)
    {
        await using var tool = Tool();
        tool.Table("sys_user");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(Asked("create-ticket", JsonNode.Parse(arguments)!.AsObject()), Ct));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Empty(tool.Changes);
    }

    [Fact]
    public async Task An_approval_is_given_where_the_account_is_asked_and_of_nobody_else()
    {
        await using var tool = Tool();
        tool.Table("sysapproval_approver").AddRange([Approval("p1", "other", "requested"), Approval("p2", "me", "rejected")]);
        var asked = Asked("approve-change", new() { ["comment"] = "Go." }, "change-request", "c1");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(asked, Ct));
        Assert.Contains("No approval of this change waits for the account", fault.Message, StringComparison.Ordinal);

        tool.Table("sysapproval_approver").Add(Approval("p3", "me", "requested"));
        var preview = await tool.Instance.PreviewAsync(asked, Ct);
        Assert.Contains(new FieldChange("state", "requested", "Approved"), preview.Changes);
        var result = await tool.Instance.ExecuteAsync(asked, Ct);
        Assert.Equal(("/api/now/table/sysapproval_approver/p3", """{"state":"approved","comments":"Go."}"""), (Assert.Single(tool.Changes).Path, tool.Changes[0].Body.ToJsonString()));
        Assert.Equal("2026-01-15T12:00:00Z", result.RecordVersion);
        Assert.Equal(SettlementOutcome.Done, (await tool.Instance.SettleAsync(asked, Ct)).Outcome);
    }

    [Fact]
    public async Task What_is_no_ticket_is_not_closed()
    {
        await using var tool = Tool();
        foreach (var (stream, said) in new[] { ("asset", "is no ticket"), ("project", "use transition") })
        {
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.ExecuteAsync(Asked("close-ticket", [], stream, "x"), Ct));
            Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        }
    }

    private static FakeServiceNow Tool(JsonObject? options = null)
    {
        var tool = new FakeServiceNow(options);
        tool.Table("incident").Add(Ticket("i1", "INC1"));
        tool.Table("change_request").Add(Ticket("c1", "CHG1"));
        tool.Table("change_task").Add(Ticket("t1", "CTASK1"));
        tool.Table("problem");
        tool.Table("sys_choice").AddRange(new[] { ("1", "New"), ("2", "In Progress"), ("6", "Resolved"), ("7", "Closed") }.Select(c => new JsonObject
        {
            ["name"] = Both("incident"),
            ["element"] = Both("state"),
            ["value"] = Both(c.Item1),
            ["label"] = Both(c.Item2),
            ["inactive"] = Both("false"),
            ["language"] = Both("en"),
        }));
        return tool;
    }

    private static JsonObject Ticket(string id, string number) => new() { ["sys_id"] = Both(id), ["number"] = Both(number), ["state"] = Both("1", "New"), ["sys_updated_on"] = Both("2026-01-15 12:00:00") };

    private static JsonObject Approval(string id, string approver, string state) => new() { ["sys_id"] = Both(id), ["sysapproval"] = Both("c1"), ["approver"] = Both(approver), ["state"] = Both(state) };
}
