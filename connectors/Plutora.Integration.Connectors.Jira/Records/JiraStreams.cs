using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Records;

/// <summary>The streams, and what a record of each is.</summary>
internal static class JiraStreams
{
    public const string Issue = "issue";
    public const string Changelog = "issue-changelog";
    public const string Project = "project";
    public const string Version = "version";
    public const string Board = "board";
    public const string Sprint = "sprint";
    public const string User = "user";
    public const string Worklog = "worklog";
    public const string RemoteLink = "remote-link";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    // Jira Cloud shows a change in searches after seconds, at times after minutes.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        // A webhook's issue lacks the names of its custom fields, which only a read can tell.
        new()
        {
            Id = Issue,
            Description = "An issue as searches and webhooks give it, read ones with the names of their custom fields.",
            Versions = VersionOrder.Instant,
            VersionResolution = TimeSpan.FromMilliseconds(1),
            Partial = true,
            CanScan = true,
            CanFetch = true,
            DefaultInterval = Often,
            Overlap = Late,
        },
        new()
        {
            Id = Changelog,
            Description = "The whole history of an issue's states, its kind and its keys, with the statuses that it names.",
            Versions = VersionOrder.Instant,
            VersionResolution = TimeSpan.FromMilliseconds(1),
            Partial = true,
            Secondary = true,
            DefaultInterval = Often,
            Overlap = Late,
        },
        Whole(Project, "A project, from /project.", Seldom),
        Whole(Version, "A version of a project, from /project/{id}/versions and webhooks: a release.", Seldom) with { CanFetch = true },
        Whole(Board, "A board, from the agile API and webhooks.", Daily),
        Whole(Sprint, "A sprint of a board, from the agile API and webhooks.", Seldom) with { CanFetch = true },
        Whole(User, "A user that the account may see.", Daily),
        new()
        {
            Id = Worklog,
            Description = "Time that was booked on an issue, from /worklog/list and webhooks.",
            Versions = VersionOrder.Instant,
            VersionResolution = TimeSpan.FromMilliseconds(1),
            DefaultInterval = Seldom,
            Overlap = Late,
        },
        new()
        {
            Id = RemoteLink,
            Description = "A link from an issue to a page elsewhere: a commit, a pull request, an issue of another tool.",
            DefaultInterval = Seldom,
            Overlap = Late,
        },
    ];

    private static StreamDescriptor Whole(string id, string description, TimeSpan interval) => new() { Id = id, Description = description, DefaultInterval = interval, CanScan = true };
}
