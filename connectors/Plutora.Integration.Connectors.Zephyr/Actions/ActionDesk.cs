using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Zephyr.Api;
using Plutora.Integration.Connectors.Zephyr.Reading;
using Plutora.Integration.Connectors.Zephyr.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Zephyr.Actions;

/// <summary>Carries actions out, shows what they would change, and looks what became of them.</summary>
internal sealed class ActionDesk(ZephyrApi api)
{
    public async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var bodies = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.Action == ZephyrActions.CreateCycle)
        {
            var made = await api.PostAsync("testcycles", bodies[0], cancellationToken).ConfigureAwait(false);
            return Created(made ?? throw ConnectorException.Ambiguous("POST testcycles was answered without what it made."));
        }

        for (var done = 0; done < bodies.Count; done++)
        {
            try
            {
                await api.PostAsync("testexecutions", bodies[done], cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectorException fault) when (done > 0)
            {
                // Asked for again, those before it would stand there twice.
                throw ConnectorException.Ambiguous(string.Create(CultureInfo.InvariantCulture, $"{done} of {bodies.Count} results were added; the next, of {bodies[done]["testCaseKey"]}, was not, or it is not known: {fault.Message}"), fault);
            }
        }

        return new() { Values = JsonSerializer.SerializeToElement(new AddedResults { Count = bodies.Count }, ArgumentsJson.Default.AddedResults) };
    }

    public async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var bodies = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Action == ZephyrActions.CreateCycle
            ? new("A test cycle would be created.", [.. bodies[0].Select(member => new FieldChange(member.Key, null, member.Value?.ToString()))])
            : new(string.Create(CultureInfo.InvariantCulture, $"{bodies.Count} results would be added to {bodies[0]["testCycleKey"]}."), [.. bodies.Select(b => new FieldChange(b["testCaseKey"]!.ToString(), null, b["statusName"]!.ToString()))]);
    }

    // What is not seen may still be under way: of it is said that it is not known, so that nothing is done twice.
    public async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (request.Action != ZephyrActions.CreateCycle)
        {
            return ActionSettlement.Unknown;
        }

        await foreach (var page in api.ListAsync("testcycles", ImmutableDictionary<string, string>.Empty.Add("projectKey", ProjectOf(request)), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            foreach (var json in page.Items)
            {
                if (JsonNode.Parse(json.Span) is JsonObject cycle && cycle["description"] is JsonValue said && said.ToString().EndsWith(Tie(request), StringComparison.Ordinal))
                {
                    return new(SettlementOutcome.Done, Created(cycle));
                }
            }
        }

        return ActionSettlement.Unknown;
    }

    private async Task<IReadOnlyList<JsonObject>> PlanAsync(ActionRequest request, CancellationToken cancellationToken) => request.Action switch
    {
        ZephyrActions.CreateCycle => [Cycle(request, request.Arguments.Deserialize(ArgumentsJson.Default.CreateTestCycle) ?? new())],
        ZephyrActions.AddResults => await ResultsAsync(request, request.Arguments.Deserialize(ArgumentsJson.Default.AddResults) ?? new(), cancellationToken).ConfigureAwait(false),
        _ => throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector."),
    };

    private static JsonObject Cycle(ActionRequest request, CreateTestCycle asked)
    {
        var body = new JsonObject
        {
            ["projectKey"] = ProjectOf(request),
            ["name"] = asked.Title,
            ["description"] = asked.Description is { Length: > 0 } said ? $"{said}\n\n{Tie(request)}" : Tie(request),
        };
        Set(body, "plannedStartDate", Instant(asked.PlannedStart));
        Set(body, "plannedEndDate", Instant(asked.PlannedEnd));
        Set(body, "jiraProjectVersion", asked.Version);
        return body;
    }

    private async Task<IReadOnlyList<JsonObject>> ResultsAsync(ActionRequest request, AddResults asked, CancellationToken cancellationToken)
    {
        if (request is not { TargetStream: ZephyrStreams.Cycle, Target: { } target })
        {
            throw ConnectorException.Permanent($"'{request.Action}' needs a test cycle of Zephyr as its target, which '{request.Target}' of stream '{request.TargetStream}' is not.");
        }

        var cycle = RecordFetcher.Key(request.Known)
            ?? RecordFetcher.Key(await api.FindAsync($"testcycles/{Uri.EscapeDataString(target)}", cancellationToken).ConfigureAwait(false))
            ?? throw ConnectorException.NotFound($"Zephyr has no test cycle {target} any more, or hides it from this account.");
        var project = RecordFetcher.Project(cycle) ?? throw ConnectorException.Permanent($"'{cycle}' is no key of a test cycle.");
        var known = await api.ResultsAsync(project, cancellationToken).ConfigureAwait(false);
        return [.. asked.Results.Select(result =>
        {
            var body = new JsonObject
            {
                ["projectKey"] = project,
                ["testCaseKey"] = result.Case,
                ["testCycleKey"] = cycle,
                ["statusName"] = known.FirstOrDefault(s => string.Equals(s, result.Status, StringComparison.OrdinalIgnoreCase))
                    ?? throw ConnectorException.Permanent($"An execution in {project} has no status '{result.Status}'; it has {string.Join(", ", known)}."),
            };
            Set(body, "comment", result.Comment);
            Set(body, "environmentName", asked.Environment);
            Set(body, "actualEndDate", Instant(result.FinishedAt));
            Set(body, "executionTime", result.DurationMs);
            return body;
        })];
    }

    // By what stands in the description a lost answer is settled.
    private static string Tie(ActionRequest request) => $"Plutora action {request.ActionId}";

    private static string ProjectOf(ActionRequest request) => request.Container is { Length: > 0 } project
        ? project
        : throw ConnectorException.Permanent("A test cycle is created in a Jira project: name its key as the container.");

    private static ActionResult Created(JsonObject cycle) => new()
    {
        Values = JsonSerializer.SerializeToElement(
            new CreatedResult { Id = cycle["id"]?.ToString() ?? throw ConnectorException.Ambiguous("The test cycle that was made has no id."), Key = cycle["key"]?.ToString(), Url = cycle["self"]?.ToString() },
            ArgumentsJson.Default.CreatedResult),
    };

    private static string? Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Set(JsonObject body, string member, JsonNode? value)
    {
        if (value is not null && value.ToString().Length > 0)
        {
            body[member] = value;
        }
    }
}
