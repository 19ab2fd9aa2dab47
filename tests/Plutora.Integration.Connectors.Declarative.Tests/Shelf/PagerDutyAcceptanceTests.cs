using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The acceptance kit on PagerDuty's document.</summary>
public sealed class PagerDutyAcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(Describe);

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task PagerDuty_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);

    private static ConnectorSubject Describe()
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
            ["created_at"] = Text(r.CreatedAt),
            ["updated_at"] = Text(r.UpdatedAt),
            ["html_url"] = $"https://acme.pagerduty.com/incidents/{r.Id}",
            ["service"] = new JsonObject { ["id"] = "PS1", ["type"] = "service_reference" },
        })
        { IdOf = r => $"PI{r.Number}", Deletes = false, Changes = false });
        var entries = tool.Keeps(new SimulatedStream("log-entry", r => new()
        {
            ["id"] = r.Id,
            ["type"] = "acknowledge_log_entry",
            ["created_at"] = Text(r.CreatedAt),
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
            ["created_at"] = Text(r.CreatedAt),
            ["incident"] = new JsonObject { ["id"] = "PI1", ["type"] = "incident_reference" },
        })
        { IdOf = r => $"PA{r.Number}", Deletes = false, ReadsWhole = true, Most = 2 });
        var services = tool.Keeps(new SimulatedStream("service", r => Named("service", r)) { IdOf = r => $"PS{r.Number}", ReadsWhole = true });
        var teams = tool.Keeps(new SimulatedStream("team", r => Named("team", r)) { IdOf = r => $"PT{r.Number}", ReadsWhole = true });
        var users = tool.Keeps(new SimulatedStream("user", r => Named("user", r)) { IdOf = r => $"PU{r.Number}", ReadsWhole = true });
        tool.Keeps(new SimulatedStream("event", r => new()
        {
            ["event"] = new JsonObject
            {
                ["id"] = $"E{r.Number}",
                ["event_type"] = "incident.triggered",
                ["occurred_at"] = Text(r.UpdatedAt),
                ["data"] = new JsonObject { ["id"] = r.Id, ["type"] = "incident", ["number"] = r.Number + 1_000, ["title"] = $"Sent {r.Number}", ["status"] = "triggered", ["urgency"] = "high", ["created_at"] = Text(r.CreatedAt) },
            },
        })
        { IdOf = r => $"PE{r.Number}", Webhook = r => WebhookDelivery.Json(r.Json()) });

        tool.Get("/abilities", _ => ToolAnswer.Json("""{"abilities":["teams"]}"""));
        tool.Get("/incidents", r => List(r, "incidents", incidents.Records.Where(i => r.Instant("since") is not { } since || i.CreatedAt >= since)));
        tool.Get("/incidents/{id}", r => incidents.Find(r["id"]) is { } one ? ToolAnswer.Json(new JsonObject { ["incident"] = one.Json() }) : ToolAnswer.NotFound());
        tool.Get("/incidents/{id}/alerts", r => List(r, "alerts", r["id"] == "PI1" ? alerts.Records : []));
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
            Waivers = [new("incremental-only-changes", "PagerDuty refuses ranges of more than six months, which the document tells by JSONata's $now(); that is the machine's clock and not the kit's, so that in the kit every bound counts as too old and all incidents are asked for.")],
            Actions = [new("acknowledge-incident") { TargetStream = "incident" }, new("resolve-incident") { TargetStream = "incident", Arguments = new() { ["resolution"] = "Restarted." } }],
        };
    }

    private static JsonObject Named(string type, SimulatedRecord record) => new()
    {
        ["id"] = record.Id,
        ["type"] = type,
        ["name"] = $"{type} {record.Number}, revision {record.Revision}",
        ["summary"] = $"{type} {record.Number}",
        ["status"] = "active",
        ["email"] = $"user{record.Number}@example.com",
        ["created_at"] = Text(record.CreatedAt),
        ["updated_at"] = Text(record.UpdatedAt),
    };

    private static ToolAnswer List(ToolRequest request, string name, IEnumerable<SimulatedRecord> records)
    {
        var (offset, limit, all) = (request.Number("offset", 0), request.Number("limit", 25), records.ToList());
        return ToolAnswer.Json(new JsonObject { [name] = new JsonArray([.. all.Skip(offset).Take(limit).Select(r => r.Json())]), ["limit"] = limit, ["offset"] = offset, ["more"] = offset + limit < all.Count });
    }

    private static string Text(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
