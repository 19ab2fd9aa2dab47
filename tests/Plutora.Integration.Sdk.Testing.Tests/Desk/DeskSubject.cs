using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Tests.Desk;

/// <summary>The tool that Desk is, and the connector that speaks to it.</summary>
internal static class DeskSubject
{
    public const string Token = "kit-s3cret-token";

    public static ConnectorSubject Describe(string? flaw = null)
    {
        var tool = new SimulatedTool { Admits = request => request.Headers.GetValueOrDefault("Authorization") == "Bearer " + Token };
        var queues = tool.Keeps(new SimulatedStream("queue", r => new() { ["id"] = r.Id }) { Fixed = true, Seed = 2, IdOf = r => r.Number == 1 ? "a" : "b" });
        var tickets = tool.Keeps(new SimulatedStream("ticket", Ticket)
        {
            Containers = ["a", "b"],
            Webhook = r => WebhookDelivery.Json(new JsonObject { ["ticket"] = r.Json() }, ("X-Desk-Event", "ticket.changed")),
        });
        var notes = new SimulatedStream("note", r => new() { ["id"] = r.Number, ["ticket"] = r.Number, ["text"] = $"Noted {r.Revision} times.", ["at"] = Text(r.UpdatedAt) }) { Deletes = false };
        if (flaw != "tool-simulated")
        {
            tool.Keeps(notes);
        }


        tool.Signs = (delivery, secret) => ("X-Desk-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), delivery.Body.Span)));
        tool.Get("/me", _ => ToolAnswer.Json("""{"name":"kit"}"""));
        tool.Get("/queues", _ => ToolAnswer.List(queues.Records.Select(r => r.Json())));
        tool.Get("/queues/{queue}/tickets", r => tool.IsHidden(r["queue"]) ? ToolAnswer.NotFound() : Listed(r, tickets.In(r["queue"]).OrderBy(t => t.Number)));
        tool.Get("/tickets", r => Listed(r, tickets.ChangedSince(r.Instant("since")).Where(t => r.Instant("until") is not { } until || t.UpdatedAt <= until)));
        tool.Get("/tickets/{id}", r => tickets.Find(r["id"]) is { } ticket ? ToolAnswer.Json(ticket.Json()) : ToolAnswer.NotFound());
        tool.Get("/notes", r => Listed(r, notes.ChangedSince(r.Instant("since"))));
        tool.Post("/tickets/{id}/close", r =>
        {
            tickets.Find(r["id"])?.Set("state", "closed");
            return tickets.Find(r["id"]) is { } ticket ? ToolAnswer.Json(ticket.Json()) : ToolAnswer.NotFound();
        });
        tool.Post("/queues/{queue}/tickets", r =>
        {
            var ticket = tickets.Create(r["queue"]);
            ticket.Set("title", r.Json()?["title"]?.DeepClone());
            ticket.Set("key", r.Headers.GetValueOrDefault("Idempotency-Key"));
            return ToolAnswer.Json(ticket.Json());
        });

        return new()
        {
            Connector = Connector(flaw),
            Tool = tool,
            Folder = Folder(flaw),
            Options = address => new() { ["address"] = address.AbsoluteUri, ["token"] = Token },
            OlderOptions = [new(1, new() { ["url"] = "https://desk.example/", ["token"] = Token })],
            Actions = [new("close-ticket") { TargetStream = "ticket", Arguments = new() { ["resolution"] = "done" } }, new("create-ticket") { Container = "a", Arguments = new() { ["title"] = "New" } }],
            Uploads = [new("tickets.json", Encoding.UTF8.GetBytes("""[{"id":901,"title":"Posted","state":"open","queue":"a","created":"2026-01-01T00:00:00Z","changed":"2026-01-02T00:00:00Z"}]"""))],
        };
    }

    // Continued behind a record: an id alone, or an instant and an id.
    private static ToolAnswer Listed(ToolRequest request, IEnumerable<SimulatedRecord> records)
    {
        var all = records.ToList();
        var page = request.Number("page", 0);
        if (page > 0)
        {
            return ToolAnswer.List(all.Skip((page - 1) * request.Number("limit", 5)).Take(request.Number("limit", 5)).Select(r => r.Json()));
        }

        var at = request.Number("after", 0);
        var since = request.Instant("since");
        return ToolAnswer.List(all.Where(r => at == 0 || (since is null ? r.Number > at : r.UpdatedAt > since || r.Number > at)).Take(request.Number("limit", 5)).Select(r => r.Json()));
    }

    private static JsonObject Ticket(SimulatedRecord record) => new()
    {
        ["id"] = record.Number,
        ["title"] = $"Ticket {record.Number}, revision {record.Revision}",
        ["state"] = "open",
        ["queue"] = record.Container,
        ["created"] = Text(record.CreatedAt),
        ["changed"] = Text(record.UpdatedAt),
    };

    private static string Text(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static IConnector Connector(string? flaw) =>
        flaw?.StartsWith("options-", StringComparison.Ordinal) == true && flaw != "options-migrated" || flaw is "secrets-marked" or "secrets-as-references" ? new OptionsDesk(flaw)
        : flaw == "unloads" ? new RootedDesk()
        : flaw is null ? new DeskConnector()
        : new BrokenDesk(flaw);

    // Mappings that are wrong in one place.
    private static string Folder(string? flaw)
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "desk");
        (string File, string From, string To)? change = flaw switch
        {
            "mapping-compiles" => ("note", "description: text", "descriptoin: text"),
            "mapping-tests-pass" => ("ticket", "title: Printer, state: in-progress", "title: Scanner, state: in-progress"),
            "records-map" => ("queue", "name: id", "name: id & $number(id)"),
            "partial-leaves" => ("note", "description: text", "description: '$exists(text) ? text : \"\"'"),
            "entities-published" => ("ticket", "state: $table(\"state\", state)", "state: 'id != 3 ? $table(\"state\", state)'"),
            _ => null,
        };
        if (change is not { } made)
        {
            return shipped;
        }

        var folder = Path.Combine(AppContext.BaseDirectory, "desk-" + flaw);
        Directory.CreateDirectory(Path.Combine(folder, "mappings"));
        foreach (var file in Directory.GetFiles(Path.Combine(shipped, "mappings")))
        {
            var text = File.ReadAllText(file);
            File.WriteAllText(Path.Combine(folder, "mappings", Path.GetFileName(file)), Path.GetFileNameWithoutExtension(file) == made.File ? Changed(text, made.From, made.To) : text);
        }

        return folder;
    }

    private static string Changed(string text, string from, string to) => text.Contains(from, StringComparison.Ordinal) ? text.Replace(from, to, StringComparison.Ordinal) : throw new InvalidOperationException($"There is no '{from}'.");
}
