using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class PagerDutyAcceptanceTests : ShelfAcceptance<PagerDutyAcceptanceTests>, IShelfSubject
{
    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = request => request.Headers.GetValueOrDefault("Authorization") == "Token token=pd-s3cret-key" };
        var incidents = tool.Keeps(new SimulatedStream("incident", r => new()
        {
            ["id"] = r.Id,
            ["type"] = "incident",
            ["incident_number"] = r.Number,
            ["title"] = $"Incident {r.Number}, revision {r.Revision}",
            ["status"] = "triggered",
            ["urgency"] = "high",
            ["created_at"] = r.CreatedAt.Utc(),
            ["updated_at"] = r.UpdatedAt.Utc(),
            ["html_url"] = $"https://acme.pagerduty.com/incidents/{r.Id}",
            ["service"] = new JsonObject { ["id"] = "PS1", ["type"] = "service_reference" },
        })
        { IdOf = r => $"PI{r.Number}", Deletes = false, Changes = false });
        var entries = tool.Keeps(new SimulatedStream("log-entry", r => new()
        {
            ["id"] = r.Id,
            ["type"] = "acknowledge_log_entry",
            ["created_at"] = r.CreatedAt.Utc(),
            ["incident"] = new JsonObject { ["id"] = $"PI{r.Number}", ["type"] = "incident_reference" },
            ["agent"] = new JsonObject { ["id"] = "PU1", ["type"] = "user_reference" },
        })
        { IdOf = r => $"PL{r.Number}", Changes = false, Deletes = false });
        var alerts = tool.Keeps(new SimulatedStream("alert", r => new()
        {
            ["id"] = r.Id,
            ["type"] = "alert",
            ["summary"] = $"Alert {r.Number}, revision {r.Revision}",
            ["status"] = "triggered",
            ["severity"] = "critical",
            ["created_at"] = r.CreatedAt.Utc(),
            ["incident"] = new JsonObject { ["id"] = "PI1", ["type"] = "incident_reference" },
        })
        { IdOf = r => $"PA{r.Number}", Deletes = false, ReadsWhole = true, Most = 2, ChangesFor = TimeSpan.FromDays(6), Added = (_, _) => Task.FromResult(Young()) });
        var services = tool.Keeps(new SimulatedStream("service", r => Named("service", r)) { IdOf = r => $"PS{r.Number}", ReadsWhole = true });
        var teams = tool.Keeps(new SimulatedStream("team", r => Named("team", r)) { IdOf = r => $"PT{r.Number}", ReadsWhole = true });
        var users = tool.Keeps(new SimulatedStream("user", r => Named("user", r)) { IdOf = r => $"PU{r.Number}", ReadsWhole = true });
        tool.Keeps(new SimulatedStream("event", r => new()
        {
            ["event"] = new JsonObject
            {
                ["id"] = $"E{r.Number}",
                ["event_type"] = "incident.triggered",
                ["occurred_at"] = r.UpdatedAt.Utc(),
                ["data"] = new JsonObject { ["id"] = r.Id, ["type"] = "incident", ["number"] = r.Number + 1_000, ["title"] = $"Sent {r.Number}", ["status"] = "triggered", ["urgency"] = "high", ["created_at"] = r.CreatedAt.Utc() },
            },
        })
        { IdOf = r => $"PE{r.Number}", Webhook = r => WebhookDelivery.Json(r.Json()) });

        tool.Get("/abilities", _ => ToolAnswer.Json("""{"abilities":["teams"]}"""));
        tool.Get("/incidents", r => List(r, "incidents", incidents.Records.Where(i => r.Instant("since") is not { } since || i.CreatedAt >= since)));
        tool.Get("/incidents/{id}", r => incidents.Find(r["id"]) is { } one ? ToolAnswer.Json(new JsonObject { ["incident"] = one.Json() }) : ToolAnswer.NotFound());
        tool.Get("/incidents/{id}/alerts", r => List(r, "alerts", r["id"] == incidents.Records[^1].Id ? alerts.Records : []));
        tool.Get("/log_entries", r => List(r, "log_entries", entries.Records.Where(e => r.Instant("since") is not { } since || e.CreatedAt >= since)));
        tool.Get("/services", r => List(r, "services", services.Records));
        tool.Get("/teams", r => List(r, "teams", teams.Records));
        tool.Get("/users", r => List(r, "users", users.Records));
        tool.Route("PUT", "/incidents/{id}", r =>
        {
            if (incidents.Find(r["id"]) is not { } one)
            {
                return ToolAnswer.NotFound();
            }

            one.Set("status", r.Json()?["incident"]?["status"]?.DeepClone());
            return ToolAnswer.Json(new JsonObject { ["incident"] = one.Json() });
        });
        return new()
        {
            Connector = ShelfFolder.Connector("pagerduty"),
            Folder = ShelfFolder.Of("pagerduty"),
            Tool = tool,
            Options = address => new() { ["address"] = address.AbsoluteUri, ["token"] = "pd-s3cret-key", ["from"] = "kit@example.com" },
            Actions = [new("acknowledge-incident") { TargetStream = "incident" }, new("close-ticket") { TargetStream = "incident", Arguments = new() { ["resolution"] = "Restarted." } }],
        };

        // Alerts belong to the newest incident, which is no older than a read looks back.
        SimulatedRecord Young() => incidents.Records is [.., var newest] && tool.Now - newest.CreatedAt < TimeSpan.FromDays(3) ? newest : incidents.Create();
    }

    private static JsonObject Named(string type, SimulatedRecord record) => new()
    {
        ["id"] = record.Id,
        ["type"] = type,
        ["name"] = $"{type} {record.Number}, revision {record.Revision}",
        ["summary"] = $"{type} {record.Number}",
        ["status"] = "active",
        ["email"] = $"user{record.Number}@example.com",
        ["created_at"] = record.CreatedAt.Utc(),
        ["updated_at"] = record.UpdatedAt.Utc(),
    };

    private static ToolAnswer List(ToolRequest request, string name, IEnumerable<SimulatedRecord> records)
    {
        var (all, part) = (records.ToList(), request.Slice(records, "offset", "limit"));
        return ToolAnswer.Json(new JsonObject { [name] = Written.List(part), ["offset"] = request.Number("offset", 0), ["more"] = request.Number("offset", 0) + part.Count < all.Count });
    }
}
