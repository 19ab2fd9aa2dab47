using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Connectors.ServiceNow.Tests.Support;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.ServiceNow.Tests.Support.EncodedRows;

namespace Plutora.Integration.Connectors.ServiceNow.Tests;

/// <summary>A ServiceNow for the acceptance kit, as an account in New York sees it.</summary>
internal sealed class KitServiceNow
{
    private const string User = "kit";
    private const string Password = "kit-s3cret-password";

    // Deletions of people and groups are not kept by default: a full scan has to tell them.
    private static readonly string[] Unaudited = ["user", "group", "group-member", "asset"];

    private readonly SimulatedTool _tool;
    private readonly Dictionary<string, SimulatedStream> _tables = new(StringComparer.Ordinal);
    private readonly SimulatedStream _histories;
    private readonly List<JsonObject> _deleted = [];

    private KitServiceNow()
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        _tool = new() { Admits = r => r.Headers.GetValueOrDefault("Authorization") == basic, Refuses = _ => ToolAnswer.Text(401, """{"error":{"message":"User Not Authenticated","detail":"Required to provide Auth information"},"status":"failure"}""") };
        foreach (var (of, number) in ServiceNowStreams.Tables.Values.OrderBy(t => t.Stream, StringComparer.Ordinal).Select((t, i) => (t, i)))
        {
            var audited = !Unaudited.Contains(of.Stream);
            _tables[of.Table] = _tool.Keeps(new(of.Stream, r => Row(of, r))
            {
                IdOf = r => string.Create(CultureInfo.InvariantCulture, $"{number:x2}{r.Number:x30}"),
                TellsDeletions = audited,
                Deleted = audited ? (r, _) => DeleteAsync(of, r) : null,
                Webhook = of.Stream is ServiceNowStreams.Incident or ServiceNowStreams.Change or ServiceNowStreams.Problem ? r => Delivery(of, r) : null,
            });
        }

        // Each is the history of an incident of its own.
        _histories = _tool.Keeps(new(ServiceNowStreams.Audit, r => new() { ["sys_id"] = Both(r.Id), ["sys_updated_on"] = At(r.UpdatedAt) })
        {
            Rendered = true,
            Deletes = false,
            IdOf = r => string.Create(CultureInfo.InvariantCulture, $"ff{r.Number:x30}"),
        });
        _tool.Get("/api/now/table/{table}", Rows);
        _tool.Get("/api/now/table/sysapproval_approver/{id}", r => Approval(_tables["change_request"].Find(r["id"])) is { } row ? Result(row) : Missing());
        _tool.Get("/api/now/table/{table}/{id}", r => Find(r) is { } row ? Result(row.Json()) : Missing());
        _tool.Post("/api/now/table/{table}", r => Set(_tables[r["table"]].Create(), r));
        _tool.Route("PATCH", "/api/now/table/sysapproval_approver/{id}", Approve);
        _tool.Route("PATCH", "/api/now/table/{table}/{id}", r => Find(r) is { } row ? Set(row, r) : Missing());
    }

    public static ConnectorSubject Describe()
    {
        var tool = new KitServiceNow();
        return new()
        {
            Connector = new ServiceNowConnector(),
            Tool = tool._tool,
            Options = address => new() { ["baseAddress"] = address.AbsoluteUri, ["user"] = User, ["password"] = Password },
            Actions =
            [
                new("close-ticket") { TargetStream = ServiceNowStreams.Incident, Arguments = new() { ["comment"] = "It was the cable." } },
                new("close-ticket") { TargetStream = ServiceNowStreams.Change, Arguments = new() { ["resolution"] = "unsuccessful" } },
                new("close-ticket") { TargetStream = ServiceNowStreams.ChangeTask },
                new("transition") { TargetStream = ServiceNowStreams.Incident, Arguments = new() { ["state"] = "In Progress", ["comment"] = "On it." } },
                new("comment") { TargetStream = ServiceNowStreams.Problem, Arguments = new() { ["text"] = "Seen again." } },
                new("create-ticket") { Arguments = new() { ["title"] = "The till is down", ["description"] = "All of it.", ["priority"] = "2 - High" } },
                new("create-change") { Arguments = new() { ["title"] = "A new till", ["kind"] = "normal", ["plannedStart"] = "2026-02-01T22:00:00+01:00" } },
                new("approve-change") { TargetStream = ServiceNowStreams.Change, Arguments = new() { ["comment"] = "Go." } },
            ],
        };
    }

    private ToolAnswer Rows(ToolRequest request)
    {
        IEnumerable<JsonObject> rows = request["table"] switch
        {
            // Histories find the incidents that stand for them, and of other tables none.
            "incident" when request.Query.GetValueOrDefault("sysparm_fields") is "sys_id,sys_updated_on" => _histories.Records.Select(r => r.Json()),
            _ when request.Query.GetValueOrDefault("sysparm_fields") is "sys_id,sys_updated_on" => [],
            "sys_audit" => _histories.Records.SelectMany(History),
            "sys_audit_delete" => _deleted,
            "sysapproval_approver" => _tables["change_request"].Records.Select(Approval).OfType<JsonObject>(),
            "sys_choice" => [Choice("1", "New"), Choice("2", "In Progress"), Choice("6", "Resolved"), Choice("7", "Closed")],
            var table => _tables[table].Records.Select(r => r.Json()),
        };
        var found = Select(rows, request.Query.GetValueOrDefault("sysparm_query") ?? "");
        var (offset, limit) = (request.Number("sysparm_offset", 0), request.Number("sysparm_limit", 10_000));
        var fields = request.Query.GetValueOrDefault("sysparm_fields")?.Split(',');
        var page = found.Skip(offset).Take(limit).Select(r => fields is null ? r : new JsonObject(fields.Where(f => r[f] is not null).Select(f => KeyValuePair.Create(f, r[f]?.DeepClone()))));
        return ToolAnswer.Json(new JsonObject { ["result"] = new JsonArray([.. page]) })
            .With("X-Total-Count", found.Count.ToString(CultureInfo.InvariantCulture))
            .WithNextLink(request, "sysparm_offset", offset + limit < found.Count ? offset + limit : null);
    }

    private SimulatedRecord? Find(ToolRequest request) => _tables.GetValueOrDefault(request["table"])?.Find(request["id"]);

    private Task DeleteAsync(TableStream of, SimulatedRecord record)
    {
        _deleted.Add(new()
        {
            ["sys_id"] = Both($"de{record.Id[2..]}"),
            ["tablename"] = Both(of.Classes is null ? of.Table : of.Table + "_auto"),
            ["documentkey"] = Both(record.Id),
            ["display_value"] = Both($"Row {record.Number}"),
            ["sys_created_on"] = At(_tool.Now),
        });
        return Task.CompletedTask;
    }

    // An approval of each change waits for the account.
    private static JsonObject? Approval(SimulatedRecord? change) => change is null ? null : new()
    {
        ["sys_id"] = Both(change.Id),
        ["sysapproval"] = Both(change.Id, $"Change {change.Number}"),
        ["approver"] = Both("me", "Kit"),
        ["state"] = change.Json()["approval"]!.DeepClone(),
    };

    private ToolAnswer Approve(ToolRequest request)
    {
        if (_tables["change_request"].Find(request["id"]) is not { } change)
        {
            return Missing();
        }

        change.Set("approval", Both(request.Json()!["state"]!.ToString(), "Approved"));
        return Result(Approval(change)!);
    }

    private static ToolAnswer Set(SimulatedRecord record, ToolRequest request)
    {
        foreach (var (column, value) in request.Json()!.AsObject())
        {
            record.Set(column, Both(value!.ToString()));
        }

        return Result(record.Json());
    }

    private static ToolAnswer Result(JsonObject row) => ToolAnswer.Json(new JsonObject { ["result"] = row.DeepClone() });

    private static ToolAnswer Missing() => ToolAnswer.Text(404, """{"error":{"message":"No Record found","detail":"Record doesn't exist or ACL restricts the record retrieval"},"status":"failure"}""");

    private static WebhookDelivery Delivery(TableStream of, SimulatedRecord record) => WebhookDelivery.Json(new JsonObject
    {
        ["table"] = of.Table,
        ["operation"] = record.Revision == 1 ? "insert" : "update",
        ["at"] = Text(record.UpdatedAt),
        ["record"] = record.Json(),
    });

    private static IEnumerable<JsonObject> History(SimulatedRecord r) => Enumerable.Range(1, r.Revision).Select(n => new JsonObject
    {
        ["sys_id"] = Both($"{n:x4}{r.Id[4..]}"),
        ["tablename"] = Both("incident"),
        ["documentkey"] = Both(r.Id),
        ["fieldname"] = Both("state"),
        ["oldvalue"] = Both(n % 2 == 1 ? "1" : "2"),
        ["newvalue"] = Both(n % 2 == 1 ? "2" : "1"),
        ["user"] = Both("ann"),
        ["sys_created_on"] = At(n == r.Revision ? r.UpdatedAt : r.CreatedAt),
    });

    private static JsonObject Choice(string value, string label) => new() { ["name"] = Both("incident"), ["element"] = Both("state"), ["value"] = Both(value), ["label"] = Both(label) };

    private static JsonObject Row(TableStream of, SimulatedRecord r)
    {
        var row = new JsonObject
        {
            ["sys_id"] = Both(r.Id),
            ["number"] = Both(string.Create(CultureInfo.InvariantCulture, $"{of.Table[..3].ToUpperInvariant()}{r.Number:0000000}")),
            ["name"] = Both($"{of.Stream} {r.Number}"),
            ["short_description"] = Both($"{of.What} {r.Number}, revision {r.Revision}"),
            ["sys_class_name"] = Both(of.Table == "cmdb_ci" ? "cmdb_ci_linux_server" : of.Table),
            ["state"] = Both("1", "New"),
            ["close_code"] = Both(""),
            ["close_notes"] = Both(""),
            ["work_notes"] = Both(""),
            ["approval"] = Both("requested", "Requested"),
            ["correlation_id"] = Both(""),
            ["sys_created_on"] = At(r.CreatedAt),
            ["sys_updated_on"] = At(r.UpdatedAt),
        };
        if (of.Table == "sys_user")
        {
            row["user_name"] = Both($"user{r.Number}.{r.Revision}");
        }

        if (of.Table == "sys_user_grmember")
        {
            (row["user"], row["group"]) = (Both(string.Create(CultureInfo.InvariantCulture, $"{r.Number:x32}"), $"User {r.Number}"), Both(string.Create(CultureInfo.InvariantCulture, $"{r.Revision:x32}"), $"Group {r.Revision}"));
        }

        return row;
    }
}
