using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.ServiceNow.Actions;

/// <summary>Works out what an action comes to, and changes nothing.</summary>
internal sealed class Planner(ServiceNowApi api, ServiceNowOptions options)
{
    /// <summary>Column that ties what an action created to the action: by it a lost answer is settled.</summary>
    public const string Tie = "correlation_id";

    /// <summary>Table of approvals, one row for each who is asked.</summary>
    public const string Approvals = "sysapproval_approver";

    // "Me", of the dynamic filters that each instance has under this id.
    private const string Me = "90d1921e5f510100a9ad2572f2b477fe";

    // Priority follows from impact and urgency by a table of each instance; this is the one that it comes with.
    private static readonly Dictionary<string, (string Impact, string Urgency)> Priorities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["1"] = ("1", "1"),
        ["2"] = ("1", "2"),
        ["3"] = ("2", "2"),
        ["4"] = ("2", "3"),
        ["5"] = ("3", "3"),
        ["critical"] = ("1", "1"),
        ["high"] = ("1", "2"),
        ["moderate"] = ("2", "2"),
        ["medium"] = ("2", "2"),
        ["low"] = ("2", "3"),
        ["planning"] = ("3", "3"),
    };

    private readonly Lookups _lookups = new(api);

    /// <exception cref="ConnectorException">Permanent, when the arguments name what ServiceNow does not have or cannot take.</exception>
    public Task<Plan> OfAsync(ActionRequest request, CancellationToken cancellationToken) => request.Action switch
    {
        ServiceNowActions.Close => CloseAsync(request, cancellationToken),
        ServiceNowActions.Create => CreateAsync(request, cancellationToken),
        ServiceNowActions.Comment => Task.FromResult(Comment(request)),
        ServiceNowActions.Transition => TransitionAsync(request, cancellationToken),
        ServiceNowActions.CreateChange => CreateChangeAsync(request, cancellationToken),
        ServiceNowActions.Approve => ApproveAsync(request, cancellationToken),
        _ => throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector."),
    };

    /// <summary>The approvals of a change that are the account's, in a state.</summary>
    public static EncodedQuery OwnApprovals(string? change, string state) =>
        EncodedQuery.All.Where("sysapproval", "=", change ?? "").Where("approver", "DYNAMIC", Me).Where("state", "=", state);

    /// <summary>The table that an action's target is in.</summary>
    public static TableStream TargetOf(ActionRequest request) => ServiceNowStreams.Tables.GetValueOrDefault(request.TargetStream ?? "") is { IsTask: true } of
        ? of
        : throw ConnectorException.Permanent($"A record of stream '{request.TargetStream}' is no ticket: {request.Action} is for {string.Join(", ", ServiceNowStreams.Tables.Values.Where(t => t.IsTask).Select(t => t.Stream).Order(StringComparer.Ordinal))}.");

    private async Task<Plan> CloseAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (asked, of) = (Arguments(request, ArgumentsJson.Default.CloseTicket), TargetOf(request));
        var (state, code) = of.Stream switch
        {
            ServiceNowStreams.Incident => (options.Closing.IncidentState, options.Closing.IncidentCode),
            ServiceNowStreams.Change => ("3", options.Closing.ChangeCode),
            ServiceNowStreams.ChangeTask => ("3", options.Closing.TaskCode),
            _ => throw ConnectorException.Permanent($"A record of stream '{of.Stream}' is not closed by {request.Action}, since what must be filled is the process's own; use transition."),
        };
        return new(of.Table, request.Target,
        [
            await _lookups.ChoiceAsync(of.Table, "state", state, cancellationToken).ConfigureAwait(false),
            await _lookups.ChoiceAsync(of.Table, "close_code", asked.Resolution ?? code, cancellationToken).ConfigureAwait(false),
            new("close_notes", asked.Comment ?? options.Closing.Notes),
        ]);
    }

    private async Task<Plan> TransitionAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (asked, of) = (Arguments(request, ArgumentsJson.Default.Transition), TargetOf(request));
        var state = await _lookups.ChoiceAsync(of.Table, "state", asked.State, cancellationToken).ConfigureAwait(false);
        return new(of.Table, request.Target, [state, .. asked.Comment is { Length: > 0 } note ? [new PlannedColumn("work_notes", note)] : Array.Empty<PlannedColumn>()]);
    }

    private static Plan Comment(ActionRequest request)
    {
        var asked = Arguments(request, ArgumentsJson.Default.AddNote);
        return new(TargetOf(request).Table, request.Target, [new(asked.Public ? "comments" : "work_notes", asked.Text)]);
    }

    private async Task<Plan> CreateAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = Arguments(request, ArgumentsJson.Default.CreateTicket);
        var table = (asked.Kind?.ToLowerInvariant() ?? "incident") switch
        {
            "incident" => "incident",
            "problem" => "problem",
            _ => throw ConnectorException.Permanent($"Kind '{asked.Kind}' is not created by this connector: it creates an incident or a problem, and changes by create-change."),
        };
        if (asked.Labels is { Count: > 0 })
        {
            throw ConnectorException.Permanent("Tickets of ServiceNow bear no labels; ask without.");
        }

        var columns = New(request, asked.Title, asked.Description);
        if (asked.Priority is { Length: > 0 } priority)
        {
            var word = char.IsAsciiDigit(priority[0]) ? priority[..1] : priority;
            var (impact, urgency) = Priorities.TryGetValue(word, out var found) ? found : throw ConnectorException.Permanent($"Priority '{priority}' is none of 1 to 5, critical, high, moderate, low and planning.");
            columns.AddRange([new("impact", impact), new("urgency", urgency)]);
        }

        if (asked.Parent is { Length: > 0 } parent)
        {
            columns.Add(table == "incident"
                ? await _lookups.TicketAsync("parent_incident", table, parent, cancellationToken).ConfigureAwait(false)
                : await _lookups.TicketAsync("parent", table, parent, cancellationToken).ConfigureAwait(false));
        }

        return new(table, null, await WithPeopleAsync(columns, request, asked.Assignee, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Plan> CreateChangeAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = Arguments(request, ArgumentsJson.Default.CreateChange);
        var columns = New(request, asked.Title, asked.Description);
        foreach (var (column, said) in new[] { ("type", asked.Kind), ("risk", asked.Risk) })
        {
            if (said is { Length: > 0 })
            {
                columns.Add(await _lookups.ChoiceAsync("change_request", column, said, cancellationToken).ConfigureAwait(false) with { MustHold = false });
            }
        }

        if (asked.Item is { Length: > 0 } item)
        {
            columns.Add(await _lookups.ItemAsync("cmdb_ci", item, cancellationToken).ConfigureAwait(false));
        }

        foreach (var (column, at) in new[] { ("start_date", asked.PlannedStart), ("end_date", asked.PlannedEnd) })
        {
            if (at is { } instant)
            {
                columns.Add(new(column, InstanceTime.Text(instant)));
            }
        }

        return new("change_request", null, await WithPeopleAsync(columns, request, asked.Assignee, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Plan> ApproveAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = Arguments(request, ArgumentsJson.Default.ApproveChange);
        var answer = await api.Tool.SendAsync(ServiceNowApi.Rows(Approvals, OwnApprovals(request.Target, "requested").OrderBy("sys_id"), 1, ["sys_id"]), cancellationToken).ConfigureAwait(false);
        if (RawItems.Of(answer.Body, "result") is not [var row, ..])
        {
            throw ConnectorException.Permanent("No approval of this change waits for the account: it is not among those who are asked, or has answered already.");
        }

        using var parsed = ToolJson.Parse(row, Approvals);
        return new(Approvals, parsed.RootElement.RequiredValue("sys_id", Approvals),
        [
            new("state", "approved", "Approved") { MustHold = true },
            .. asked.Comment is { Length: > 0 } comment ? [new PlannedColumn("comments", comment)] : Array.Empty<PlannedColumn>(),
        ]);
    }

    private static List<PlannedColumn> New(ActionRequest request, string title, string? description) =>
        [new("short_description", title), .. description is { Length: > 0 } text ? [new PlannedColumn("description", text)] : Array.Empty<PlannedColumn>(), new(Tie, request.ActionId)];

    private async Task<IReadOnlyList<PlannedColumn>> WithPeopleAsync(List<PlannedColumn> columns, ActionRequest request, string? assignee, CancellationToken cancellationToken)
    {
        if (request.Container is { Length: > 0 } group)
        {
            columns.Add(await _lookups.GroupAsync("assignment_group", group, cancellationToken).ConfigureAwait(false));
        }

        if (assignee is { Length: > 0 } user)
        {
            columns.Add(await _lookups.UserAsync("assigned_to", user, cancellationToken).ConfigureAwait(false));
        }

        return columns;
    }

    private static T Arguments<T>(ActionRequest request, JsonTypeInfo<T> type)
        where T : class => request.Arguments.Deserialize(type) ?? throw ConnectorException.Permanent("The action came without arguments.");
}
