using System.Globalization;
using Acme.Company.Scenario;
using Acme.Company.Tools.Jira;
using Acme.Company.World;

namespace Acme.Company.Tools.Generated;

/// <summary>As many issues of one team as are asked for, each with a history of its states, made of the seed whenever one is looked at: nobody holds them in memory.</summary>
/// <param name="count">Issues.</param>
/// <param name="seed">Seed of what they say.</param>
/// <param name="team">The team.</param>
/// <param name="people">Logins of its people.</param>
/// <param name="end">When the last of them changed last; each before it a minute earlier.</param>
public sealed class GeneratedIssues(int count, int seed, Team team, IReadOnlyList<string> people, DateTimeOffset end) : IIssueBook
{
    /// <summary>One issue in so many has a link to a page elsewhere.</summary>
    public const int LinkEach = 100;

    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);
    private static readonly WorkState[] Way = [WorkState.Ready, WorkState.InProgress, WorkState.InReview, WorkState.InTest, WorkState.Done];

    /// <inheritdoc/>
    public WorkItem? Find(long number) => number >= 1 && number <= count ? Issue((int)number) : null;

    /// <inheritdoc/>
    public WorkItem? Find(string key) =>
        key.StartsWith(team.Key + "-", StringComparison.OrdinalIgnoreCase) && long.TryParse(key.AsSpan(team.Key.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Find(number) : null;

    /// <inheritdoc/>
    public IReadOnlyList<WorkItem> Newest(DateTimeOffset? since, IReadOnlySet<long>? projects, bool byCreation)
    {
        if (projects?.Contains(team.Id) == false)
        {
            return [];
        }

        // The order of creation is that of the last change.
        var newer = since is { } from ? from > end ? 0 : (int)Math.Min(count, ((end - from) / Apart) + 1) : count;
        return new LazyList<WorkItem>(newer, index => Issue(count - index));
    }

    /// <inheritdoc/>
    public ILookup<long, RemoteLink> RemoteLinks(IReadOnlySet<long> numbers) => numbers.Where(n => n % LinkEach == 0 && n >= 1 && n <= count)
        .Select(n => new RemoteLink { Id = n, WorkItemId = n, CreatedAt = end - (Apart * (count - n)), Url = string.Create(CultureInfo.InvariantCulture, $"https://github.com/acme/generated/pull/{n}"), Title = string.Create(CultureInfo.InvariantCulture, $"generated #{n}") })
        .ToLookup(l => l.WorkItemId);

    private WorkItem Issue(int number)
    {
        var dice = new Dice(seed, string.Create(CultureInfo.InvariantCulture, $"issue {number}"));
        var updated = end - (Apart * (count - number));
        var steps = dice.Between(1, Way.Length + 1);
        var created = updated - TimeSpan.FromDays(30);
        var history = Enumerable.Range(0, steps).Select(step => new StateChange<WorkState>(created + ((updated - created) * (step + 1) / steps), dice.Of(people), step == 0 ? WorkState.Backlog : Way[step - 1], Way[step]));
        var done = steps == Way.Length;
        return new()
        {
            Id = number,
            Key = string.Create(CultureInfo.InvariantCulture, $"{team.Key}-{number}"),
            CreatedAt = created,
            UpdatedAt = updated,
            Kind = dice.Happens(0.3) ? WorkKind.Bug : WorkKind.Story,
            Title = $"{dice.Of(Cast.Verbs)} {dice.Of(Cast.Objects)}",
            Description = $"{dice.Of(Cast.Ideas)}: {dice.Of(Cast.Verbs).ToLowerInvariant()} {dice.Of(Cast.Objects)}, so that nobody has to ask.",
            TeamId = team.Id,
            State = Way[steps - 1],
            History = [.. history],
            Reporter = dice.Of(people),
            Assignee = dice.Of(people),
            Priority = dice.Between(1, 6),
            Points = dice.Between(1, 9),
            Labels = ["generated"],
            Resolution = done ? "Done" : null,
            ResolvedAt = done ? updated : null,
        };
    }
}
