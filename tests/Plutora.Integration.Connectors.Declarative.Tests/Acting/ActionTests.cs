using System.Text.Json;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Declarative.Tests.Acting;

public sealed class ActionTests : IAsyncDisposable
{
    private static readonly string Document = Bench.Document(
        "id: id",
        """
        actions:
          close-ticket:
            description: Closes a ticket.
            entities: [work-item]
            arguments:
              reason: { type: string, enum: [done, rejected], required: true }
              comment: { type: string }
            result: { state: { type: string } }
            requests:
              - { name: before, method: GET, path: "tickets/${ $target }" }
              - { when: $exists($arguments.comment), method: POST, path: "tickets/${ $target }/comments", body: '{"text": $arguments.comment}' }
              - { method: PUT, path: "tickets/${ $target }", headers: { If-Match: "${ $answers.before.rev }", X-Key: "${ $action }" }, body: '{"state": "closed", "why": $arguments.reason, "group": $known.group}' }
            values: '{"state": state}'
            record-version: $string(rev)
            running: state = "closing"
            watch: { stream: thing, id: job }
            settle:
              requests: { path: "tickets/${ $target }" }
              outcome: 'state = "closed" ? "done" : (state = "open" ? "not-done")'
              values: '{"state": state}'
            preview:
              requests: { path: "tickets/${ $target }" }
              summary: Ticket ${ $target } would be closed as ${ $arguments.reason }.
              changes: '[{"field": "state", "before": state, "after": "closed"}, {"field": "why", "after": $arguments.reason}]'
        """);

    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void The_descriptor_says_what_the_action_takes_and_can()
    {
        var action = Assert.Single(Bench.Spec(Document).Descriptor.Actions);

        Assert.Equal(("close-ticket", false, true, true), (action.Name, action.Idempotent, action.CanPreview, action.CanSettle));
        Assert.Equal(["work-item"], action.Entities);
        Assert.Equal(
            """{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"reason":{"type":"string","enum":["done","rejected"]},"comment":{"type":"string"}},"additionalProperties":false,"required":["reason"]}""",
            action.ArgumentsSchema.ToJsonString());
    }

    [Fact]
    public async Task Its_requests_are_sent_in_order_each_seeing_what_was_answered_before()
    {
        _bench.Answer("/tickets/7", """{"state":"open","rev":3}""");
        _bench.Answer("/tickets/7/comments", "");
        _bench.Server.Given(Request.Create().WithPath("/tickets/7").UsingPut()).AtPriority(-1).RespondWith(Response.Create().WithBody("""{"state":"closing","rev":4,"job":"j1"}"""));

        var result = await Open().ExecuteAsync(Asked("""{"reason":"done","comment":"so \"it\" is"}"""), TestContext.Current.CancellationToken);

        Assert.Equal(("""{"state":"closing"}""", "4", true, new RecordName("thing", "j1")), (result.Values.GetRawText(), result.RecordVersion, result.Running, result.WatchRecord));
        Assert.Equal(["GET /tickets/7", "POST /tickets/7/comments", "PUT /tickets/7"], _bench.Server.LogEntries.Select(e => $"{e.RequestMessage!.Method} {e.RequestMessage.Path}"));
        Assert.Equal("""{"text":"so \"it\" is"}""", _bench.Server.LogEntries[1].RequestMessage!.Body);
        Assert.Equal("""{"state":"closed","why":"done","group":"g"}""", _bench.Server.LogEntries[2].RequestMessage!.Body);
        Assert.Equal(("3", "act-1"), (_bench.Server.LogEntries[2].RequestMessage!.Headers!["If-Match"].Single(), _bench.Server.LogEntries[2].RequestMessage!.Headers!["X-Key"].Single()));
    }

    [Fact]
    public async Task A_request_whose_condition_does_not_hold_is_not_sent()
    {
        _bench.Answer("/tickets/7", """{"state":"closed","rev":3}""");

        var result = await Open().ExecuteAsync(Asked("""{"reason":"done"}"""), TestContext.Current.CancellationToken);

        Assert.False(result.Running);
        Assert.Equal(2, _bench.Asked.Count);
    }

    [Theory]
    [InlineData(503, "", ConnectorErrorKind.Ambiguous, "An earlier request of the action was carried out, and this one was not")]
    [InlineData(500, "", ConnectorErrorKind.Ambiguous, "500")]
    [InlineData(409, "newer", ConnectorErrorKind.Permanent, "409")]
    public async Task An_action_that_broke_off_half_way_is_not_told_as_if_nothing_had_been_done(int status, string body, ConnectorErrorKind kind, string sentence)
    {
        _bench.Answer("/tickets/7", """{"state":"open","rev":3}""");
        _bench.Answer("/tickets/7/comments", "{}");
        _bench.Server.Given(Request.Create().WithPath("/tickets/7").UsingPut()).AtPriority(-1).RespondWith(Response.Create().WithStatusCode(status).WithBody(body));
        var instance = Open();

        var fault = await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(Asked("""{"reason":"done","comment":"c"}"""), TestContext.Current.CancellationToken));

        Assert.Equal(kind, fault.Kind);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_before_anything_was_changed_passes()
    {
        _bench.Answer("/tickets/7", 503, "");
        var instance = Open();

        Assert.Equal(ConnectorErrorKind.Transient, (await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(Asked("""{"reason":"done"}"""), TestContext.Current.CancellationToken))).Kind);
    }

    [Fact]
    public async Task An_answer_that_is_not_understood_is_ambiguous_since_the_tool_has_done_it()
    {
        var document = Document.Replace("record-version: $string(rev)", "record-version: $number(state)", StringComparison.Ordinal);
        _bench.Answer("/tickets/7", """{"state":"closed","rev":3}""");
        var instance = _bench.Open(document);

        Assert.Equal(ConnectorErrorKind.Ambiguous, (await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(Asked("""{"reason":"done"}"""), TestContext.Current.CancellationToken))).Kind);
    }

    [Theory]
    [InlineData("closed", SettlementOutcome.Done)]
    [InlineData("open", SettlementOutcome.NotDone)]
    [InlineData("odd", SettlementOutcome.Unknown)]
    public async Task A_lost_answer_is_settled_by_a_look_at_the_tool(string state, SettlementOutcome outcome)
    {
        _bench.Answer("/tickets/7", $$"""{"state":"{{state}}"}""");

        var settled = await Open().SettleAsync(Asked("""{"reason":"done"}"""), TestContext.Current.CancellationToken);

        Assert.Equal(outcome, settled.Outcome);
        Assert.Equal(outcome == SettlementOutcome.Done ? """{"state":"closed"}""" : null, settled.Result?.Values.GetRawText());
    }

    [Fact]
    public async Task A_preview_says_what_would_change_and_changes_nothing()
    {
        _bench.Answer("/tickets/7", """{"state":"open"}""");

        var preview = await Open().PreviewAsync(Asked("""{"reason":"done"}"""), TestContext.Current.CancellationToken);

        Assert.Equal("Ticket 7 would be closed as done.", preview.Summary);
        Assert.Equal([new("state", "open", "closed"), new("why", null, "done")], preview.Changes);
        Assert.All(_bench.Server.LogEntries, e => Assert.Equal("GET", e.RequestMessage!.Method));
    }

    private static ActionRequest Asked(string arguments) => new()
    {
        ActionId = "act-1",
        Action = "close-ticket",
        Target = "7",
        TargetStream = "thing",
        Known = """{"id":7,"group":"g"}"""u8.ToArray(),
        Arguments = JsonElement.Parse(arguments),
    };

    private Sdk.Connectors.ConnectorInstance Open() => _bench.Open(Document);
}
