using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.ServiceNow;

/// <summary>Does to the company what columns of a row ask for, by the rules of ServiceNow's processes: a ticket that is closed says how and why.</summary>
internal sealed class TicketChanges(CompanyWorld world, Tables tables)
{
    private const string By = Tables.HubLogin;

    /// <summary>Creates a row.</summary>
    /// <exception cref="RefusedException">A rule of the process is against it.</exception>
    public Thing Create(string table, JsonObject columns)
    {
        var title = Text(columns, "short_description") is { Length: > 0 } said ? said : throw new RefusedException(403, "Operation Failed", "Data Policy Exception: the following fields are mandatory: Short description");
        return table switch
        {
            "incident" => world.Write(With(new Incident { Number = "", Title = title, ReportedBy = By }, columns), By),
            "change_request" => world.Write(With(new ChangeRequest { Number = "", Title = title, RequestedBy = By }, columns), By),
            _ => throw new RefusedException(403, "Operation Failed", $"ACL Exception Insert Failed due to security constraints on {table}"),
        };
    }

    /// <summary>Changes a row.</summary>
    /// <returns>The row's thing after the change; null where there is no such row.</returns>
    /// <exception cref="RefusedException">A rule of the process is against it.</exception>
    public Thing? Change(string table, string id, JsonObject columns) => table switch
    {
        "incident" when Columns.Number(table, id) is { } number && world.Find<Incident>(number) is { } incident => Change(incident, columns),
        "change_request" when Columns.Number(table, id) is { } number && world.Find<ChangeRequest>(number) is { } change => Change(change, columns),
        "incident" or "change_request" => null,
        _ => throw new RefusedException(403, "Operation Failed", $"ACL Exception Update Failed due to security constraints on {table}"),
    };

    /// <summary>Answers an approval.</summary>
    /// <returns>The change that was approved; null where no approval of that id waits.</returns>
    public ChangeRequest? Approve(string id, JsonObject columns)
    {
        if (Columns.Number("sysapproval_approver", id) is not { } number || world.Find<ChangeRequest>(number) is not { } change)
        {
            return null;
        }

        return (Text(columns, "state"), change.State) switch
        {
            ("approved", ChangeState.Authorize) => world.Move(number, ChangeState.Scheduled, By, c => Noted(c with { ApprovedBy = By }, columns)),
            ("rejected", ChangeState.Authorize) => world.Move(number, ChangeState.Canceled, By, c => Noted(c, columns)),
            _ => change,
        };
    }

    private Incident Change(Incident incident, JsonObject columns)
    {
        var state = Text(columns, "state") is { } value ? States.IncidentOf(value) ?? incident.State : incident.State;
        if (state is IncidentState.Resolved or IncidentState.Closed)
        {
            Demand(columns, ("close_code", "Resolution code", incident.CloseCode), ("close_notes", "Resolution notes", incident.CloseNotes));
            if (Text(columns, "close_code") is { } code && !States.IncidentCodes.Contains(code))
            {
                throw new RefusedException(403, "Operation Failed", $"Data Policy Exception: '{code}' is no resolution code");
            }
        }

        return world.Move(incident.Id, state, By, i => With(i, columns));
    }

    private ChangeRequest Change(ChangeRequest change, JsonObject columns)
    {
        var state = Text(columns, "state") is { } value ? States.ChangeOf(value) ?? change.State : change.State;
        if (state == ChangeState.Closed)
        {
            Demand(columns, ("close_code", "Close code", change.CloseCode), ("close_notes", "Close notes", change.CloseNotes));
        }

        return world.Move(change.Id, state, By, c => With(c, columns));
    }

    private static void Demand(JsonObject columns, params ReadOnlySpan<(string Column, string Label, string? Now)> needed)
    {
        var missing = new List<string>();
        foreach (var (column, label, now) in needed)
        {
            if (string.IsNullOrEmpty(Text(columns, column) ?? now))
            {
                missing.Add(label);
            }
        }

        if (missing.Count > 0)
        {
            throw new RefusedException(403, "Operation Failed", $"Data Policy Exception: the following fields are mandatory: {string.Join(", ", missing)}");
        }
    }

    private Incident With(Incident incident, JsonObject columns) => incident with
    {
        Title = Text(columns, "short_description") ?? incident.Title,
        Description = Text(columns, "description") ?? incident.Description,
        Impact = Level(columns, "impact") ?? incident.Impact,
        Urgency = Level(columns, "urgency") ?? incident.Urgency,
        TeamId = TeamOf(columns) ?? incident.TeamId,
        ApplicationId = ApplicationOf(columns) ?? incident.ApplicationId,
        AssignedTo = AssigneeOf(columns) ?? incident.AssignedTo,
        CloseCode = Text(columns, "close_code") ?? incident.CloseCode,
        CloseNotes = Text(columns, "close_notes") ?? incident.CloseNotes,
        CorrelationId = Text(columns, "correlation_id") ?? incident.CorrelationId,
        Notes = Notes(incident.Notes, columns),
    };

    private ChangeRequest With(ChangeRequest change, JsonObject columns) => Noted(change, columns) with
    {
        Title = Text(columns, "short_description") ?? change.Title,
        Description = Text(columns, "description") ?? change.Description,
        Type = Text(columns, "type") ?? change.Type,
        Risk = Level(columns, "risk") ?? change.Risk,
        TeamId = TeamOf(columns) ?? change.TeamId,
        ApplicationId = ApplicationOf(columns) ?? change.ApplicationId,
        AssignedTo = AssigneeOf(columns) ?? change.AssignedTo,
        PlannedStart = Columns.Read(Text(columns, "start_date")) ?? change.PlannedStart,
        PlannedEnd = Columns.Read(Text(columns, "end_date")) ?? change.PlannedEnd,
        CloseCode = Text(columns, "close_code") ?? change.CloseCode,
        CloseNotes = Text(columns, "close_notes") ?? change.CloseNotes,
        CorrelationId = Text(columns, "correlation_id") ?? change.CorrelationId,
    };

    private ChangeRequest Noted(ChangeRequest change, JsonObject columns) => change with { Notes = Notes(change.Notes, columns) };

    private ImmutableList<Note> Notes(ImmutableList<Note> notes, JsonObject columns)
    {
        foreach (var (column, isPublic) in new[] { ("work_notes", false), ("comments", true) })
        {
            notes = Text(columns, column) is { Length: > 0 } text ? notes.Add(new(world.Now, By, text, isPublic)) : notes;
        }

        return notes;
    }

    private static long? TeamOf(JsonObject columns) => Text(columns, "assignment_group") is { } id ? Columns.Number("sys_user_group", id) : null;

    private static long? ApplicationOf(JsonObject columns) => Text(columns, "cmdb_ci") is { } id ? Columns.Number("cmdb_ci_business_app", id) : null;

    private string? AssigneeOf(JsonObject columns) => Text(columns, "assigned_to") is { } id ? tables.LoginOf(id) : null;

    private static int? Level(JsonObject columns, string column) => int.TryParse(Text(columns, column), out var level) && level is >= 1 and <= 4 ? level : null;

    private static string? Text(JsonObject columns, string column) => columns[column]?.ToString();
}

/// <summary>ServiceNow's process does not allow something.</summary>
internal sealed class RefusedException(int status, string message, string detail) : Exception(message)
{
    public int Status { get; } = status;

    public string Detail { get; } = detail;
}
