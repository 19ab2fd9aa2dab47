using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.Tools.Http;
using Acme.Company.World;

namespace Acme.Company.Tools.TestRail;

/// <summary>TestRail's API v2, whose methods stand behind the question mark of <c>index.php</c>: user and key, pages, a limit of requests a minute; it tells nobody of changes.</summary>
public sealed class TestRailTool : ITool
{
    private const string User = "plutora@acme.example";
    private const string Key = "simulated-testrail-api-key";
    private const int MostAtOnce = 250;
    private static readonly (int Id, string Name)[] Statuses = [(1, "passed"), (2, "blocked"), (3, "untested"), (4, "retest"), (5, "failed")];
    private static readonly Credentials Known = Credentials.Basic(User, Key);
    private readonly CompanyWorld _world;
    private readonly TestRailForms _forms;
    private readonly RateLimit _limit;

    /// <summary>Makes one of a company.</summary>
    /// <param name="world">The company.</param>
    /// <param name="limit">Limit of requests; 6,000 a minute when left out.</param>
    public TestRailTool(CompanyWorld world, RateLimit? limit = null)
    {
        (_world, _forms) = (world, new(world));
        _limit = limit ?? new(6_000, TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => "testrail";

    /// <inheritdoc/>
    public string Title => "TestRail";

    /// <inheritdoc/>
    public HubInstance Instance(Uri address) => new("testrail")
    {
        Options = new Dictionary<string, object> { ["baseAddress"] = address.AbsoluteUri, ["user"] = User },
        Secrets = new Dictionary<string, string> { ["apiKey"] = Key },
    };

    /// <inheritdoc/>
    public IResult? Refuse(HttpContext http)
    {
        if (!Known.Admit(http.Request))
        {
            return Fault(401, "Authentication failed: invalid or missing user/password or session cookie.");
        }

        if (_limit.Take() is { Admitted: false } state)
        {
            http.Response.Headers.RetryAfter = state.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return Fault(429, "API rate limit reached");
        }

        return null;
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/index.php", (HttpRequest r) => Call.Of(r) is { } call ? Get(call) : Fault(404, "Unknown method"));
        routes.MapPost("/index.php", PostAsync);
        routes.MapFallback(() => Fault(404, "Not found"));
    }

    /// <inheritdoc/>
    public IEnumerable<WebhookDelivery> Tell(Change change) => [];

    private static IResult Ok(JsonNode body) => Results.Text(body.ToJsonString(JsonSerializerOptions.Default), "application/json; charset=utf-8");

    private static IResult Fault(int status, string message) => Results.Text(new JsonObject { ["error"] = message }.ToJsonString(), "application/json; charset=utf-8", statusCode: status);

    private static IResult NoSuch(string field) => Fault(400, $"Field :{field} is not a valid {field.Split('_')[0]}.");

    private IResult Get(Call call) => call.Method switch
    {
        "get_projects" => Page(call, "projects", [.. _world.All<Team>().Select(TestRailForms.Project)]),
        "get_project" => _world.Find<Team>(call.Id) is { } team ? Ok(TestRailForms.Project(team)) : NoSuch("project_id"),
        "get_users" => Page(call, "users", [.. _world.All<Person>().Select(TestRailForms.User)]),
        "get_suites" => Of(call, team => Page(call, "suites", [TestRailForms.Suite(team)])),
        "get_milestones" => Of(call, _ => Page(call, "milestones", [])),
        "get_plans" => Of(call, _ => Page(call, "plans", [])),
        "get_configs" => Of(call, _ => Ok(new JsonArray())),
        "get_statuses" => Ok(new JsonArray([.. Statuses.Select(s => (JsonNode)new JsonObject { ["id"] = s.Id, ["name"] = s.Name, ["label"] = $"{char.ToUpperInvariant(s.Name[0])}{s.Name[1..]}", ["is_system"] = true, ["is_untested"] = s.Id == 3, ["is_final"] = s.Id is 1 or 2 or 5 })])),
        "get_cases" => Of(call, team => Page(call, "cases", [.. _forms.Cases(team.Id).Where(c => c.UpdatedAt.ToUnixTimeSeconds() > call.Number("updated_after", -1)).Select(_forms.Case)])),
        "get_case" => _world.Find<TestCase>(call.Id) is { } test && TestRailForms.IsHere(test.Kind) ? Ok(_forms.Case(test)) : NoSuch("case_id"),
        "get_runs" => Of(call, team => Page(call, "runs", [.. _forms.Runs(team.Id).Where(r => IsAsked(call, r)).Select(_forms.Run)])),
        "get_run" => OfRun(call, run => Ok(_forms.Run(run))),
        "get_tests" => OfRun(call, run => Page(call, "tests", [.. _forms.Tests(run)])),
        "get_test" => TestRailForms.OfTest(call.Id) is var (number, index) && RunOf(number) is { } run && index < run.CaseIds.Count ? Ok(_forms.Test(run, index)) : NoSuch("test_id"),
        "get_results_for_run" => OfRun(call, run => Page(call, "results", [.. _forms.Results(run).Where(r => r["created_on"]!.GetValue<long>() > call.Number("created_after", -1))])),
        _ => Fault(404, $"Unknown method '{call.Method}'"),
    };

    private static bool IsAsked(Call call, TestRun run) =>
        run.CreatedAt.ToUnixTimeSeconds() > call.Number("created_after", -1) && (call.Number("is_completed", -1) is var asked && (asked < 0 || asked == 1 == TestRailForms.IsOver(run)));

    private async Task<IResult> PostAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        JsonObject? body;
        try
        {
            body = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken) as JsonObject;
        }
        catch (JsonException)
        {
            body = null;
        }

        if (body is null)
        {
            return Fault(400, "Content-Type header missing or invalid JSON.");
        }

        return Call.Of(request) is not { } call ? Fault(404, "Unknown method") : _world.Together(() => call.Method switch
        {
            "add_run" => Of(call, team => AddRun(team, body)),
            "add_results_for_cases" => OfRun(call, run => AddResults(run, body)),
            "close_run" => OfRun(call, Close),
            _ => Fault(404, $"Unknown method '{call.Method}'"),
        });
    }

    private IResult AddRun(Team team, JsonObject body)
    {
        var known = _forms.Cases(team.Id);
        var chosen = body["include_all"]?.GetValue<bool>() == false ? (body["case_ids"] as JsonArray ?? []).Select(c => c!.GetValue<long>()).ToList() : [.. known.Select(c => c.Id)];
        if (chosen.Find(id => known.All(c => c.Id != id)) is > 0 and var unknown)
        {
            return Fault(400, $"Field :case_ids contains one or more invalid case IDs ({unknown}).");
        }

        var application = chosen.Count > 0 ? _world.Get<TestCase>(chosen[0]).ApplicationId : _world.All<Application>().First(a => a.TeamId == team.Id).Id;
        return Ok(_forms.Run(_world.Add(new TestRun
        {
            ApplicationId = application,
            Name = body["name"]?.ToString() is { Length: > 0 } name ? name : "Test run",
            Kind = TestKind.Manual,
            CaseIds = [.. chosen],
            Description = body["description"]?.ToString() ?? "",
            References = [.. (body["refs"]?.ToString() ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)],
            StartedBy = "plutora",
        }, "plutora")));
    }

    private IResult AddResults(TestRun run, JsonObject body)
    {
        if (TestRailForms.IsOver(run))
        {
            return Fault(400, "Field :run_id is a completed test run.");
        }

        var added = new List<TestResult>();
        foreach (var given in (body["results"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (given["case_id"]?.GetValue<long>() is not { } id || !run.CaseIds.Contains(id))
            {
                return Fault(400, "Field :results contains one or more invalid results (case unknown).");
            }

            if (given["status_id"]?.GetValue<int>() is not { } status || TestRailForms.OutcomeOf(status) is not { } outcome)
            {
                return Fault(400, "Field :results contains one or more invalid results (status unknown).");
            }

            added.Add(new(id, outcome, 1_000, given["comment"]?.ToString(), "plutora"));
        }

        var now = _world.Update<TestRun>(run.Id, r => r with { State = RunState.Running, StartedAt = r.StartedAt ?? _world.Now, Results = r.Results.RemoveAll(x => added.Exists(a => a.CaseId == x.CaseId)).AddRange(added) }, "plutora");
        return Ok(new JsonArray([.. _forms.Results(now).Take(added.Count)]));
    }

    private IResult Close(TestRun run) => Ok(_forms.Run(_world.Update<TestRun>(run.Id, r => TestRailForms.IsOver(r) ? r : r with { State = r.Results.Exists(x => x.Outcome == TestOutcome.Failed) ? RunState.Failed : RunState.Succeeded, FinishedAt = _world.Now }, "plutora")));

    private IResult Of(Call call, Func<Team, IResult> answer) => _world.Find<Team>(call.Id) is { } team ? answer(team) : NoSuch("project_id");

    private TestRun? RunOf(long id) => _world.Find<TestRun>(id) is { } run && TestRailForms.IsHere(run.Kind) ? run : null;

    private IResult OfRun(Call call, Func<TestRun, IResult> answer) => RunOf(call.Id) is { } run ? answer(run) : NoSuch("run_id");

    private static IResult Page(Call call, string items, IReadOnlyList<JsonObject> all)
    {
        var (offset, limit) = ((int)Math.Clamp(call.Number("offset", 0), 0, int.MaxValue), (int)Math.Clamp(call.Number("limit", MostAtOnce), 1, MostAtOnce));
        var shown = all.Skip(offset).Take(limit).ToList();
        return Ok(new JsonObject
        {
            ["offset"] = offset,
            ["limit"] = limit,
            ["size"] = shown.Count,
            ["_links"] = new JsonObject { ["next"] = offset + limit < all.Count ? call.At(offset + limit, limit) : null, ["prev"] = offset > 0 ? call.At(Math.Max(0, offset - limit), limit) : null },
            [items] = new JsonArray([.. shown]),
        });
    }

    /// <summary>A method with what it is asked about and its filters: <c>?/api/v2/get_runs/1&amp;is_completed=0</c>.</summary>
    private sealed record Call(string Method, long Id, IReadOnlyDictionary<string, string> Filters)
    {
        public static Call? Of(HttpRequest request)
        {
            var parts = (request.QueryString.Value ?? "").TrimStart('?').Split('&');
            return Uri.UnescapeDataString(parts[0].TrimEnd('=')).Split('/') is ["", "api", "v2", var method, .. var about]
                ? new(method, about is [var id, ..] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, parts[1..].Select(p => p.Split('=', 2)).Where(p => p.Length == 2).DistinctBy(p => p[0]).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]), StringComparer.Ordinal))
                : null;
        }

        public long Number(string name, long otherwise) => Filters.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

        public string At(int offset, int limit) => string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v2/{Method}{(Id > 0 ? $"/{Id}" : "")}{string.Concat(Filters.Where(f => f.Key is not ("limit" or "offset")).Select(f => $"&{f.Key}={Uri.EscapeDataString(f.Value)}"))}&limit={limit}&offset={offset}");
    }
}
