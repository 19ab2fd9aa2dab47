using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.TestTools.Tests.Support;
using Plutora.Integration.Connectors.Xray;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.TestTools.Tests.Xray;

/// <summary>An Xray Cloud for the acceptance kit: two projects, and the queries and mutations that the connector asks.</summary>
internal sealed partial class KitXray
{
    private const string Secret = "kit-s3cret-of-the-key";
    private const string Token = "kit-t0ken-of-a-day";

    private static readonly string[] Projects = ["10000", "10001"];

    private readonly SimulatedTool _tool = new()
    {
        Admits = r => r.Path == "/api/v2/authenticate" || r.Headers.GetValueOrDefault("Authorization") == $"Bearer {Token}",
        Refuses = _ => ToolAnswer.Text(401, """{"error":"Authentication failed. Invalid client credentials!"}"""),
        Reads = r => r.Path == "/api/v2/authenticate" || (r.Path == "/api/v2/graphql" && r.Json()!["query"]!.ToString().StartsWith("query", StringComparison.Ordinal)),
    };

    private readonly Dictionary<string, SimulatedStream> _lists;

    private KitXray()
    {
        _lists = new(StringComparer.Ordinal)
        {
            ["getTest"] = Keeps("test", r => Issue(r, 'T', new() { ["testType"] = new JsonObject { ["name"] = "Manual", ["kind"] = "Steps" }, ["coverableIssues"] = new JsonObject { ["total"] = 1, ["results"] = new JsonArray(new JsonObject { ["issueId"] = "7", ["jira"] = new JsonObject { ["key"] = "SHOP-2" } }) } })),
            ["getTestPlan"] = Keeps("test-plan", r => Issue(r, 'P', new() { ["tests"] = new JsonObject { ["total"] = 0, ["results"] = new JsonArray() } })),
            ["getTestExecution"] = Keeps("test-execution", r => Issue(r, 'E', new() { ["testEnvironments"] = new JsonArray("Chrome"), ["testRuns"] = new JsonObject { ["total"] = 0, ["results"] = new JsonArray() } })),
            ["getTestRun"] = Keeps("test-run", r => new()
            {
                ["id"] = r.Id,
                ["status"] = new JsonObject { ["name"] = "PASSED", ["final"] = true },
                ["startedOn"] = Text(r.CreatedAt),
                ["finishedOn"] = Text(r.UpdatedAt),
                ["comment"] = $"Revision {r.Revision}",
                ["executedById"] = "ann-1",
                ["defects"] = new JsonArray(),
                ["test"] = new JsonObject { ["issueId"] = "1", ["projectId"] = r.Container, ["jira"] = new JsonObject { ["key"] = "SHOP-T1", ["summary"] = "Pay" } },
                ["testExecution"] = new JsonObject { ["issueId"] = "1", ["projectId"] = r.Container },
            }),
        };
        _tool.Post("/api/v2/authenticate", r => r.Json()?["client_secret"]?.ToString() == Secret ? ToolAnswer.Json($"\"{Token}\"") : ToolAnswer.Text(401, """{"error":"Authentication failed. Invalid client credentials!"}"""));
        _tool.Post("/api/v2/graphql", Graph);
        _tool.Post("/api/v2/import/execution", r =>
        {
            var body = r.Json()!;
            var execution = _lists["getTestExecution"].Records.First(e => e.Json()["jira"]!["key"]!.ToString() == body["testExecutionKey"]!.ToString());
            foreach (var test in body["tests"]!.AsArray())
            {
                _lists["getTestRun"].Create(execution.Container).Set("comment", test!["comment"]?.DeepClone());
            }

            return ToolAnswer.Json(new JsonObject { ["id"] = execution.Id, ["key"] = body["testExecutionKey"]!.ToString(), ["self"] = "https://kit.atlassian.net/rest/api/2/issue/1" });
        });
    }

    public static ConnectorSubject Describe() => new()
    {
        Connector = new XrayConnector(),
        Folder = Repository.Connector("Xray"),
        Tool = new KitXray()._tool,
        Options = address => new() { ["baseAddress"] = address.AbsoluteUri, ["clientId"] = "kit", ["clientSecret"] = Secret },
        Actions =
        [
            new("create-test-execution") { Container = "SHOP", Arguments = new() { ["title"] = "Nightly", ["description"] = "Of 1.4", ["environment"] = "Chrome", ["cases"] = new JsonArray("SHOP-1") } },
            new("add-results") { TargetStream = "test-execution", Arguments = new() { ["results"] = new JsonArray(new JsonObject { ["case"] = "SHOP-1", ["status"] = "FAILED", ["comment"] = "It breaks", ["startedAt"] = "2026-01-15T10:00:00+01:00", ["defects"] = new JsonArray("SHOP-9") }) } },
        ],
    };

    private SimulatedStream Keeps(string stream, Func<SimulatedRecord, JsonObject> template) => _tool.Keeps(new(stream, template) { Containers = Projects });

    private ToolAnswer Graph(ToolRequest request)
    {
        var (query, variables) = (request.Json()!["query"]!.ToString(), request.Json()!["variables"]!);
        var name = Called().Match(query).Groups[1].Value;
        if (name == "createTestExecution")
        {
            var fields = variables["jira"]!["fields"]!;
            var made = _lists["getTestExecution"].Create(Projects[0]);
            made.Set("jira", new JsonObject { ["key"] = $"SHOP-{made.Number}", ["summary"] = fields["summary"]!.DeepClone(), ["description"] = fields["description"]!.DeepClone() });
            return Data(name, new JsonObject { ["testExecution"] = new JsonObject { ["issueId"] = made.Id, ["jira"] = new JsonObject { ["key"] = $"SHOP-{made.Number}" } }, ["warnings"] = new JsonArray() });
        }

        if (variables["jql"]?.ToString() is { } jql)
        {
            var found = name == "getTests"
                ? [new JsonObject { ["issueId"] = "1", ["jira"] = new JsonObject { ["key"] = "SHOP-1" } }]
                : _lists["getTestExecution"].Records.Select(r => r.Json()).Where(r => r["jira"]!["description"]?.ToString().Split('\n')[^1] is { } tie && jql.Contains(tie, StringComparison.Ordinal));
            return Data(name, new JsonObject { ["results"] = new JsonArray([.. found]) });
        }

        if ((variables["id"])?.ToString() is { } id)
        {
            return _lists[name == "getTestRunById" ? "getTestRun" : name].Find(id) is { } one ? Data(name, one.Json()) : ToolAnswer.Json($$$"""{"errors":[{"message":"{{{id}}} not found"}],"data":{"{{{name}}}":null}}""");
        }

        var since = variables["modifiedSince"]?.ToString() is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
        var all = _lists[name[..^1]].Records.Where(r => r.UpdatedAt >= since).ToList();
        return Data(name, new JsonObject
        {
            ["total"] = all.Count,
            ["results"] = new JsonArray([.. all.Skip(variables["start"]?.GetValue<int>() ?? 0).Take(variables["limit"]?.GetValue<int>() ?? 1).Select(r => r.Json())]),
        });
    }

    private static ToolAnswer Data(string name, JsonObject value) => ToolAnswer.Json(new JsonObject { ["data"] = new JsonObject { [name] = value } });

    private static JsonObject Issue(SimulatedRecord r, char letter, JsonObject more)
    {
        more["issueId"] = r.Id;
        more["projectId"] = r.Container;
        more["jira"] = new JsonObject
        {
            ["key"] = $"SHOP-{letter}{r.Number}",
            ["summary"] = $"Issue {r.Number}, revision {r.Revision}",
            ["status"] = new JsonObject { ["name"] = "To Do" },
            ["created"] = Text(r.CreatedAt),
            ["updated"] = Text(r.UpdatedAt),
        };
        return more;
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(get\w+|createTestExecution)\(")]
    private static partial Regex Called();
}
