using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Connectors.TestRail.Api;
using Plutora.Integration.Connectors.TestRail.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.TestRail.Actions;

/// <summary>Carries actions out, shows what they would change, and looks what became of them.</summary>
internal sealed class ActionDesk(TestRailApi api)
{
    private readonly Lookups _lookups = new(api);

    public async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (request.Action is TestRailActions.CloseRun or TestRailActions.ClosePlan && await IsClosedAsync(request, cancellationToken).ConfigureAwait(false) is { } closed)
        {
            return closed;
        }

        var (method, body) = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        using var answer = await api.PostAsync(method, body, cancellationToken).ConfigureAwait(false);
        return request.Action switch
        {
            TestRailActions.RunTests => Opened(answer.RootElement.List("runs").FirstOrDefault() is { ValueKind: JsonValueKind.Object } run ? run : throw Unsaid(method)),
            TestRailActions.CreateRun => Created(answer.RootElement),
            TestRailActions.AddResults => Added(answer.RootElement, method),
            _ => Closed(answer.RootElement),
        };
    }

    public async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (request.Action is TestRailActions.CloseRun or TestRailActions.ClosePlan && await IsClosedAsync(request, cancellationToken).ConfigureAwait(false) is not null)
        {
            return new("It is closed already.", []);
        }

        var (method, body) = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Action switch
        {
            TestRailActions.AddResults => new(
                string.Create(CultureInfo.InvariantCulture, $"{body["results"]!.AsArray().Count} results would be added ({method})."),
                [.. body["results"]!.AsArray().Select(r => new FieldChange($"C{r!["case_id"]}", null, r["status_id"]!.ToString()))]),
            TestRailActions.CloseRun or TestRailActions.ClosePlan => new($"It would be closed ({method}).", [new("is_completed", "false", "true")]),
            _ => new($"A run would be created ({method}).", [.. body.Select(member => new FieldChange(member.Key, null, member.Value?.ToString()))]),
        };
    }

    // What is not seen may still be under way: of it is said that it is not known, so that nothing is done twice.
    public async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Action)
        {
            case TestRailActions.CloseRun or TestRailActions.ClosePlan:
                return await IsClosedAsync(request, cancellationToken).ConfigureAwait(false) is { } closed ? new(SettlementOutcome.Done, closed) : ActionSettlement.Unknown;
            case TestRailActions.RunTests:
                using (var plan = ToolJson.ParseObject(await api.GetAsync($"get_plan/{PlanOf(request)}", cancellationToken).ConfigureAwait(false), "get_plan"))
                {
                    var run = plan.RootElement.List("entries").Where(e => IsOf(e, request)).SelectMany(e => e.List("runs")).FirstOrDefault();
                    return run.ValueKind == JsonValueKind.Object ? new(SettlementOutcome.Done, Opened(run)) : ActionSettlement.Unknown;
                }

            case TestRailActions.CreateRun:
                var project = await _lookups.ProjectAsync(request.Container, cancellationToken).ConfigureAwait(false);
                await foreach (var page in api.ListAsync($"get_runs/{project}&is_completed=0", "runs", cancellationToken: cancellationToken).ConfigureAwait(false))
                {
                    foreach (var json in page.Items)
                    {
                        using var run = ToolJson.ParseObject(json, "get_runs");
                        if (IsOf(run.RootElement, request))
                        {
                            return new(SettlementOutcome.Done, Created(run.RootElement));
                        }
                    }
                }

                return ActionSettlement.Unknown;
            default:
                return ActionSettlement.Unknown;
        }
    }

    private async Task<(string Method, JsonObject Body)> PlanAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Action)
        {
            case TestRailActions.RunTests:
                return await EntryAsync(request, PlanOf(request), Arguments(request, ArgumentsJson.Default.RunPlanTests), cancellationToken).ConfigureAwait(false);
            case TestRailActions.CreateRun:
                return await RunAsync(request, Arguments(request, ArgumentsJson.Default.CreateTestRun), cancellationToken).ConfigureAwait(false);
            case TestRailActions.AddResults:
                return ($"add_results_for_cases/{RunOf(request)}", await _lookups.ResultsAsync(Arguments(request, ArgumentsJson.Default.AddResults), cancellationToken).ConfigureAwait(false));
            case TestRailActions.CloseRun:
                return ($"close_run/{RunOf(request)}", []);
            case TestRailActions.ClosePlan:
                return ($"close_plan/{PlanOf(request)}", []);
            default:
                throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector.");
        }
    }

    private async Task<(string Method, JsonObject Body)> EntryAsync(ActionRequest request, string plan, RunPlanTests asked, CancellationToken cancellationToken)
    {
        using var found = ToolJson.ParseObject(await api.GetAsync($"get_plan/{plan}", cancellationToken).ConfigureAwait(false), "get_plan");
        var project = found.RootElement.RequiredNumber("project_id", "get_plan");
        var body = new JsonObject
        {
            ["suite_id"] = await _lookups.SuiteAsync(project, asked.Suite, cancellationToken).ConfigureAwait(false),
            ["description"] = Tied(request, asked.Description, asked.Build),
        };
        if (asked.Title is { Length: > 0 } title)
        {
            body["name"] = title;
        }

        Choose(body, asked.Cases);
        if (asked.Environment is { Length: > 0 } environment)
        {
            // What TestRail calls a configuration: a run for each.
            var configuration = await _lookups.ConfigurationAsync(project, environment, cancellationToken).ConfigureAwait(false);
            body["config_ids"] = new JsonArray(configuration);
            var run = new JsonObject { ["config_ids"] = new JsonArray(configuration) };
            Choose(run, asked.Cases);
            body["runs"] = new JsonArray(run);
        }

        return ($"add_plan_entry/{plan}", body);
    }

    private async Task<(string Method, JsonObject Body)> RunAsync(ActionRequest request, CreateTestRun asked, CancellationToken cancellationToken)
    {
        var project = await _lookups.ProjectAsync(request.Container, cancellationToken).ConfigureAwait(false);
        var body = new JsonObject
        {
            ["name"] = asked.Title,
            ["suite_id"] = await _lookups.SuiteAsync(project, asked.Suite, cancellationToken).ConfigureAwait(false),
            ["description"] = Tied(request, asked.Description, null),
        };
        Choose(body, asked.Cases);
        if (asked.Milestone is { Length: > 0 } milestone)
        {
            body["milestone_id"] = Lookups.Number(milestone, 'M', "milestone");
        }

        if (asked.Requirements is { Count: > 0 } requirements)
        {
            body["refs"] = string.Join(", ", requirements);
        }

        return (string.Create(CultureInfo.InvariantCulture, $"add_run/{project}"), body);
    }

    private static void Choose(JsonObject body, IReadOnlyList<string>? cases)
    {
        body["include_all"] = cases is not { Count: > 0 };
        if (cases is { Count: > 0 })
        {
            body["case_ids"] = new JsonArray([.. cases.Select(c => (JsonNode)Lookups.Number(c, 'C', "case"))]);
        }
    }

    private async Task<ActionResult?> IsClosedAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var method = request.Action == TestRailActions.CloseRun ? $"get_run/{RunOf(request)}" : $"get_plan/{PlanOf(request)}";
        using var document = ToolJson.ParseObject(await api.GetAsync(method, cancellationToken).ConfigureAwait(false), method);
        var found = document.RootElement;
        return found.Is("is_completed") ? Closed(found)
            : request.Action == TestRailActions.CloseRun && found.Number("plan_id") is { } plan
                ? throw ConnectorException.Permanent(string.Create(CultureInfo.InvariantCulture, $"Run R{found.Number("id")} is part of plan R{plan}, which closes it: use close-plan on the plan."))
                : null;
    }

    // By what stands in the description a lost answer is settled.
    private static string Tie(ActionRequest request) => $"Plutora action {request.ActionId}";

    private static string Tied(ActionRequest request, string? description, string? build) =>
        string.Join("\n\n", new[] { description, build is { Length: > 0 } ? $"Build {build}" : null, Tie(request) }.Where(part => part is { Length: > 0 }));

    private static bool IsOf(JsonElement element, ActionRequest request) =>
        (element.Text("description") ?? "").EndsWith(Tie(request), StringComparison.Ordinal) || element.List("runs").Any(run => IsOf(run, request));

    private static ActionResult Opened(JsonElement run) => new()
    {
        Values = JsonSerializer.SerializeToElement(new TestsResult { Id = run.Id("run"), Url = run.Text("url") }, ArgumentsJson.Default.TestsResult),
        Running = true,
        WatchRecord = new(TestRailStreams.Run, run.Id("run")),
    };

    private static ActionResult Created(JsonElement run) => new()
    {
        Values = JsonSerializer.SerializeToElement(new CreatedResult { Id = run.Id("add_run"), Key = $"R{run.Id("add_run")}", Url = run.Text("url") }, ArgumentsJson.Default.CreatedResult),
    };

    private static ActionResult Added(JsonElement results, string method)
    {
        string[] ids = results.ValueKind == JsonValueKind.Array ? [.. results.EnumerateArray().Select(r => r.Id(method))] : throw Unsaid(method);
        return new() { Values = JsonSerializer.SerializeToElement(new AddedResults { Count = ids.Length, Ids = ids }, ArgumentsJson.Default.AddedResults) };
    }

    private static ActionResult Closed(JsonElement run) => new()
    {
        Values = JsonSerializer.SerializeToElement(new TicketResult { State = run.Is("is_completed") ? "completed" : "active", Url = run.Text("url") }, ArgumentsJson.Default.TicketResult),
    };

    private static string RunOf(ActionRequest request) => TargetOf(request, TestRailStreams.Run, "run");

    private static string PlanOf(ActionRequest request) => TargetOf(request, TestRailStreams.Plan, "plan");

    private static string TargetOf(ActionRequest request, string stream, string what) =>
        request.TargetStream == stream && long.TryParse(request.Target, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? request.Target
            : throw ConnectorException.Permanent($"'{request.Action}' needs a {what} of TestRail as its target, which '{request.Target}' of stream '{request.TargetStream}' is not.");

    private static T Arguments<T>(ActionRequest request, JsonTypeInfo<T> type)
        where T : class, new() => request.Arguments.Deserialize(type) ?? new();

    private static ConnectorException Unsaid(string method) => ConnectorException.Ambiguous($"{method} was answered without what it made.");
}
