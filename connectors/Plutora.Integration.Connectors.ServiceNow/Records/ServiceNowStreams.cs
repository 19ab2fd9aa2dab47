using System.Collections.Frozen;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Records;

/// <summary>The streams, and the tables that they are read from.</summary>
internal static class ServiceNowStreams
{
    public const string Incident = "incident";
    public const string Change = "change-request";
    public const string ChangeTask = "change-task";
    public const string Problem = "problem";
    public const string SecurityIncident = "security-incident";
    public const string Audit = "audit";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(30);

    // A transaction is seen when it ends, and bears the time at which it wrote.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(2);

    /// <summary>The streams that are read from a table each.</summary>
    public static FrozenDictionary<string, TableStream> Tables { get; } = new[]
    {
        new TableStream(Incident, "incident", "An incident", Often) { IsTask = true },
        new TableStream(Change, "change_request", "A change request", Often) { IsTask = true },
        new TableStream(ChangeTask, "change_task", "A task of a change request", Often) { IsTask = true },
        new TableStream(Problem, "problem", "A problem", Often) { IsTask = true },
        new TableStream("case", "sn_customerservice_case", "A case of a customer", Often) { Plugin = "Customer Service Management", IsTask = true },
        new TableStream(SecurityIncident, "sn_si_incident", "A security incident", Often) { Plugin = "Security Incident Response", IsTask = true },
        new TableStream("project", "pm_project", "A project", Seldom) { Plugin = "Project Portfolio Management", IsTask = true },
        new TableStream("demand", "dmn_demand", "A demand", Seldom) { Plugin = "Project Portfolio Management", IsTask = true },
        new TableStream("application", "cmdb_ci_business_app", "A business application", Seldom) { Plugin = "Application Portfolio Management" },
        new TableStream("service", "cmdb_ci_service", "A service of the CMDB, of any class", Seldom) { Classes = "cmdb_ci_service" },
        new TableStream("configuration-item", "cmdb_ci", "A configuration item of any class", Seldom) { Classes = "cmdb_ci" },
        new TableStream("asset", "alm_hardware", "An asset of hardware", Seldom),
        new TableStream("user", "sys_user", "A user", Seldom),
        new TableStream("group", "sys_user_group", "A group of users", Seldom),
        new TableStream("group-member", "sys_user_grmember", "That a user is in a group", Seldom),
    }.ToFrozenDictionary(t => t.Stream, StringComparer.Ordinal);

    /// <summary>Tables whose records have states with a history, in the order in which it is read.</summary>
    public static IReadOnlyList<TableStream> WithHistory { get; } = [Tables[Incident], Tables[Change], Tables[Problem]];

    // Where two streams tell of one entity at the same time, the earlier one goes before: a ticket before its history, a service before the item that it also is.
    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        .. new[] { Incident, Change, ChangeTask, Problem, "case", SecurityIncident, "project", "demand", "application", "service", "configuration-item", "asset", "user", "group", "group-member" }
            .Select(id => Tables[id].Describe(Late)),
        new()
        {
            Id = Audit,
            Description = "The whole history of the states of an incident, a change request or a problem, from sys_audit.",
            Versions = VersionOrder.Instant,
            Partial = true,
            Secondary = true,
            DefaultInterval = Often,
            Overlap = Late,
        },
    ];

    /// <summary>The stream that is read from a table; null where none is.</summary>
    public static TableStream? OfTable(string table) => Tables.Values.FirstOrDefault(t => t.Table == table);

    /// <summary>The stream that the rows of a table are in since the table extends the stream's; null where there is none.</summary>
    public static TableStream? OfClass(string table) =>
        Tables.Values.Where(t => t.Classes is { } classes && table.StartsWith(classes, StringComparison.Ordinal)).MaxBy(t => t.Classes!.Length);
}

/// <summary>A stream that is read from a table.</summary>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Table">Name of the table.</param>
/// <param name="What">What a record is.</param>
/// <param name="Interval">How often it is read.</param>
internal sealed record TableStream(string Stream, string Table, string What, TimeSpan Interval)
{
    /// <summary>What brings the table; null where every instance of ServiceNow has it.</summary>
    public string? Plugin { get; init; }

    /// <summary>What the names of its classes' tables begin with, where records are of a class that extends the table; null where they are not.</summary>
    public string? Classes { get; init; }

    /// <summary>True where the table extends <c>task</c>: its rows have a state and work notes.</summary>
    public bool IsTask { get; init; }

    public StreamDescriptor Describe(TimeSpan overlap) => new()
    {
        Id = Stream,
        Description = $"{What}, from the table {Table}.",
        Versions = VersionOrder.Instant,
        CanScan = true,
        CanFetch = true,
        DefaultInterval = Interval,
        Overlap = overlap,
    };
}
