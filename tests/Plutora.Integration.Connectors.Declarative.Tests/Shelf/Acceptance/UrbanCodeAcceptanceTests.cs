using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class UrbanCodeAcceptanceTests : ShelfAcceptance<UrbanCodeAcceptanceTests>, IShelfSubject
{
    private static readonly string[] Applications = ["a1", "a2"];
    private static readonly string[] Components = ["c1", "c2"];
    private static readonly string[] Environments = ["e1", "e2"];

    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = r => r.HasBasic("PasswordIsAuthToken", "ucd-s3cret") };
        var applications = tool.Keeps(Named("application", "a", [], seed: 2));
        var components = tool.Keeps(Named("component", "c", [], seed: 2));
        var environments = tool.Keeps(Named("environment", "e", Applications, seed: 2));
        var processes = tool.Keeps(Named("application-process", "p", Applications));
        var snapshots = tool.Keeps(Named("snapshot", "s", Applications, deletes: false));
        var versions = tool.Keeps(Named("version", "v", Components, deletes: false));
        var requests = tool.Keeps(new SimulatedStream("application-process-request", r => Json($$"""
            {"id":"{{r.Id}}","traceId":"t{{r.Number}}","submittedTime":{{Millis(r.CreatedAt)}},"startTime":{{Millis(r.CreatedAt)}},"endTime":{{Millis(r.UpdatedAt)}},"duration":1000,"state":"CLOSED","result":"SUCCEEDED","userName":"admin","description":"Revision {{r.Revision}}",
             "application":{"id":"{{r.Container}}","name":"Shop"},"environment":{"id":"e1","name":"Production"},"applicationProcess":{"id":"p1","name":"Deploy"} }
            """)) { IdOf = r => $"r{r.Number}", Containers = Applications, ChangesFor = TimeSpan.FromHours(20), Deletes = false });
        var traces = tool.Keeps(new SimulatedStream("process-trace", r => Json($$"""
            {"id":"{{r.Id}}","name":"Deploy","type":"graph","state":"CLOSED","result":"SUCCEEDED","startDate":{{Millis(r.CreatedAt)}},"endDate":{{Millis(r.UpdatedAt)}},"children":[]}
            """)) { IdOf = r => $"t{r.Number}", ReadsWhole = true, Deletes = false, Most = 2, ChangesFor = TimeSpan.FromHours(20), Added = (_, _) => Task.FromResult(Young()) });
        var inventory = tool.Keeps(new SimulatedStream("inventory", r => Json($$"""
            {"id":"i{{r.Number}}-{{r.Revision}}","date":{{Millis(r.UpdatedAt)}},"component":{"id":"c1","name":"Web"},"version":{"id":"v{{r.Number}}","name":"1.{{r.Number}}"},"status":{"name":"Active"},"compliancy":{"missingCount":0,"correctCount":{{r.Revision}},"desiredCount":1} }
            """)) { IdOf = r => $"{r.Container}/c1/v{r.Number}", Containers = Environments, Rendered = true, ReadsWhole = true });
        var resources = tool.Keeps(Named("resource", "x", []));
        var agents = tool.Keeps(Named("agent", "g", []));
        var teams = tool.Keeps(Named("team", "m", []));

        tool.Get("/cli/application", _ => Answer(applications.Records.Where(a => !tool.IsHidden(a.Id))));
        tool.Get("/cli/application/info", r => One(applications.Find(r.Query["application"])));
        tool.Get("/cli/component", _ => Answer(components.Records.Where(c => !tool.IsHidden(c.Id))));
        tool.Get("/cli/application/environmentsInApplication", r => In(environments, r.Query["application"]));
        tool.Get("/rest/deploy/application/{id}/processes/false", r => In(processes, r["id"]));
        tool.Get("/cli/application/snapshotsInApplication", r => In(snapshots, r.Query["application"]));
        tool.Get("/cli/component/versions", r => In(versions, r.Query["component"]));
        tool.Get("/cli/applicationProcessRequest", r => Answer(r.Slice(requests.Records.Where(p => long.Parse(r.Query.GetValueOrDefault("startedAfter", "0"), null) <= p.CreatedAt.ToUnixTimeMilliseconds()), "startIndex", "maxResults")));
        tool.Get("/cli/applicationProcessRequest/{id}", r => requests.Records[^1].Id == r["id"] ? Answer(traces.Records) : ToolAnswer.NotFound());
        tool.Get("/cli/environment/{id}/latestDesiredInventory", r => In(inventory, r["id"]));
        tool.Get("/cli/resource", _ => Answer(resources.Records));
        tool.Get("/cli/agentCLI", _ => Answer(agents.Records));
        tool.Get("/cli/team", _ => ToolAnswer.List(teams.Records.Select(t => Json($$"""{"id":"{{t.Id}}"}"""))));
        tool.Get("/cli/team/info", r => One(teams.Find(r.Query["team"])));
        tool.Route("PUT", "/cli/applicationProcessRequest/request", r =>
        {
            var request = requests.Create(r.Json()!["application"]!.ToString());
            request.Set("description", r.Json()!["description"]!.DeepClone());
            return ToolAnswer.Json(new JsonObject { ["requestId"] = request.Id });
        });
        return Subject("urbancode", tool, address => new() { ["address"] = address.AbsoluteUri, ["password"] = "ucd-s3cret" }) with
        {
            Actions = [new("deploy") { TargetStream = "application", Arguments = new() { ["process"] = "Deploy", ["environment"] = "Production" } }],
        };

        ToolAnswer In(SimulatedStream stream, string container) => tool.IsHidden(container) ? ToolAnswer.NotFound() : Answer(stream.In(container));

        // Traces belong to the newest request, which is no older than a read looks back.
        SimulatedRecord Young() => requests.Records is [.., var newest] && tool.Now - newest.CreatedAt < TimeSpan.FromHours(20) ? newest : requests.Create();
    }

    private static SimulatedStream Named(string stream, string prefix, string[] containers, int seed = 0, bool deletes = true) => new(stream, r => Json($$"""
        {"id":"{{r.Id}}","name":"{{stream}} {{r.Number}}","description":"Revision {{r.Revision}}","active":true,"created":{{Millis(r.CreatedAt)}},"application":{"id":"{{r.Container}}","name":"Shop"},"component":{"id":"{{r.Container}}","name":"Web"} }
        """)) { IdOf = r => $"{prefix}{r.Number}", Containers = containers, Seed = seed, Most = seed == 0 ? 1_000 : seed, ReadsWhole = true, Deletes = deletes };

    private static long Millis(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();
}
