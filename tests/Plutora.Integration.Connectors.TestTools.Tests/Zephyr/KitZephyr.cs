using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.TestTools.Tests.Support;
using Plutora.Integration.Connectors.Zephyr;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.TestTools.Tests.Zephyr;

/// <summary>A Zephyr Scale Cloud for the acceptance kit, with two projects and one in which Zephyr is not enabled.</summary>
internal sealed class KitZephyr
{
    private const string Token = "kit-s3cret-token";
    private const string Site = "https://kit.atlassian.net/rest/api/2";

    private static readonly string[] Both = ["OPS", "SHOP"];

    private readonly SimulatedTool _tool = new()
    {
        Admits = r => r.Headers.GetValueOrDefault("Authorization") == $"Bearer {Token}",
        Refuses = _ => ToolAnswer.Text(401, """{"errorCode":401,"message":"Unauthorized"}"""),
    };

    private readonly SimulatedStream _cycles;
    private readonly SimulatedStream _executions;

    private KitZephyr()
    {
        Keeps("test-case", "testcases", 'T', r => new() { ["priority"] = Choice(3), ["createdOn"] = Text(r.CreatedAt), ["labels"] = new JsonArray(), ["links"] = Links("COVERAGE"), ["owner"] = new JsonObject { ["accountId"] = "ann-1" } });
        Keeps("test-plan", "testplans", 'P', _ => new() { ["objective"] = "All of it", ["links"] = Links("COVERAGE") });
        _cycles = Keeps("test-cycle", "testcycles", 'R', _ => new() { ["description"] = null, ["links"] = new JsonObject { ["issues"] = new JsonArray(), ["testPlans"] = new JsonArray() } });
        _executions = _tool.Keeps(new("test-execution", Execution) { Containers = Both, Rendered = true });
        Lists("testexecutions", _executions, r => r.Key(_executions));
        _tool.Get("/v2/projects", r => Page(r, [.. Both.Where(p => !_tool.IsHidden(p)).Select(p => new JsonObject { ["id"] = 1, ["key"] = p, ["enabled"] = true }), new JsonObject { ["id"] = 3, ["key"] = "OLD", ["enabled"] = false }]));
        _tool.Get("/v2/statuses", r => Page(r, [Named(1, "Active"), Named(2, "In Progress"), Named(5, "Pass"), Named(6, "Fail")]));
        _tool.Get("/v2/priorities", r => Page(r, [Named(3, "High")]));
        _tool.Get("/v2/environments", r => Page(r, [Named(4, "Firefox")]));
        _tool.Post("/v2/testcycles", r =>
        {
            var body = r.Json()!.AsObject();
            var cycle = _cycles.Create(body["projectKey"]!.ToString());
            cycle.Set("name", body["name"]!.DeepClone());
            cycle.Set("description", body["description"]!.DeepClone());
            return Made(new JsonObject { ["id"] = cycle.Number, ["key"] = cycle.Json()["key"]!.ToString(), ["self"] = $"https://api.example.com/v2/testcycles/{cycle.Number}" });
        });
        _tool.Post("/v2/testexecutions", r =>
        {
            var execution = _executions.Create(r.Json()!["projectKey"]!.ToString());
            execution.Set("comment", r.Json()!["comment"]?.DeepClone());
            return Made(new JsonObject { ["id"] = execution.Number });
        });
    }

    public static ConnectorSubject Describe() => new()
    {
        Connector = new ZephyrConnector(),
        Folder = Repository.Connector("Zephyr"),
        Tool = new KitZephyr()._tool,
        Options = address => new() { ["baseAddress"] = new Uri(address, "v2").AbsoluteUri, ["token"] = Token },
        Actions =
        [
            new("create-test-cycle") { Container = "SHOP", Arguments = new() { ["title"] = "Smoke", ["description"] = "For 1.4", ["plannedStart"] = "2026-02-01T22:00:00+01:00", ["version"] = 7 } },
            new("add-results") { TargetStream = "test-cycle", Arguments = new() { ["environment"] = "Firefox", ["results"] = new JsonArray(new JsonObject { ["case"] = "SHOP-T1", ["status"] = "fail", ["comment"] = "It breaks", ["durationMs"] = 1_500 }) } },
        ],
    };

    private SimulatedStream Keeps(string stream, string path, char letter, Func<SimulatedRecord, JsonObject> more)
    {
        var kept = _tool.Keeps(new(stream, r =>
        {
            var json = new JsonObject { ["id"] = r.Number, ["key"] = $"{r.Container}-{letter}{r.Number}", ["name"] = $"{stream} {r.Number}, revision {r.Revision}", ["project"] = new JsonObject { ["id"] = 1 }, ["status"] = Choice(letter == 'R' ? 2 : 1) };
            foreach (var (name, value) in more(r))
            {
                json[name] = value?.DeepClone();
            }

            return json;
        })
        { Containers = Both, Rendered = true, ReadsWhole = true, Most = 300 });
        Lists(path, kept, r => r.Key(kept));
        return kept;
    }

    private void Lists(string path, SimulatedStream kept, Func<ToolRequest, SimulatedRecord?> find)
    {
        _tool.Get($"/v2/{path}", r =>
        {
            var after = r.Query.TryGetValue("actualEndDateAfter", out var text) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
            return Page(r, [.. kept.In(r.Query["projectKey"]).Where(record => record.UpdatedAt > after).Select(record => record.Json())]);
        });
        _tool.Get($"/v2/{path}/{{id}}", r => find(r) is { } record ? ToolAnswer.Json(record.Json()) : ToolAnswer.Text(404, """{"errorCode":404,"message":"It does not exist or you do not have access to it"}"""));
    }

    private static ToolAnswer Page(ToolRequest request, JsonObject[] all)
    {
        var (start, most) = (request.Number("startAt", 0), request.Number("maxResults", 10));
        return ToolAnswer.Json(new JsonObject
        {
            ["next"] = "",
            ["startAt"] = start,
            ["maxResults"] = most,
            ["total"] = all.Length,
            ["isLast"] = start + most >= all.Length,
            ["values"] = new JsonArray([.. all.Skip(start).Take(most)]),
        });
    }

    private static ToolAnswer Made(JsonObject json) => ToolAnswer.Json(json) with { Status = 201 };

    private static JsonObject Choice(int id) => new() { ["id"] = id, ["self"] = $"https://api.example.com/v2/choices/{id}" };

    private static JsonObject Named(int id, string name) => new() { ["id"] = id, ["name"] = name };

    private static JsonObject Links(string type) => new() { ["issues"] = new JsonArray(new JsonObject { ["issueId"] = 10_100, ["id"] = 1, ["target"] = $"{Site}/issue/10100", ["type"] = type }) };

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Execution(SimulatedRecord r) => new()
    {
        ["id"] = r.Number,
        ["key"] = $"{r.Container}-E{r.Number}",
        ["testCase"] = new JsonObject { ["id"] = 1, ["self"] = $"https://api.example.com/v2/testcases/{r.Container}-T1/versions/1" },
        ["testExecutionStatus"] = Choice(5),
        ["testCycle"] = new JsonObject { ["id"] = 1 },
        ["environment"] = Choice(4),
        ["actualEndDate"] = Text(r.UpdatedAt),
        ["executionTime"] = 120_000,
        ["executedById"] = "ann-1",
        ["comment"] = $"Revision {r.Revision}",
        ["automated"] = false,
        ["links"] = new JsonObject { ["issues"] = new JsonArray() },
    };
}

/// <summary>Finds what a request names.</summary>
file static class Requests
{
    /// <summary>The record of an id or a key.</summary>
    public static SimulatedRecord? Key(this ToolRequest request, SimulatedStream kept) => kept.Records.FirstOrDefault(r => r.Id == request["id"] || r.Json()["key"]!.ToString() == request["id"]);
}
