namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>ServiceNow: answers of the Table API and the Change Management API, whose records are under <c>result</c>, in all shapes.</summary>
public sealed class ServiceNowPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "servicenow";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("incident-*.json", "servicenow/incident", "result") with
        {
            Records = 42,
            About = "incident 38",
            Mentions = "person 7",
        },
        PayloadPlan.Of("sn_si_incident-*.json", "servicenow/security-incident", "result") with
        {
            Records = 3,
            About = "incident 3",
        },
        PayloadPlan.Of("change_request-*.json", "servicenow/change-request", "result") with
        {
            Records = 52,
            About = "change-request 52",
            Mentions = "configuration-item 13, person 8, team 5",
            Links = "fixes 1",
        },
        PayloadPlan.Of("change_task-*.json", "servicenow/change-task", "result") with
        {
            Records = 1,
            About = "work-item 1",
            Mentions = "person 2",
            Links = "parent-of 1",
        },
        PayloadPlan.Of("problem-*.json", "servicenow/problem", "result") with { Records = 1, About = "problem 1" },
        PayloadPlan.Of("sn_customerservice_case-*.json", "servicenow/case", "result") with { Records = 1, About = "work-item 1" },
        PayloadPlan.Of("cmdb_ci_service-*.json", "servicenow/service", "result") with { Records = 1, About = "service 1" },
        PayloadPlan.Of("cmdb_ci_*.json", "servicenow/configuration-item", "result") with { Records = 20, About = "configuration-item 20" },
        PayloadPlan.Of("alm_hardware-*.json", "servicenow/asset", "result") with { Records = 4, About = "configuration-item 4" },
        PayloadPlan.Of("sys_user-*.json", "servicenow/user", "result") with { Records = 69, About = "person 66" },
        PayloadPlan.Of("sys_user_group-*.json", "servicenow/group", "result") with { Records = 23, About = "team 23" },
        PayloadPlan.Of("sys_user_grmember-*.json", "servicenow/group-member", "result") with { Records = 45, Links = "belongs-to 45" },
        PayloadPlan.Of("sys_audit-*.json", "servicenow/audit", "result") with
        {
            Partial = true,
            Records = 3,
            Silent = [new("A row about a table that no other stream reads.", """$not(tablename in ["incident", "change_request", "problem"])""", 3)],
        },
        PayloadPlan.None("sys_db_object-*.json", "The list of tables: by it the connector finds the classes of the CMDB; it holds no record of a stream."),
        PayloadPlan.None("sys_attachment-*.json", "A file attached to a record is nothing of the model."),
        PayloadPlan.None("error-*.json", "An error answer, which the connector retries or reports."),
        PayloadPlan.None("headers-*.json", "Addresses, statuses and headers of paged answers, which the connector follows."),
        PayloadPlan.None("oauth-token*.json", "The answer to the connector's request for a token."),
    ];
}
