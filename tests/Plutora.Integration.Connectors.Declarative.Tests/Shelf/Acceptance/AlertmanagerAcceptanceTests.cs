using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class AlertmanagerAcceptanceTests : ShelfAcceptance<AlertmanagerAcceptanceTests>, IShelfSubject
{
    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = r => r.HasBasic("kit", "am-s3cret") };
        var alerts = tool.Keeps(new SimulatedStream("alert", r => Json($$"""
            {"fingerprint":"{{r.Id}}","labels":{"alertname":"Alert{{r.Number}}","severity":"critical"},"annotations":{"summary":"Alert {{r.Number}}, revision {{r.Revision}}"},"generatorURL":"http://prometheus.example/graph",
             "startsAt":"{{r.CreatedAt.Utc()}}","endsAt":"{{r.UpdatedAt.AddHours(1).Utc()}}","updatedAt":"{{r.UpdatedAt.Utc()}}","receivers":[{"name":"hub"}],"status":{"state":"active","silencedBy":[],"inhibitedBy":[]} }
            """)) { IdOf = r => $"f{r.Number}", ReadsWhole = true });
        tool.Keeps(new SimulatedStream("notification", r => Json($$"""
            {"fingerprint":"{{r.Id}}","status":"resolved","labels":{"alertname":"Sent{{r.Number}}","severity":"critical"},"annotations":{"summary":"Sent {{r.Number}}"},"generatorURL":"http://prometheus.example/graph",
             "startsAt":"{{r.CreatedAt.Utc()}}","endsAt":"{{r.UpdatedAt.Utc()}}"}
            """)) { IdOf = r => $"n{r.Number}", Webhook = r => WebhookDelivery.Json(new JsonObject { ["version"] = "4", ["status"] = "resolved", ["receiver"] = "hub", ["alerts"] = List([r]) }) });
        var silences = new List<(string Id, string Comment, string Alert, bool Over)> { ("s-old", "by hand", "f1", false) };

        tool.Get("/api/v2/status", _ => ToolAnswer.Json("""{"versionInfo":{"version":"0.27.0"}}"""));
        tool.Get("/api/v2/alerts", _ => Answer(alerts.Records));
        tool.Get("/api/v2/silences", _ => ToolAnswer.List(silences.Select(s => Json($$"""{"id":"{{s.Id}}","comment":"{{s.Comment}}","status":{"state":"{{(s.Over ? "expired" : "active")}}"} }"""))));
        tool.Post("/api/v2/silences", r =>
        {
            var name = r.Json()!["matchers"]!.AsArray().First(m => m!["name"]!.ToString() == "alertname")!["value"]!.ToString();
            silences.Add(($"s-{silences.Count}", r.Json()!["comment"]!.ToString(), $"f{name[5..]}", false));
            alerts.Find(silences[^1].Alert)?.Set("status", Json($$"""{"state":"suppressed","silencedBy":["{{silences[^1].Id}}"],"inhibitedBy":[]}"""));
            return ToolAnswer.Json(new JsonObject { ["silenceID"] = silences[^1].Id });
        });
        tool.Route("DELETE", "/api/v2/silence/{id}", r =>
        {
            if (silences.FindIndex(s => s.Id == r["id"]) is var at && at < 0)
            {
                return ToolAnswer.NotFound();
            }

            if (silences[at].Over)
            {
                return ToolAnswer.Text(500, $"\"silence {r["id"]} already expired\"");
            }

            silences[at] = silences[at] with { Over = true };
            alerts.Find(silences[at].Alert)?.Set("annotations", Json("""{"summary":"Heard again"}"""));
            return ToolAnswer.Text(200, "");
        });
        return Subject("alertmanager", tool, address => new() { ["address"] = address.AbsoluteUri, ["user"] = "kit", ["password"] = "am-s3cret" }) with
        {
            Actions = [new("silence-alert") { TargetStream = "alert", Arguments = new() { ["minutes"] = 30, ["comment"] = "Known." } }, new("expire-silence") { TargetStream = "alert", Arguments = new() { ["silence"] = "s-old" } }],
        };
    }
}
