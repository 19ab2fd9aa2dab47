using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class PuppetAcceptanceTests : ShelfAcceptance<PuppetAcceptanceTests>, IShelfSubject
{
    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = r => r.Has("X-Authentication", "pe-s3cret") };
        var nodes = tool.Keeps(new SimulatedStream("node", r => Json($$"""
            {"certname":"{{r.Id}}","catalog_environment":"production","report_timestamp":"{{r.UpdatedAt.Utc()}}","facts_timestamp":"{{r.UpdatedAt.Utc()}}","catalog_timestamp":null,"latest_report_status":"{{(r.Revision % 2 == 0 ? "changed" : "unchanged")}}","deactivated":null}
            """)) { IdOf = r => $"web{r.Number}.example.com", ReadsWhole = true });
        var inventories = tool.Keeps(new SimulatedStream("inventory", r => Json($$"""
            {"certname":"{{r.Id}}","timestamp":"{{r.UpdatedAt.Utc()}}","environment":"production","facts":{"os":{"name":"Debian","release":{"full":"12.{{r.Revision}}"} },"virtual":"kvm","is_virtual":true},"trusted":{} }
            """)) { IdOf = r => $"db{r.Number}.example.com", ReadsWhole = true, Deletes = false });
        var reports = tool.Keeps(new SimulatedStream("report", r => Json($$"""
            {"hash":"{{r.Id}}","certname":"{{r.Container}}","environment":"production","status":"changed","noop":false,"puppet_version":"8.4.0","configuration_version":"{{r.Number}}","transaction_uuid":"t{{r.Number}}",
             "start_time":"{{r.CreatedAt.Utc()}}","end_time":"{{r.CreatedAt.Utc()}}","receive_time":"{{r.CreatedAt.Utc()}}"}
            """)) { IdOf = r => $"r{r.Number}", Containers = ["web1.example.com", "web2.example.com"], Changes = false, Deletes = false });
        var catalogs = tool.Keeps(new SimulatedStream("catalog", r => Json($$"""
            {"certname":"{{r.Id}}","version":"{{r.Revision}}","environment":"production","producer_timestamp":"{{r.UpdatedAt.Utc()}}","hash":"h{{r.Revision}}","catalog_uuid":"u{{r.Number}}","resources":{"data":[]},"edges":{"data":[]} }
            """)) { IdOf = r => $"app{r.Number}.example.com", ReadsWhole = true, Deletes = false });
        var facts = tool.Keeps(new SimulatedStream("fact", r => Json($$"""{"certname":"{{r.Container}}","name":"fact{{r.Number}}","value":{{r.Revision}},"environment":"production"}""")) { IdOf = r => $"{r.Container}/fact{r.Number}", Containers = ["web1.example.com", "web2.example.com"], ReadsWhole = true, Deletes = false });
        var environments = tool.Keeps(new SimulatedStream("environment", r => Json($$"""{"name":"{{r.Id}}"}""")) { IdOf = r => $"env{r.Number}", ReadsWhole = true, Changes = false });
        var packages = tool.Keeps(new SimulatedStream("package", r => Json($$"""{"certname":"web1.example.com","package_name":"openssl{{r.Number}}","version":"3.0.{{r.Revision}}","provider":"apt"}""")) { IdOf = r => $"web1.example.com/apt/openssl{r.Number}", ReadsWhole = true });

        tool.Get("/pdb/meta/v1/version", _ => ToolAnswer.Json("""{"version":"8.4.1"}"""));
        tool.Get("/pdb/query/v4/nodes", r => Listed(r, nodes.Records));
        tool.Get("/pdb/query/v4/nodes/{name}", r => One(nodes.Find(r["name"])));
        tool.Get("/pdb/query/v4/inventory", r => Listed(r, inventories.Records));
        tool.Get("/pdb/query/v4/reports", r => Listed(r, reports.Records.Where(p => Since(r) is not { } since || p.CreatedAt >= since).OrderBy(p => p.CreatedAt)));
        tool.Get("/pdb/query/v4/catalogs", r => Listed(r, catalogs.Records));
        tool.Get("/pdb/query/v4/facts", r => Listed(r, facts.Records));
        tool.Get("/pdb/query/v4/environments", _ => Answer(environments.Records));
        tool.Get("/pdb/query/v4/package-inventory", r => Listed(r, packages.Records));
        tool.Post("/orchestrator/v1/command/deploy", _ => ToolAnswer.Json($$"""{"job":{"id":"https://pe.example/orchestrator/v1/jobs/8","name":"{{reports.Create().Number}}"} }""") with { Status = 202 });
        return Subject("puppet", tool, address => new() { ["address"] = address.AbsoluteUri, ["orchestrator"] = address.AbsoluteUri, ["useToken"] = true, ["token"] = "pe-s3cret" }) with
        {
            Actions = [new("apply-configuration") { TargetStream = "node", Arguments = new() { ["noop"] = true } }],
        };
    }

    // A bound is a query such as [">=","receive_time","2026-01-15T12:00:00Z"].
    private static DateTimeOffset? Since(ToolRequest request) =>
        request.Query.TryGetValue("query", out var query) && JsonNode.Parse(query) is JsonArray { Count: 3 } told ? DateTimeOffset.Parse(told[2]!.ToString(), System.Globalization.CultureInfo.InvariantCulture) : null;

    private static ToolAnswer Listed(ToolRequest request, IEnumerable<SimulatedRecord> records) => Answer(request.Slice(records, "offset", "limit", 500));
}
