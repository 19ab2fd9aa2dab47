using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Acme.Company.World;
using static Acme.Company.Tools.ServiceNow.Columns;

namespace Acme.Company.Tools.ServiceNow;

/// <summary>Rows of a table from an instant on, in the order of their last change and their ids.</summary>
/// <param name="Rows">The rows; each is made when it is looked at.</param>
/// <param name="Count">How many there are where that is known without looking; null where they must be counted.</param>
public sealed record TableSpan(IEnumerable<JsonObject> Rows, long? Count = null);

/// <summary>A table that is not the company's own, such as a generated one.</summary>
public interface ITable
{
    /// <summary>Name, such as <c>cmdb_ci</c>.</summary>
    string Name { get; }

    /// <summary>The rows that changed from an instant on; all where it is null.</summary>
    TableSpan From(DateTimeOffset? changed);
}

/// <summary>The tables, out of what the company has.</summary>
internal sealed class Tables
{
    /// <summary>Account of the hub.</summary>
    public const string HubLogin = "plutora";

    // Number of the account among users; people are numbered from 1 on.
    private const long HubNumber = 0;

    private static readonly string[] Empty = ["problem", "change_task", "cmdb_ci_service", "cmdb_ci", "alm_hardware", "pm_project", "dmn_demand", "sn_customerservice_case", "sn_si_incident"];
    private readonly CompanyWorld _world;
    private readonly Dictionary<string, ITable> _others;
    private readonly ConcurrentQueue<JsonObject> _deleted = new();

    public Tables(CompanyWorld world, IEnumerable<ITable> others)
    {
        (_world, _others) = (world, others.ToDictionary(o => o.Name, StringComparer.Ordinal));
        world.Listen(change =>
        {
            if (change.Kind == ChangeKind.Deleted && TableOf(change.Now) is { } table)
            {
                _deleted.Enqueue(Gone(table, change));
            }
        });
    }

    public static string Me => Id("sys_user", HubNumber);

    /// <summary>Rows of a table that changed from an instant on, in the order of their changes; null where there is no such table.</summary>
    public TableSpan? Of(string table, EncodedQuery query)
    {
        if (_others.TryGetValue(table, out var other))
        {
            return other.From(Read(query.ChangedFrom));
        }

        var from = query.ChangedFrom;
        IEnumerable<JsonObject>? rows = table switch
        {
            "incident" => _world.All<Incident>().Select(Incident),
            "change_request" => _world.All<ChangeRequest>().Select(Change),
            "sys_user" => _world.All<Person>().Select(User).Prepend(Hub()),
            "sys_user_group" => _world.All<Team>().Select(Group),
            "sys_user_grmember" => _world.All<Person>().Select(Membership),
            "cmdb_ci_business_app" => _world.All<Application>().Select(Application),
            "sys_choice" => States.Choices.Select(Choice),
            "sys_audit" => Histories(query),
            "sys_audit_delete" => _deleted,
            "sysapproval_approver" => _world.All<ChangeRequest>().Where(c => c.State == ChangeState.Authorize || c.ApprovedBy == HubLogin).Select(Approval),
            _ => Empty.Contains(table) ? [] : null,
        };
        return rows is null ? null : new(rows
            .Where(r => from is null || string.CompareOrdinal(Value(r, "sys_updated_on"), from) >= 0)
            .OrderBy(r => Value(r, "sys_updated_on"), StringComparer.Ordinal).ThenBy(r => Value(r, "sys_id"), StringComparer.Ordinal));
    }

    /// <summary>The table of a thing; null where this ServiceNow does not keep it.</summary>
    public static string? TableOf(Thing thing) => thing switch
    {
        World.Incident => "incident",
        ChangeRequest => "change_request",
        Person => "sys_user",
        Team => "sys_user_group",
        World.Application => "cmdb_ci_business_app",
        _ => null,
    };

    /// <summary>The row of a thing of <see cref="TableOf"/>.</summary>
    public JsonObject RowOf(Thing thing) => thing switch
    {
        Incident incident => Incident(incident),
        ChangeRequest change => Change(change),
        Person person => User(person),
        Team team => Group(team),
        Application application => Application(application),
        _ => throw new ArgumentException($"ServiceNow keeps no {thing.GetType().Name}.", nameof(thing)),
    };

    public JsonObject Approval(ChangeRequest change)
    {
        var approved = change.ApprovedBy is not null;
        var row = Row("sysapproval_approver", change);
        row["sysapproval"] = Reference("change_request", Id("change_request", change.Id), change.Number);
        row["approver"] = Reference("sys_user", Me, "Plutora");
        row["state"] = Both(approved ? "approved" : "requested", approved ? "Approved" : "Requested");
        return row;
    }

    /// <summary>Login of a user by id; null where there is none.</summary>
    public string? LoginOf(string id) => id == Me ? HubLogin : Number("sys_user", id) is { } number ? _world.Find<Person>(number)?.Login : null;

    private JsonObject Incident(Incident incident)
    {
        var row = Row("incident", incident);
        row["number"] = Both(incident.Number);
        row["short_description"] = Both(incident.Title);
        row["description"] = Both(incident.Description);
        row["state"] = Both(States.Value(incident.State), States.Label(incident.State));
        row["impact"] = Both(States.Text(incident.Impact), States.Ranked(States.Levels, incident.Impact));
        row["urgency"] = Both(States.Text(incident.Urgency), States.Ranked(States.Levels, incident.Urgency));
        row["priority"] = Both(States.Text(incident.Priority), States.Ranked(States.Priorities, incident.Priority));
        row["severity"] = Both("3", "3 - Low");
        row["category"] = Both("software", "Software");
        row["opened_at"] = At(incident.CreatedAt);
        row["work_start"] = At(incident.History.FirstOrDefault(h => h.To == IncidentState.InProgress)?.At);
        row["resolved_at"] = At(incident.ResolvedAt);
        row["closed_at"] = At(incident.ClosedAt);
        row["close_code"] = Both(incident.CloseCode);
        row["close_notes"] = Both(incident.CloseNotes);
        row["caller_id"] = UserReference(incident.ReportedBy);
        row["opened_by"] = UserReference(incident.ReportedBy);
        row["assigned_to"] = UserReference(incident.AssignedTo);
        row["assignment_group"] = GroupReference(incident.TeamId);
        row["cmdb_ci"] = ApplicationReference(incident.ApplicationId);
        row["business_service"] = Both("");
        row["caused_by"] = incident.CausedBy is { } cause && _world.Find<ChangeRequest>(cause) is { } change ? Reference("change_request", Id("change_request", cause), change.Number) : Both("");
        row["problem_id"] = Both("");
        row["rfc"] = Both("");
        row["parent_incident"] = Both("");
        row["correlation_id"] = Both(incident.CorrelationId);
        row["work_notes"] = Both("");
        row["comments"] = Both("");
        row["active"] = Flag(incident.State is not (IncidentState.Closed or IncidentState.Canceled));
        return row;
    }

    private JsonObject Change(ChangeRequest change)
    {
        var row = Row("change_request", change);
        row["number"] = Both(change.Number);
        row["short_description"] = Both(change.Title);
        row["description"] = Both(change.Description);
        row["type"] = Both(change.Type, States.Capital(change.Type));
        row["state"] = Both(States.Value(change.State), change.State.ToString());
        row["priority"] = Both(States.Text(change.Priority), States.Ranked(States.Priorities, change.Priority));
        row["risk"] = Both(States.Text(change.Risk), States.Risks[Math.Clamp(change.Risk, 1, 4) - 1]);
        row["approval"] = change.ApprovedBy is not null ? Both("approved", "Approved") : change.State == ChangeState.Authorize ? Both("requested", "Requested") : Both("not requested", "Not Yet Requested");
        row["start_date"] = At(change.PlannedStart);
        row["end_date"] = At(change.PlannedEnd);
        row["work_start"] = At(change.ActualStart);
        row["work_end"] = At(change.ActualEnd);
        row["opened_at"] = At(change.CreatedAt);
        row["closed_at"] = At(change.State is ChangeState.Closed or ChangeState.Canceled && change.History.Count > 0 ? change.History[^1].At : null);
        row["close_code"] = change.CloseCode is { } code ? Both(code, States.ChangeCodes.FirstOrDefault(c => c.Value == code).Label ?? code) : Both("");
        row["close_notes"] = Both(change.CloseNotes);
        row["requested_by"] = UserReference(change.RequestedBy);
        row["opened_by"] = UserReference(change.RequestedBy);
        row["assigned_to"] = UserReference(change.AssignedTo);
        row["assignment_group"] = GroupReference(change.TeamId);
        row["cmdb_ci"] = ApplicationReference(change.ApplicationId);
        row["business_service"] = Both("");
        row["correlation_id"] = Both(change.CorrelationId);
        row["work_notes"] = Both("");
        row["comments"] = Both("");
        row["active"] = Flag(change.State is not (ChangeState.Closed or ChangeState.Canceled));
        return row;
    }

    private static JsonObject User(Person person)
    {
        var row = Row("sys_user", person);
        row["name"] = Both(person.Name);
        row["user_name"] = Both(person.Login);
        row["email"] = Both(person.Email);
        row["active"] = Flag(true);
        return row;
    }

    private static JsonObject Hub()
    {
        var row = Row("sys_user", Me, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        row["name"] = Both("Plutora");
        row["user_name"] = Both(HubLogin);
        row["email"] = Both("");
        row["active"] = Flag(true);
        return row;
    }

    private static JsonObject Group(Team team)
    {
        var row = Row("sys_user_group", team);
        row["name"] = Both(team.Name);
        row["description"] = Both($"The team {team.Name}.");
        row["active"] = Flag(true);
        return row;
    }

    private JsonObject Membership(Person person)
    {
        var row = Row("sys_user_grmember", person);
        row["user"] = UserReference(person.Login);
        row["group"] = GroupReference(person.TeamId);
        return row;
    }

    private JsonObject Application(Application application)
    {
        var row = Row("cmdb_ci_business_app", application);
        row["name"] = Both(application.Name);
        row["number"] = Both(application.Key);
        row["short_description"] = Both(application.Description);
        row["operational_status"] = Both("1", "Operational");
        row["install_status"] = Both("1", "In use");
        row["assignment_group"] = GroupReference(application.TeamId);
        row["support_group"] = GroupReference(application.TeamId);
        return row;
    }

    private static JsonObject Choice((string Table, string Column, string Value, string Label) choice)
    {
        var row = Row("sys_choice", Guid.Empty.ToString("N"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        (row["name"], row["element"], row["value"], row["label"]) = (Both(choice.Table), Both(choice.Column), Both(choice.Value), Both(choice.Label));
        (row["inactive"], row["language"]) = (Flag(false), Both("en"));
        return row;
    }

    // By tickets, as everybody has to ask for histories.
    private IEnumerable<JsonObject> Histories(EncodedQuery query)
    {
        foreach (var id in query.OneOf("documentkey") ?? [])
        {
            if (Number("incident", id) is { } incident && _world.Find<Incident>(incident) is { } found)
            {
                foreach (var (index, change) in found.History.Index())
                {
                    yield return Audit("incident", id, index, change.At, change.By, States.Value(change.From), States.Value(change.To));
                }
            }
            else if (Number("change_request", id) is { } request && _world.Find<ChangeRequest>(request) is { } asked)
            {
                foreach (var (index, change) in asked.History.Index())
                {
                    yield return Audit("change_request", id, index, change.At, change.By, States.Value(change.From), States.Value(change.To));
                }
            }
        }
    }

    private static JsonObject Audit(string table, string id, int index, DateTimeOffset at, string by, string before, string after)
    {
        var row = Row("sys_audit", $"{index:x4}{id[4..8]}{id[..4]}{id[12..]}", at, at);
        (row["tablename"], row["documentkey"], row["fieldname"]) = (Both(table), Both(id), Both("state"));
        (row["oldvalue"], row["newvalue"], row["user"]) = (Both(before), Both(after), Both(by));
        return row;
    }

    private static JsonObject Gone(string table, Change change)
    {
        var row = Row("sys_audit_delete", Id("sys_audit_delete", change.Revision), change.At, change.At);
        (row["tablename"], row["documentkey"], row["display_value"]) = (Both(table), Both(Id(table, change.Now.Id)), Both(""));
        return row;
    }

    private JsonObject UserReference(string? login) => login == HubLogin ? Reference("sys_user", Me, "Plutora")
        : login is not null && _world.All<Person>().FirstOrDefault(p => p.Login == login) is { } person ? Reference("sys_user", Id("sys_user", person.Id), person.Name) : Both("");

    private JsonObject GroupReference(long? team) => team is { } id && _world.Find<Team>(id) is { } found ? Reference("sys_user_group", Id("sys_user_group", id), found.Name) : Both("");

    private JsonObject ApplicationReference(long? application) =>
        application is { } id && _world.Find<Application>(id) is { } found ? Reference("cmdb_ci", Id("cmdb_ci_business_app", id), found.Name) : Both("");
}
