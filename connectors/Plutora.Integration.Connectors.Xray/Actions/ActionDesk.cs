using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Xray.Api;
using Plutora.Integration.Connectors.Xray.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Xray.Actions;

/// <summary>Carries actions out, shows what they would change, and looks what became of them.</summary>
internal sealed partial class ActionDesk(XrayApi api)
{
    private const string Create = """
        mutation($tests: [String], $environments: [String], $jira: JSON!) {
          createTestExecution(testIssueIds: $tests, testEnvironments: $environments, jira: $jira) { testExecution { issueId jira(fields: ["key"]) } warnings }
        }
        """;

    public async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.Action == XrayActions.CreateExecution)
        {
            var made = await api.MutateAsync("createTestExecution", Create, plan, cancellationToken).ConfigureAwait(false);
            return Created(made?["testExecution"]);
        }

        var imported = await api.ImportAsync(plan, cancellationToken).ConfigureAwait(false);
        var result = new AddedResults { Count = plan["tests"]!.AsArray().Count, Execution = imported?["key"]?.ToString() ?? throw ConnectorException.Ambiguous("import/execution was answered without the execution.") };
        return new() { Values = JsonSerializer.SerializeToElement(result, ArgumentsJson.Default.AddedResults) };
    }

    public async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Action == XrayActions.CreateExecution
            ? new("A test execution would be created.", [.. plan["jira"]!["fields"]!.AsObject().Select(field => new FieldChange(field.Key, null, field.Value?.ToString())), new("tests", null, plan["tests"]!.ToJsonString())])
            : new(
                string.Create(CultureInfo.InvariantCulture, $"{plan["tests"]!.AsArray().Count} results would be imported into {plan["testExecutionKey"]}."),
                [.. plan["tests"]!.AsArray().Select(test => new FieldChange(test!["testKey"]!.ToString(), null, test["status"]!.ToString()))]);
    }

    // Jira's index is behind its issues: what is not found may be there all the same.
    public async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (request.Action != XrayActions.CreateExecution)
        {
            return ActionSettlement.Unknown;
        }

        var jql = $"project = \"{ProjectOf(request)}\" AND description ~ \"\\\"{Tie(request)}\\\"\"";
        var found = await FindAsync("getTestExecutions", jql, "description", cancellationToken).ConfigureAwait(false);
        var execution = found.FirstOrDefault(f => f?["jira"]?["description"]?.ToJsonString().Contains(Tie(request), StringComparison.Ordinal) == true);
        return execution is null ? ActionSettlement.Unknown : new(SettlementOutcome.Done, Created(execution));
    }

    private Task<JsonObject> PlanAsync(ActionRequest request, CancellationToken cancellationToken) => request.Action switch
    {
        XrayActions.CreateExecution => ExecutionAsync(request, request.Arguments.Deserialize(ArgumentsJson.Default.CreateTestExecution) ?? new(), cancellationToken),
        XrayActions.AddResults => ResultsAsync(request, request.Arguments.Deserialize(ArgumentsJson.Default.AddResults) ?? new(), cancellationToken),
        _ => throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector."),
    };

    private async Task<JsonObject> ExecutionAsync(ActionRequest request, CreateTestExecution asked, CancellationToken cancellationToken) => new()
    {
        ["tests"] = new JsonArray([.. await TestsAsync(asked.Cases ?? [], cancellationToken).ConfigureAwait(false)]),
        ["environments"] = asked.Environment is { Length: > 0 } environment ? new JsonArray(environment) : [],
        ["jira"] = new JsonObject
        {
            ["fields"] = new JsonObject
            {
                ["summary"] = asked.Title,
                ["description"] = asked.Description is { Length: > 0 } said ? $"{said}\n\n{Tie(request)}" : Tie(request),
                ["project"] = new JsonObject { ["key"] = ProjectOf(request) },
            },
        },
    };

    private async Task<JsonObject> ResultsAsync(ActionRequest request, AddResults asked, CancellationToken cancellationToken)
    {
        if (request is not { TargetStream: XrayStreams.Execution, Target: { } target })
        {
            throw ConnectorException.Permanent($"'{request.Action}' needs a test execution of Xray as its target, which '{request.Target}' of stream '{request.TargetStream}' is not.");
        }

        var known = request.Known ?? await api.FindAsync(XrayStreams.Lists[XrayStreams.Execution], target, cancellationToken).ConfigureAwait(false)
            ?? throw ConnectorException.NotFound($"Xray has no test execution {target} any more, or hides it from the key's user.");
        using var execution = JsonDocument.Parse(known);
        var key = RecordMaker.Text(execution.RootElement, "jira", "key") ?? throw ConnectorException.Permanent($"Test execution {target} has no key.");
        return new()
        {
            ["testExecutionKey"] = key,
            ["tests"] = new JsonArray([.. asked.Results.Select(result =>
            {
                var test = new JsonObject { ["testKey"] = Key(result.Case), ["status"] = result.Status };
                Set(test, "comment", result.Comment);
                Set(test, "start", result.StartedAt?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
                Set(test, "finish", result.FinishedAt?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
                if (result.Defects is { Count: > 0 } defects)
                {
                    test["defects"] = new JsonArray([.. defects.Select(d => (JsonNode)d)]);
                }

                return (JsonNode)test;
            })]),
        };
    }

    // A mutation names tests by the ids of their issues, people by their keys.
    private async Task<IReadOnlyList<JsonNode>> TestsAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var found = await FindAsync("getTests", $"key in ({string.Join(", ", keys.Select(Key))})", "key", cancellationToken).ConfigureAwait(false);
        var ids = found.Where(f => f?["jira"]?["key"] is not null).ToDictionary(f => f!["jira"]!["key"]!.ToString(), f => f!["issueId"]!.ToString(), StringComparer.OrdinalIgnoreCase);
        return keys.FirstOrDefault(k => !ids.ContainsKey(k)) is { } missing
            ? throw ConnectorException.Permanent($"Xray has no test {missing}, or hides it from the key's user.")
            : [.. keys.Select(k => (JsonNode)ids[k])];
    }

    private async Task<JsonArray> FindAsync(string query, string jql, string field, CancellationToken cancellationToken)
    {
        var answer = await api.QueryAsync(query, $"query($jql: String) {{ {query}(jql: $jql, limit: 100) {{ results {{ issueId jira(fields: [\"key\", \"{field}\"]) }} }} }}", new() { ["jql"] = jql }, cancellationToken).ConfigureAwait(false);
        return JsonNode.Parse(answer.Body.Span)?["data"]?[query]?["results"] as JsonArray ?? [];
    }

    // By what stands in the description a lost answer is settled.
    private static string Tie(ActionRequest request) => $"Plutora action {request.ActionId}";

    private static string ProjectOf(ActionRequest request) => request.Container is { Length: > 0 } project && ProjectKey().IsMatch(project)
        ? project
        : throw ConnectorException.Permanent("A test execution is created in a Jira project: name its key, such as SHOP, as the container.");

    private static string Key(string said) => IssueKey().IsMatch(said) ? said : throw ConnectorException.Permanent($"'{said}' is no key of a test: give one such as SHOP-20.");

    private static ActionResult Created(JsonNode? execution)
    {
        var created = new CreatedResult { Id = execution?["issueId"]?.ToString() ?? throw ConnectorException.Ambiguous("createTestExecution was answered without what it made."), Key = execution["jira"]?["key"]?.ToString() };
        return new() { Values = JsonSerializer.SerializeToElement(created, ArgumentsJson.Default.CreatedResult) };
    }

    private static void Set(JsonObject target, string member, string? value)
    {
        if (value is { Length: > 0 })
        {
            target[member] = value;
        }
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z_0-9]+\z")]
    private static partial Regex ProjectKey();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z_0-9]+-[0-9]+\z")]
    private static partial Regex IssueKey();
}
