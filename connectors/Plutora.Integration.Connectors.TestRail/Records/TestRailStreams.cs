using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestRail.Records;

/// <summary>The streams, in the order that decides ties.</summary>
internal static class TestRailStreams
{
    public const string Project = "project";
    public const string User = "user";
    public const string Milestone = "milestone";
    public const string Case = "case";
    public const string Run = "run";
    public const string Plan = "plan";
    public const string Test = "test";
    public const string Result = "result";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    // The clocks of the hub and of TestRail may differ; what is told twice costs nothing but the read.
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(5);

    // A run goes before the plan that shows it, too, and a test before the results that say how it came out.
    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        new() { Id = Project, Description = "A project, from get_projects.", CanScan = true, CanFetch = true, DefaultInterval = Seldom },
        new() { Id = User, Description = "A user, from get_users; from get_users of each project where the account is no administrator.", CanScan = true, DefaultInterval = Seldom },
        new() { Id = Milestone, Description = "A milestone of a project, from get_milestones.", CanScan = true, CanFetch = true, DefaultInterval = Seldom },
        new() { Id = Case, Description = "A test case, from get_cases of each suite.", Versions = VersionOrder.Instant, CanScan = true, CanFetch = true, DefaultInterval = Often, Overlap = Clocks },
        new() { Id = Run, Description = "A test run of its own, from get_runs, or of a plan, from get_plan.", CanScan = true, CanFetch = true, DefaultInterval = Often },
        new() { Id = Plan, Description = "A test plan with its entries and their runs, from get_plan.", CanScan = true, CanFetch = true, DefaultInterval = Often },
        new() { Id = Test, Description = "A case in a run with its present status, from get_tests.", CanFetch = true, DefaultInterval = Often },
        new() { Id = Result, Description = "A result that was written down for a test, from get_results_for_run.", Versions = VersionOrder.Instant, Partial = true, Secondary = true, DefaultInterval = Often, Overlap = Clocks },
    ];
}
