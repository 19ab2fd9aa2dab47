using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;
using RestSharp;

namespace Acme.RequestTracker;

/// <summary>Speaks to one Request Tracker by its REST API 2.</summary>
internal sealed class RequestTrackerInstance(RequestTrackerOptions options, ConnectorContext context) : ConnectorInstance
{
    // RT gives a hundred items of a list at most, and of each only what is asked for. People are asked for by number, since their names change.
    private const int MostItems = 100;
    private const string OfTickets = "ObjectType = 'RT::Ticket'";
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly HttpToolRequest Tickets = People(new HttpToolRequest("tickets"), "Creator", "Owner", "Requestor")
        .With("fields", "Subject,Status,Queue,Priority,Creator,Owner,Requestor,Created,LastUpdated,Started,Resolved,Due,CustomFields").With("fields[Queue]", "Name,Lifecycle");

    private static readonly HttpToolRequest Transactions = People(new HttpToolRequest("transactions"), "Creator")
        .With("fields", "ObjectId,Type,OldValue,NewValue,Created,Creator").With("orderby", "id").With("per_page", $"{MostItems}");

    private readonly HttpTool _tool = new(
        new() { BaseAddress = new(new Uri(options.Address.TrimEnd('/') + "/"), "REST/2.0/"), Authentication = new BearerAuthentication(options.Token, "token"), Secrets = [options.Token] }, context.Time);

    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var version = Json(await _tool.SendAsync(new("rt"), cancellationToken))["Version"];
        var newest = Tickets.With("query", "id > 0").With("orderby", "LastUpdated").With("order", "DESC").With("per_page", "1");
        foreach (var ticket in Items(await _tool.SendAsync(newest, cancellationToken)))
        {
            var changed = ticket["LastUpdated"]!.GetValue<DateTimeOffset>();
            var within = $"id = {ticket["id"]} AND LastUpdated >= '{Position.Text(changed)}' AND LastUpdated <= '{Position.Text(changed.AddMinutes(10))}'";
            if (Items(await _tool.SendAsync(newest.With("query", within), cancellationToken)).Count == 0)
            {
                return CheckResult.Failure($"RT takes the times that it is asked for as those of another zone than UTC, so that changes would be missed. Set the time zone of the token's user to UTC (ticket {ticket["id"]} was looked for by the time of its last change).");
            }
        }

        return CheckResult.Success($"Reached Request Tracker {version}.");
    }

    // Oldest change first; a read that is cut off goes on behind the last ticket of its last stored page.
    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Cursor is { Version: > 1 }) throw ConnectorException.Configuration("The cursor was written by a newer version of this connector. Reset it, or install that version.");
        var scan = request.Mode == ReadMode.FullScan;
        var queues = scan ? await QueuesAsync(cancellationToken) : [];
        var pages = new TicketPages(ByChange: !scan);
        var position = request.Cursor is { } cursor ? Position.Parse(cursor.Value) : new(scan ? null : request.Since ?? DateTimeOffset.UnixEpoch, 0);
        var from = position.Changed is { } changed && request.Cursor is not null ? new(changed - request.Overlap, 0) : position;
        var ordered = new HttpToolRequest(scan ? "tickets?orderby=id" : "tickets?orderby=LastUpdated&orderby=id") { Query = Tickets.Query }.With("per_page", $"{Math.Min(request.PageSize, MostItems)}");
        await foreach (var page in _tool.ReadPagesAsync(pages.From(ordered, from), pages, "items", cancellationToken))
        {
            if (page.Items is not [.., var last]) continue;
            position = pages.PositionOf(last);
            yield return new(await WithHistoryAsync(page.Items, cancellationToken), new Cursor(1, $"{position}")) { SentAt = page.Response.SentAt };
        }

        // A queue that came into sight or left it meanwhile was not read whole.
        if (scan) yield return new([], new Cursor(1, $"{position}")) { CompletedContainers = [.. queues.Intersect(await QueuesAsync(cancellationToken))] };
    }

    public override async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var answer = await _tool.SendAsync(Tickets.With("query", $"id = {Number(request.Id)}"), cancellationToken);
        return (await WithHistoryAsync(RawItems.Of(answer.Body, "items"), cancellationToken)) is [var record] ? record : null;
    }

    public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) =>
        request.Action == "close-ticket" ? CloseAsync(request, cancellationToken) : CommentAsync(request, cancellationToken);

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (status, comment) = Closing(request);
        var before = $"{(await TicketAsync(request, cancellationToken))["Status"]}";
        List<FieldChange> changes = [.. before == status ? [] : new[] { new FieldChange("Status", before, status) }, .. comment is null ? [] : new[] { new FieldChange("Comment", null, comment) }];
        return new(before == status ? $"Ticket {request.Target} is {status} already." : $"Ticket {request.Target} would be set from {before} to {status}.", changes);
    }

    // What is not seen may still be under way at RT: of it is said that it is not known, so that nothing is done twice.
    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var ticket = await TicketAsync(request, cancellationToken);
        if (request.Action == "close-ticket")
        {
            var (status, comment) = Closing(request);
            return $"{ticket["Status"]}" == status && (comment is null || await SaidAsync(request, cancellationToken) is not null) ? new(SettlementOutcome.Done, Closed(ticket)) : ActionSettlement.Unknown;
        }

        return await SaidAsync(request, cancellationToken) is { } said ? new(SettlementOutcome.Done, Told(new CommentResult { Id = said }, ticket)) : ActionSettlement.Unknown;
    }

    public override ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return base.DisposeAsync();
    }

    // RT answers with 200 and a sentence where a status is refused, and with nothing where the ticket has it already: what holds is the ticket's status afterwards.
    private async Task<ActionResult> CloseAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (status, comment) = Closing(request);
        var answer = comment is null || await SaidAsync(request, cancellationToken) is not null
            ? await _tool.SendAsync(new($"ticket/{Number(request.Target)}") { Method = Method.Put, JsonBody = new JsonObject { ["Status"] = status }.ToJsonString() }, cancellationToken)
            : await SayAsync(request, comment, status, cancellationToken);
        var ticket = await TicketAsync(request, cancellationToken);
        return $"{ticket["Status"]}" == status ? Closed(ticket) : throw ConnectorException.Permanent($"Request Tracker left ticket {request.Target} in status {ticket["Status"]}: {Text(answer)}");
    }

    private async Task<ActionResult> CommentAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        // RT names the transaction that it made in the header Location.
        var answer = await SayAsync(request, request.Arguments.Deserialize<AddComment>(Web)!.Text, null, cancellationToken);
        var made = answer.Headers.GetValueOrDefault("location")?.Split('/')[^1];
        try
        {
            return Told(new CommentResult { Id = made }, await TicketAsync(request, cancellationToken));
        }
        catch (ConnectorException)
        {
            // The comment is made. A failure told now would be taken as the comment's own, and it might be made twice.
            return Told(new CommentResult { Id = made }, null);
        }
    }

    // The subject is ours to set: by the action's id in it the comment is found again. A status is set by the same request, so that there is never one without the other.
    private Task<HttpToolResponse> SayAsync(ActionRequest request, string text, string? status, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["Subject"] = Subject(request), ["Content"] = text, ["ContentType"] = "text/plain" };
        if (status is not null) body["Status"] = status;
        return _tool.SendAsync(new($"ticket/{Number(request.Target)}/comment") { Method = Method.Post, JsonBody = body.ToJsonString() }, cancellationToken);
    }

    private async Task<string?> SaidAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var query = $"{OfTickets} AND ObjectId = {Number(request.Target)} AND Type = 'Comment' AND Subject = '{Subject(request)}'";
        return Items(await _tool.SendAsync(Transactions.With("query", query), cancellationToken)) is [var said, ..] ? $"{said["id"]}" : null;
    }

    private async Task<JsonObject> TicketAsync(ActionRequest request, CancellationToken cancellationToken) => Json(await _tool.SendAsync(new($"ticket/{Number(request.Target)}"), cancellationToken));

    // One more list for a page of tickets, whatever their number: RT does not tell the history with the ticket.
    private async Task<IReadOnlyList<SourceRecord>> WithHistoryAsync(IReadOnlyList<ReadOnlyMemory<byte>> items, CancellationToken cancellationToken)
    {
        var tickets = items.Select(i => JsonNode.Parse(i.Span)!.AsObject()).ToList();
        if (tickets.Count == 0) return [];
        var pages = new TicketPages(ByChange: false, $"{OfTickets} AND Type = 'Status' AND ({string.Join(" OR ", tickets.Select(t => $"ObjectId = {t["id"]}"))})");
        var changes = new List<JsonObject>();
        await foreach (var page in _tool.ReadPagesAsync(pages.From(Transactions, new(null, 0)), pages, "items", cancellationToken))
        {
            changes.AddRange(page.Items.Select(i => JsonNode.Parse(i.Span)!.AsObject()));
        }

        var byTicket = changes.ToLookup(c => $"{c["ObjectId"]}");
        return [.. tickets.Select(t => TicketRecord.Of(t, byTicket[$"{t["id"]}"]))];
    }

    private async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancellationToken)
    {
        var queues = new List<string>();
        await foreach (var page in _tool.ReadPagesAsync(new("queues/all"), new PagePagination("page", "per_page", MostItems) { End = PageEnd.Empty }, "items", cancellationToken))
        {
            queues.AddRange(page.Items.Select(i => $"{JsonNode.Parse(i.Span)!["id"]}"));
        }

        return queues;
    }

    private static HttpToolRequest People(HttpToolRequest request, params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles) request = request.With($"fields[{role}]", "id,Name,RealName,EmailAddress");
        return request;
    }

    private static JsonObject Json(HttpToolResponse answer) => RawItems.At(answer.Body) is { } body ? JsonNode.Parse(body.Span) as JsonObject ?? throw NoObject() : throw NoObject();

    private static List<JsonObject> Items(HttpToolResponse answer) => [.. RawItems.Of(answer.Body, "items").Select(i => JsonNode.Parse(i.Span)!.AsObject())];

    private static string Text(HttpToolResponse answer) => System.Text.Encoding.UTF8.GetString(answer.Body.Span);

    private static string Subject(ActionRequest request) => $"Plutora {request.ActionId}";

    private static (string Status, string? Comment) Closing(ActionRequest request) => request.Arguments.Deserialize<CloseTicket>(Web) is { } asked ? (asked.Resolution ?? "resolved", asked.Comment) : ("resolved", null);

    private static ActionResult Closed(JsonObject ticket) => Told(new TicketResult { State = $"{ticket["Status"]}", Url = $"{ticket["_url"]}".Replace("/REST/2.0/ticket/", "/Ticket/Display.html?id=", StringComparison.Ordinal) }, ticket);

    private static ActionResult Told<TResult>(TResult values, JsonObject? ticket) => new() { Values = JsonSerializer.SerializeToElement(values, Web), RecordVersion = ticket?["LastUpdated"]?.ToString() };

    private static long Number(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw ConnectorException.NotFound($"'{id}' is no number of a ticket.");

    private static ConnectorException NoObject() => ConnectorException.Permanent("Request Tracker answered with JSON that is not an object.");
}
