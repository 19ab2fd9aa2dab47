using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Acme.RequestTracker.Tests;

/// <summary>Request Tracker as far as the connector asks it. The kit serves it over HTTP, changes what it keeps, and lets it fail.</summary>
internal static partial class RequestTrackerSubject
{
    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = request => request.Headers.GetValueOrDefault("Authorization") == "token 1-14-kit" };
        var tickets = tool.Keeps(new SimulatedStream("ticket", Ticket) { Containers = ["1", "2"], Rendered = true });
        tool.Get("/REST/2.0/rt", _ => ToolAnswer.Json("""{"Version":"5.0.3"}"""));
        tool.Get("/REST/2.0/queues/all", request => Items(request.Number("page", 1) > 1 ? [] : tickets.Containers.Where(q => !tool.IsHidden(q)).Select(q => new JsonObject { ["id"] = q })));
        tool.Get("/REST/2.0/tickets", request => Items(Searched(tickets, request).Take(request.Number("per_page", 20)).Select(t => t.Json())));
        tool.Get("/REST/2.0/ticket/{id}", request => tickets.Find(request["id"]) is { } ticket ? ToolAnswer.Json(ticket.Json()) : ToolAnswer.NotFound());
        tool.Get("/REST/2.0/transactions", request => Items(Transactions(tickets, request.Query["query"])));
        tool.Route("PUT", "/REST/2.0/ticket/{id}", request => Done(request, tickets, t => t.Set("Status", request.Json()!["Status"]!.DeepClone())));
        tool.Post("/REST/2.0/ticket/{id}/comment", request => Done(request, tickets, t => Said(t, request.Json()!)) with { Status = 201 });
        return new()
        {
            Connector = new RequestTrackerConnector(),
            Tool = tool,
            Options = address => new() { ["address"] = address.AbsoluteUri, ["token"] = "1-14-kit" },
            Actions =
            [
                new("close-ticket") { TargetStream = "ticket" },
                new("close-ticket") { TargetStream = "ticket", Arguments = new() { ["resolution"] = "rejected", ["comment"] = "Not ours." } },
                new("comment") { TargetStream = "ticket", Arguments = new() { ["text"] = "Deployed." } },
            ],
        };
    }

    private static JsonObject Ticket(SimulatedRecord record) => new()
    {
        ["id"] = record.Id,
        ["type"] = "ticket",
        ["_url"] = $"https://rt.example.com/REST/2.0/ticket/{record.Id}",
        ["Subject"] = $"Ticket {record.Number}, revision {record.Revision}",
        ["Status"] = "open",
        ["Queue"] = new JsonObject { ["id"] = record.Container, ["Name"] = $"Queue {record.Container}" },
        ["Creator"] = User(),
        ["Owner"] = new JsonObject { ["id"] = 6, ["Name"] = "Nobody" },
        ["Requestor"] = new JsonArray(User()),
        ["Created"] = record.CreatedAt.UtcDateTime,
        ["LastUpdated"] = record.UpdatedAt.UtcDateTime,
    };

    private static JsonObject User() => new() { ["id"] = 14, ["Name"] = "ann", ["RealName"] = "Ann Archer", ["EmailAddress"] = "ann@example.com" };

    // As RT searches and orders: by number, or by the last change and the number within it.
    private static IEnumerable<SimulatedRecord> Searched(SimulatedStream tickets, ToolRequest request)
    {
        var query = request.Query["query"];
        var found = tickets.Records.Where(t => Conditions().Matches(query).All(c => Holds(t, c)));
        if (BehindOne().Match(query) is { Success: true } one)
        {
            found = tickets.Records.Where(t => t.UpdatedAt > At(one.Groups["at"].Value) || (t.UpdatedAt == At(one.Groups["at"].Value) && t.Number > int.Parse(one.Groups["id"].Value, null)));
        }

        return request.Query.GetValueOrDefault("orderby") != "LastUpdated" ? found.OrderBy(t => t.Number)
            : request.Query.GetValueOrDefault("order") == "DESC" ? found.OrderByDescending(t => t.UpdatedAt) : found.OrderBy(t => t.UpdatedAt).ThenBy(t => t.Number);
    }

    private static bool Holds(SimulatedRecord ticket, Match condition)
    {
        var order = condition.Groups["field"].Value == "id" ? ticket.Number.CompareTo(int.Parse(condition.Groups["value"].Value, null)) : ticket.UpdatedAt.CompareTo(At(condition.Groups["value"].Value));
        return condition.Groups["is"].Value switch { "=" => order == 0, ">" => order > 0, ">=" => order >= 0, _ => order <= 0 };
    }

    // The first page holds a change of status for each ticket that is asked for; of comments, those whose subject is looked for.
    private static IEnumerable<JsonObject> Transactions(SimulatedStream tickets, string query) => query.Contains("'Comment'", StringComparison.Ordinal)
        ? tickets.Records.Where(t => $"{t.Json()["Comments"]}".Contains(Subject().Match(query).Groups[1].Value, StringComparison.Ordinal) && query.Contains($"ObjectId = {t.Id} ", StringComparison.Ordinal)).Select(t => new JsonObject { ["id"] = "1" })
        : query.Contains("id > 0", StringComparison.Ordinal)
            ? Asked().Matches(query).Select((m, i) => new JsonObject { ["id"] = $"{i + 1}", ["ObjectId"] = m.Groups[1].Value, ["Type"] = "Status", ["OldValue"] = "new", ["NewValue"] = "open", ["Created"] = "2026-01-01T00:00:00Z", ["Creator"] = User() })
            : [];

    // A status may come with the comment.
    private static void Said(SimulatedRecord ticket, JsonNode comment)
    {
        ticket.Set("Comments", $"{ticket.Json()["Comments"]}{comment["Subject"]}\n");
        if (comment["Status"] is { } status) ticket.Set("Status", status.DeepClone());
    }

    private static ToolAnswer Done(ToolRequest request, SimulatedStream tickets, Action<SimulatedRecord> change)
    {
        if (tickets.Find(request["id"]) is not { } ticket) return ToolAnswer.NotFound();
        change(ticket);
        return ToolAnswer.Json("""["Done"]""");
    }

    private static ToolAnswer Items(IEnumerable<JsonObject> items) => ToolAnswer.Json(new JsonObject { ["items"] = new JsonArray([.. items]) });

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text + "Z", null);

    [GeneratedRegex("(?<field>id|LastUpdated) (?<is><=|>=|=|>) '?(?<value>[^')]+?)'?(?= AND|$)")]
    private static partial Regex Conditions();

    [GeneratedRegex(@"LastUpdated >= '.*' AND \(LastUpdated > '(?<at>.*)' OR id > (?<id>\d+)\)$")]
    private static partial Regex BehindOne();

    [GeneratedRegex(@"ObjectId = (\d+)")]
    private static partial Regex Asked();

    [GeneratedRegex("Subject = '(.*)'")]
    private static partial Regex Subject();
}
