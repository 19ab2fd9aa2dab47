using System.Text.Json;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.ServiceNow.Actions;

/// <summary>Carries actions out, shows what they would change, and looks what became of them.</summary>
internal sealed class ActionRunner(ServiceNowApi api, ServiceNowOptions options)
{
    private readonly Planner _planner = new(api, options);

    public async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var plan = await _planner.OfAsync(request, cancellationToken).ConfigureAwait(false);
        using var answer = await api.ChangeAsync(plan.Method, plan.Path, plan.Body(), cancellationToken).ConfigureAwait(false);
        var row = answer.RootElement.Object("result") ?? throw ConnectorException.Ambiguous($"{plan.Path} was answered without the row that was changed.");

        // A column that the account may not write, or that a business rule sets back, is left as it was, and the answer is a success all the same.
        if (plan.Columns.FirstOrDefault(c => c.MustHold && row.Value(c.Name) is { } now && now != c.Value) is { } left)
        {
            throw ConnectorException.Permanent($"ServiceNow left {left.Name} of {Name(row)} at '{row.Label(left.Name)}' instead of '{left.Label}': the account may not write it, or the process does not allow it from here.");
        }

        return request.Action switch
        {
            ServiceNowActions.Create or ServiceNowActions.CreateChange => Created(plan.Table, row),
            ServiceNowActions.Comment => Of(JsonSerializer.SerializeToElement(new CommentResult { Url = Url(plan.Table, row) }, ArgumentsJson.Default.CommentResult), row),
            ServiceNowActions.Approve => await ApprovedAsync(request, cancellationToken).ConfigureAwait(false),
            _ => Ticket(plan.Table, row),
        };
    }

    public async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var plan = await _planner.OfAsync(request, cancellationToken).ConfigureAwait(false);
        if (plan.Id is null)
        {
            return new($"A row of {plan.Table} would be created.", [.. plan.Columns.Select(c => new FieldChange(c.Name, null, c.Label))]);
        }

        using var answer = await api.RowAsync(plan.Table, plan.Id, cancellationToken).ConfigureAwait(false);
        var row = answer.RootElement.Object("result") ?? throw ConnectorException.NotFound($"{plan.Path} is not there.");
        var changes = plan.Columns.Where(c => row.Value(c.Name) != c.Value).Select(c => new FieldChange(c.Name, row.Label(c.Name), c.Label)).ToList();
        return new(
            changes.Count == 0 ? $"{Name(row)} is as asked already." : $"{Name(row)} would be changed: {string.Join(", ", changes.Select(c => $"{c.Field} from {c.Before ?? "nothing"} to {c.After}"))}.",
            changes);
    }

    // What is not seen may still be under way: of it is said that it is not known, so that nothing is done twice.
    public async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Action)
        {
            case ServiceNowActions.Create or ServiceNowActions.CreateChange:
                foreach (var table in request.Action == ServiceNowActions.CreateChange ? new[] { "change_request" } : ["incident", "problem"])
                {
                    using var made = await api.RowsAsync(table, EncodedQuery.All.Where(Planner.Tie, "=", request.ActionId), 1, [], cancellationToken).ConfigureAwait(false);
                    if (First(made) is { } row)
                    {
                        return new(SettlementOutcome.Done, Created(table, row));
                    }
                }

                return ActionSettlement.Unknown;
            case ServiceNowActions.Approve:
                using (var given = await api.RowsAsync(Planner.Approvals, Planner.OwnApprovals(request.Target, "approved"), 1, ["sys_id"], cancellationToken).ConfigureAwait(false))
                {
                    return First(given) is null ? ActionSettlement.Unknown : new(SettlementOutcome.Done, await ApprovedAsync(request, cancellationToken).ConfigureAwait(false));
                }

            case ServiceNowActions.Close or ServiceNowActions.Transition:
                var plan = await _planner.OfAsync(request, cancellationToken).ConfigureAwait(false);
                using (var now = await api.RowAsync(plan.Table, plan.Id!, cancellationToken).ConfigureAwait(false))
                {
                    return now.RootElement.Object("result") is { } row && plan.Columns.Where(c => c.MustHold).All(c => row.Value(c.Name) == c.Value)
                        ? new(SettlementOutcome.Done, Ticket(plan.Table, row))
                        : ActionSettlement.Unknown;
                }

            default:
                return ActionSettlement.Unknown;
        }
    }

    // The approval is given. A failure to see what it did to the change, told now, would be taken as that of the approval.
    private async Task<ActionResult> ApprovedAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var change = ServiceNowStreams.Tables[ServiceNowStreams.Change].Table;
        try
        {
            using var answer = await api.RowAsync(change, request.Target!, cancellationToken).ConfigureAwait(false);
            if (answer.RootElement.Object("result") is { } row)
            {
                return Ticket(change, row);
            }
        }
        catch (ConnectorException)
        {
            // Told without the state.
        }

        return new() { Values = JsonSerializer.SerializeToElement(new TicketResult(), ArgumentsJson.Default.TicketResult) };
    }

    private ActionResult Ticket(string table, JsonElement row) =>
        Of(JsonSerializer.SerializeToElement(new TicketResult { State = row.Label("state"), Url = Url(table, row) }, ArgumentsJson.Default.TicketResult), row);

    private ActionResult Created(string table, JsonElement row)
    {
        var created = new CreatedResult { Id = row.RequiredValue("sys_id", table), Key = row.Value("number"), Url = Url(table, row) };
        return Of(JsonSerializer.SerializeToElement(created, ArgumentsJson.Default.CreatedResult), row);
    }

    private static ActionResult Of(JsonElement values, JsonElement row) => new() { Values = values, RecordVersion = InstanceTime.Version(InstanceTime.Read(row.Value("sys_updated_on"))) };

    private string Url(string table, JsonElement row) => new Uri(api.Base, $"{table}.do?sys_id={row.Value("sys_id")}").AbsoluteUri;

    private static string Name(JsonElement row) => row.Value("number") ?? row.Value("sys_id") ?? "the row";

    private static JsonElement? First(JsonDocument rows) =>
        rows.RootElement.TryGetProperty("result", out var found) && found.ValueKind == JsonValueKind.Array && found.GetArrayLength() > 0 ? found[0] : null;
}
