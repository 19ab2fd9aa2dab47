using System.Globalization;
using Acme.Company.World;

namespace Acme.Company.Tools.Jira;

/// <summary>The issues that a Jira shows: those of the company, or generated ones that nobody holds in memory.</summary>
public interface IIssueBook
{
    /// <summary>An issue by its number; null where there is none.</summary>
    WorkItem? Find(long number);

    /// <summary>An issue by its key; null where there is none.</summary>
    WorkItem? Find(string key);

    /// <summary>Issues, the newest first; only what is asked for of the list is made.</summary>
    /// <param name="since">Those that changed since; null for all.</param>
    /// <param name="projects">Those of these teams; null for all.</param>
    /// <param name="byCreation">Whether the newest is the one that was created last, and not the one that changed last.</param>
    IReadOnlyList<WorkItem> Newest(DateTimeOffset? since, IReadOnlySet<long>? projects, bool byCreation);

    /// <summary>The links to pages elsewhere of issues, by the issue's number.</summary>
    /// <param name="numbers">Numbers of the issues.</param>
    ILookup<long, RemoteLink> RemoteLinks(IReadOnlySet<long> numbers);
}

/// <summary>The work items of the company.</summary>
/// <param name="world">The company.</param>
public sealed class CompanyIssues(CompanyWorld world) : IIssueBook
{
    /// <inheritdoc/>
    public WorkItem? Find(long number) => world.Find<WorkItem>(number);

    /// <inheritdoc/>
    public WorkItem? Find(string key) => world.All<WorkItem>().FirstOrDefault(w => string.Equals(w.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public IReadOnlyList<WorkItem> Newest(DateTimeOffset? since, IReadOnlySet<long>? projects, bool byCreation)
    {
        var found = world.All<WorkItem>().Where(w => (since is null || w.UpdatedAt >= since) && (projects is null || projects.Contains(w.TeamId)));
        return [.. (byCreation ? found.OrderByDescending(w => w.CreatedAt) : found.OrderByDescending(w => w.UpdatedAt)).ThenByDescending(w => w.Id)];
    }

    /// <inheritdoc/>
    public ILookup<long, RemoteLink> RemoteLinks(IReadOnlySet<long> numbers) => world.All<RemoteLink>().Where(l => numbers.Contains(l.WorkItemId)).ToLookup(l => l.WorkItemId);
}

/// <summary>How Jira numbers what the company numbers from 1 on.</summary>
internal static class Ids
{
    private const long Issues = 10_000;
    private const long Projects = 10_000;
    private const long Versions = 20_000;
    private const string Accounts = "712020:";

    public static string Issue(long number) => Text(Issues + number);

    public static string Project(long number) => Text(Projects + number);

    public static string Version(long number) => Text(Versions + number);

    public static string Account(long number) => Accounts + number.ToString("x16", CultureInfo.InvariantCulture);

    public static long? OfIssue(string id) => Number(id) - Issues;

    public static long? OfProject(string id) => Number(id) - Projects;

    public static long? OfVersion(string id) => Number(id) - Versions;

    public static long? OfAccount(string? id) =>
        id?.StartsWith(Accounts, StringComparison.Ordinal) == true && long.TryParse(id.AsSpan(Accounts.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static long? Number(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
