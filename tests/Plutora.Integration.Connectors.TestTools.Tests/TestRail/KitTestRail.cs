using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.TestRail;
using Plutora.Integration.Connectors.TestTools.Tests.Support;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.TestTools.Tests.TestRail;

/// <summary>A TestRail for the acceptance kit: two projects, one with suites; the methods stand behind the question mark, as at the real one.</summary>
internal sealed class KitTestRail
{
    private const string User = "kit@example.com";
    private const string Key = "kit-s3cret-key";
    private const string Web = "https://tr.example.com/index.php?/";

    private readonly SimulatedTool _tool;
    private readonly SimulatedStream _projects;
    private readonly SimulatedStream _users;
    private readonly SimulatedStream _milestones;
    private readonly SimulatedStream _cases;
    private readonly SimulatedStream _runs;
    private readonly SimulatedStream _plans;
    private readonly SimulatedStream _tests;
    private readonly SimulatedStream _results;
    private readonly Dictionary<int, int> _testOf = [];

    private KitTestRail()
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Key}"));
        _tool = new()
        {
            Admits = r => r.Headers.GetValueOrDefault("Authorization") == basic,
            Refuses = _ => ToolAnswer.Text(401, """{"error":"Authentication failed: invalid or missing user/password or session cookie."}"""),
        };
        string[] both = ["1", "2"];
        _projects = _tool.Keeps(new("project", r => new() { ["id"] = r.Number, ["name"] = $"Project {r.Number}", ["announcement"] = null, ["is_completed"] = false, ["suite_mode"] = r.Number == 2 ? 3 : 1, ["url"] = $"{Web}projects/overview/{r.Number}" }) { Fixed = true, Seed = 2 });
        _users = _tool.Keeps(new("user", r => new() { ["id"] = r.Number, ["name"] = $"User {r.Number}.{r.Revision}", ["email"] = $"user{r.Number}@example.com", ["is_active"] = true }) { ReadsWhole = true, Most = 300 });
        _milestones = _tool.Keeps(new("milestone", r => new() { ["id"] = r.Number, ["name"] = $"RC{r.Number}", ["description"] = $"Revision {r.Revision}", ["is_completed"] = false, ["project_id"] = Number(r.Container) }) { Containers = both, ReadsWhole = true, Most = 300 });
        _cases = _tool.Keeps(new("case", Case) { Containers = both });

        // Runs and plans have their numbers out of one sequence.
        _runs = _tool.Keeps(new("run", Run) { Containers = both, ReadsWhole = true, Most = 60, IdOf = r => Text((r.Number * 2) - 1) });
        _plans = _tool.Keeps(new("plan", Plan) { Containers = both, ReadsWhole = true, Most = 60, IdOf = r => Text(r.Number * 2) });
        _tests = _tool.Keeps(new("test", r => new() { ["id"] = r.Number, ["case_id"] = r.Number, ["run_id"] = 1, ["status_id"] = 3, ["title"] = $"Test {r.Number}.{r.Revision}", ["assignedto_id"] = null }) { Containers = both, ReadsWhole = true, Deletes = false, Most = 300, IdOf = r => Kept(r, Held) });

        // Each is of a test of its own.
        _results = _tool.Keeps(new("result", Result) { Containers = both, Changes = false, Deletes = false, Most = 300, IdOf = r => Kept(r, c => _testOf[r.Number] = _tests.Create(c).Number) });
        _tool.Get("/index.php", Get);
        _tool.Post("/index.php", Post);
    }

    public static ConnectorSubject Describe() => new()
    {
        Connector = new TestRailConnector(),
        Folder = Repository.Connector("TestRail"),
        Tool = new KitTestRail()._tool,
        Options = address => new() { ["baseAddress"] = address.AbsoluteUri, ["user"] = User, ["apiKey"] = Key },
        Actions =
        [
            new("run-tests") { TargetStream = "plan", Arguments = new() { ["title"] = "Smoke", ["cases"] = new JsonArray("C1", "C2"), ["suite"] = "Suite 1", ["environment"] = "Firefox", ["build"] = "1.4.0" } },
            new("create-test-run") { Container = "Project 2", Arguments = new() { ["title"] = "Smoke", ["suite"] = "S2", ["requirements"] = new JsonArray("SHOP-2"), ["milestone"] = "M8" } },
            new("add-results") { TargetStream = "run", Arguments = new() { ["build"] = "1.4.0", ["results"] = new JsonArray(new JsonObject { ["case"] = "C1", ["status"] = "Failed", ["comment"] = "It breaks", ["durationMs"] = 1_500, ["defects"] = new JsonArray("SHOP-9") }) } },
            new("close-run") { TargetStream = "run" },
            new("close-plan") { TargetStream = "plan" },
        ],
    };

    private ToolAnswer Get(ToolRequest request)
    {
        var (method, id) = Method(request);
        return method switch
        {
            "get_projects" => List(request, "projects", Visible.Select(p => p.Json())),
            "get_project" => One(Visible.FirstOrDefault(p => p.Id == id)?.Json()),
            "get_users" => ToolAnswer.List(_users.Records.Select(r => r.Json())),
            "get_milestones" => In(request, id, "milestones", _milestones.In(id).Select(r => r.Json())),
            "get_milestone" => One(_milestones.Find(id)?.Json()),
            "get_suites" => In(request, id, "suites", Suites(id)),
            "get_cases" => In(request, id, "cases", Cases(request, id)),
            "get_case" => One(_cases.Find(id)?.Json()),
            "get_runs" => In(request, id, "runs", After(request, _runs.In(id)).Where(r => r["plan_id"] is null)),
            "get_run" => One(_runs.Find(id)?.Json()),
            "get_plans" => In(request, id, "plans", After(request, _plans.In(id)).Select(p => Without(p, "entries"))),
            "get_plan" => One(_plans.Find(id)?.Json()),
            "get_tests" when Holding(id) is { } run => List(request, "tests", _tests.In(run.Container!).Select(r => r.Json())),
            "get_test" => One(_tests.Find(id)?.Json()),
            "get_results_for_run" when Holding(id) is { } run => List(request, "results", _results.In(run.Container!).Where(r => r.CreatedAt.ToUnixTimeSeconds() > Since(request, "created_after")).Select(r => r.Json())),
            "get_tests" or "get_results_for_run" => List(request, method["get_".Length..].Split('_')[0], []),
            "get_statuses" => ToolAnswer.Json("""[{"id":1,"name":"passed","label":"Passed"},{"id":5,"name":"failed","label":"Failed"}]"""),
            "get_configs" => ToolAnswer.Json("""[{"id":1,"name":"Browsers","configs":[{"id":7,"name":"Firefox","group_id":1}]}]"""),
            _ => Missing(),
        };
    }

    private ToolAnswer Post(ToolRequest request)
    {
        var (method, id) = Method(request);
        var body = request.Json()!.AsObject();
        switch (method)
        {
            case "add_run":
                var run = _runs.Create(id);
                Set(run, body, "name", "description", "refs", "milestone_id", "include_all");
                return ToolAnswer.Json(run.Json());
            case "add_plan_entry" when _plans.Find(id) is { } plan:
                var part = _runs.Create(plan.Container);
                Set(part, body, "description", "include_all");
                part.Set("plan_id", long.Parse(id, CultureInfo.InvariantCulture));
                var entry = new JsonObject { ["id"] = "e1", ["suite_id"] = body["suite_id"]!.DeepClone(), ["name"] = body["name"]?.DeepClone(), ["description"] = body["description"]!.DeepClone(), ["runs"] = new JsonArray(part.Json()) };
                plan.Set("entries", new JsonArray(entry.DeepClone()));
                return ToolAnswer.Json(entry);
            case "add_results_for_cases" when _runs.Find(id) is { } of:
                return ToolAnswer.List(body["results"]!.AsArray().Select(given =>
                {
                    var result = _results.Create(of.Container);
                    Set(result, given!.AsObject(), "status_id", "comment", "version", "defects", "elapsed");
                    return result.Json();
                }));
            case "close_run" or "close_plan" when (method == "close_run" ? _runs : _plans).Find(id) is { } closed:
                closed.Set("is_completed", true);
                closed.Set("completed_on", _tool.Now.ToUnixTimeSeconds());
                return ToolAnswer.Json(closed.Json());
            default:
                return Missing();
        }
    }

    private IReadOnlyList<SimulatedRecord> Visible => [.. _projects.Records.Where(p => !_tool.IsHidden(p.Id))];

    // The first run of a project holds its tests.
    private SimulatedRecord? Holding(string run) => _runs.Find(run) is { } found && _runs.In(found.Container!)[0] == found ? found : null;

    private void Held(string project)
    {
        if (_runs.In(project).Count == 0)
        {
            _runs.Create(project);
        }
    }

    private IEnumerable<JsonObject> Cases(ToolRequest request, string project)
    {
        var suite = Since(request, "suite_id");
        return _cases.In(project).Where(r => r.UpdatedAt.ToUnixTimeSeconds() > Since(request, "updated_after") && (suite == 0 ? project == "1" : suite == (r.Number % 4 == 0 ? 2 : 1))).Select(r => r.Json());
    }

    private static IEnumerable<JsonObject> Suites(string project) =>
        project == "1" ? [new() { ["id"] = 1, ["name"] = "Suite 1" }] : [new() { ["id"] = 2, ["name"] = "Suite 2" }, new() { ["id"] = 1, ["name"] = "Suite 1" }];

    private static IEnumerable<JsonObject> After(ToolRequest request, IReadOnlyList<SimulatedRecord> records) =>
        records.Where(r => r.CreatedAt.ToUnixTimeSeconds() > Since(request, "created_after")).Select(r => r.Json()).Where(r => Since(request, "is_completed", 1) == 1 || r["is_completed"]!.GetValue<bool>() == false);

    private ToolAnswer In(ToolRequest request, string project, string items, IEnumerable<JsonObject> found) => Visible.Any(p => p.Id == project) ? List(request, items, found) : Missing();

    private static ToolAnswer List(ToolRequest request, string items, IEnumerable<JsonObject> found)
    {
        var (all, limit, offset) = (found.ToList(), (int)Since(request, "limit", 250), (int)Since(request, "offset"));
        var page = all.Skip(offset).Take(limit).ToList();
        var method = request.Query.Keys.First(k => k.StartsWith("/api/v2/", StringComparison.Ordinal));
        var kept = string.Concat(request.Query.Where(q => q.Key != method && q.Key is not ("limit" or "offset")).Select(q => $"&{q.Key}={q.Value}"));
        return ToolAnswer.Json(new JsonObject
        {
            ["offset"] = offset,
            ["limit"] = limit,
            ["size"] = page.Count,
            ["_links"] = new JsonObject { ["next"] = offset + limit < all.Count ? $"{method}{kept}&limit={limit}&offset={offset + limit}" : null, ["prev"] = null },
            [items] = new JsonArray([.. page]),
        });
    }

    private static ToolAnswer One(JsonObject? found) => found is null ? Missing() : ToolAnswer.Json(found);

    private static ToolAnswer Missing() => ToolAnswer.Text(400, """{"error":"Field :id is not a valid or accessible id."}""");

    private static (string Method, string Id) Method(ToolRequest request) =>
        request.Query.Keys.First(k => k.StartsWith("/api/v2/", StringComparison.Ordinal)).Split('/') is [_, _, _, var method, .. var rest] ? (method, rest is [var id] ? id : "") : throw new InvalidOperationException("no method");

    private static long Since(ToolRequest request, string name, long otherwise = 0) => request.Query.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string Kept(SimulatedRecord record, Action<string> first)
    {
        first(record.Container!);
        return Text(record.Number);
    }

    private static void Set(SimulatedRecord record, JsonObject given, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            record.Set(member, given[member]?.DeepClone());
        }
    }

    private static JsonObject Without(JsonObject json, string member)
    {
        json.Remove(member);
        return json;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string? text) => int.Parse(text!, CultureInfo.InvariantCulture);

    private static JsonObject Case(SimulatedRecord r) => new()
    {
        ["id"] = r.Number,
        ["title"] = $"Case {r.Number}, revision {r.Revision}",
        ["section_id"] = 1,
        ["suite_id"] = 1,
        ["priority_id"] = 2,
        ["refs"] = "SHOP-2, SHOP-3",
        ["created_by"] = 1,
        ["created_on"] = r.CreatedAt.ToUnixTimeSeconds(),
        ["updated_on"] = r.UpdatedAt.ToUnixTimeSeconds(),
        ["is_deleted"] = 0,
    };

    private static JsonObject Run(SimulatedRecord r) => new()
    {
        ["id"] = Number(r.Id),
        ["name"] = $"Run {r.Number}, revision {r.Revision}",
        ["description"] = null,
        ["is_completed"] = false,
        ["completed_on"] = null,
        ["created_on"] = r.CreatedAt.ToUnixTimeSeconds(),
        ["passed_count"] = 0,
        ["failed_count"] = 0,
        ["blocked_count"] = 0,
        ["untested_count"] = 3,
        ["retest_count"] = 0,
        ["plan_id"] = null,
        ["project_id"] = Number(r.Container),
        ["refs"] = null,
        ["config"] = null,
        ["url"] = $"{Web}runs/view/{r.Id}",
    };

    private static JsonObject Plan(SimulatedRecord r) => new()
    {
        ["id"] = Number(r.Id),
        ["name"] = $"Plan {r.Number}, revision {r.Revision}",
        ["description"] = null,
        ["milestone_id"] = null,
        ["created_by"] = 1,
        ["is_completed"] = false,
        ["completed_on"] = null,
        ["project_id"] = Number(r.Container),
        ["created_on"] = r.CreatedAt.ToUnixTimeSeconds(),
        ["entries"] = new JsonArray(),
        ["url"] = $"{Web}plans/view/{r.Id}",
    };

    private JsonObject Result(SimulatedRecord r) => new()
    {
        ["id"] = r.Number,
        ["test_id"] = _testOf[r.Number],
        ["status_id"] = 1,
        ["created_by"] = 1,
        ["created_on"] = r.CreatedAt.ToUnixTimeSeconds(),
        ["comment"] = $"Result {r.Number}",
        ["elapsed"] = "5s",
        ["version"] = "1.0",
        ["defects"] = null,
    };
}
