using System.Globalization;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Scenario;

/// <content>The product owner has what is wanted written down, and plans sprints.</content>
internal sealed partial class People
{
    private static readonly int[] Points = [1, 2, 3, 5, 8];

    // Now and then an initiative, cut into epics and stories; and every day some small thing.
    private IEnumerable<Wait> Ideas()
    {
        var dice = new Dice(seed, $"ideas {team.Key}");
        while (true)
        {
            var initiative = Write(WorkKind.Initiative, dice.Of(Cast.Ideas), null, null, _owner, dice);
            yield return Wait.WorkingHours(dice.About(4));
            world.Move(initiative.Id, WorkState.InProgress, _owner.Login);
            foreach (var application in _applications)
            {
                var epic = Write(WorkKind.Epic, $"{initiative.Title}: {application.Name}", application, initiative.Id, _owner, dice);
                var version = world.Add(new ProductVersion { TeamId = team.Id, Name = string.Create(CultureInfo.InvariantCulture, $"{application.Name} {world.Next($"versions:{application.Id}")}"), ReleaseAt = world.Now.AddDays(28) }, _owner.Login);
                for (var story = dice.Between(4, 8); story > 0; story--)
                {
                    var written = Write(WorkKind.Story, $"{dice.Of(Cast.Verbs)} {dice.Of(Cast.Objects)}", application, epic.Id, _owner, dice);
                    world.Update<WorkItem>(written.Id, w => w with { FixVersionIds = [version.Id] }, _owner.Login);
                    world.Add(new TestCase { ApplicationId = application.Id, Title = $"{written.Title} works", Suite = $"acceptance/{application.Key}", Kind = TestKind.Manual, Steps = [$"Open {application.Name}", written.Title, "Look at the result"], WorkItemId = written.Id, Author = _tester.Login }, _tester.Login);
                    yield return Wait.WorkingHours(dice.About(2));
                }

                world.Move(epic.Id, WorkState.InProgress, _owner.Login);
            }

            for (var small = dice.Between(4, 9); small > 0; small--)
            {
                var application = dice.Of(_applications);
                var bug = dice.Happens(0.6);
                Write(bug ? WorkKind.Bug : WorkKind.Task, bug ? $"{application.Name} {dice.Of(Cast.Faults)}" : $"{dice.Of(Cast.Verbs)} {dice.Of(Cast.Objects)} in {application.Name}", application, null, bug ? _tester : _owner, dice);
                yield return Wait.WorkingHours(dice.About(7));
            }

            Finish(initiative.Id);
        }
    }

    // What is above stories is done when all of its parts are.
    private void Finish(long initiative)
    {
        var epics = world.All<WorkItem>().Where(w => w.ParentId == initiative).ToList();
        foreach (var epic in epics)
        {
            if (world.All<WorkItem>().Where(w => w.ParentId == epic.Id).All(w => w.ResolvedAt is not null))
            {
                world.Move(epic.Id, WorkState.Done, _owner.Login);
            }
        }

        if (epics.TrueForAll(e => world.Get<WorkItem>(e.Id).ResolvedAt is not null))
        {
            world.Move(initiative, WorkState.Done, _owner.Login);
        }
    }

    private WorkItem Write(WorkKind kind, string title, Application? application, long? parent, Person by, Dice dice) => world.Write(new WorkItem
    {
        Key = "",
        Kind = kind,
        Title = title,
        Description = $"{title}.\n\nAsked for by {by.Name}.",
        TeamId = team.Id,
        ApplicationId = application?.Id,
        ParentId = parent,
        Reporter = by.Login,
        Priority = dice.Between(1, 6),
        Points = kind is WorkKind.Story or WorkKind.Bug ? dice.Of(Points) : null,
        Labels = application is null ? [] : [application.Key],
    }, by.Login);

    private IEnumerable<Wait> Sprints()
    {
        var dice = new Dice(seed, $"sprints {team.Key}");
        yield return Wait.WorkingHours(6);
        while (true)
        {
            var number = world.Next($"sprints:{team.Key}");
            var sprint = world.Add(new Sprint { TeamId = team.Id, Name = string.Create(CultureInfo.InvariantCulture, $"{team.Key} Sprint {number}"), Goal = dice.Of(Cast.Ideas), StartAt = world.Now, EndAt = world.Now.AddDays(14), State = SprintState.Future }, _owner.Login);
            yield return Wait.WorkingHours(1);
            foreach (var chosen in world.All<WorkItem>().Where(w => w.TeamId == team.Id && w.State == WorkState.Backlog && w.Kind is not (WorkKind.Initiative or WorkKind.Epic)).OrderBy(w => w.Priority).ThenBy(w => w.Id).Take(dice.Between(12, 18)).ToList())
            {
                world.Update<WorkItem>(chosen.Id, w => w with { SprintId = sprint.Id }, _owner.Login);
                world.Move(chosen.Id, WorkState.Ready, _owner.Login);
            }

            world.Update<Sprint>(sprint.Id, s => s with { State = SprintState.Active, StartAt = world.Now, EndAt = world.Now.AddDays(14) }, _owner.Login);
            yield return Wait.WorkingHours(80);
            world.Update<Sprint>(sprint.Id, s => s with { State = SprintState.Closed, CompletedAt = world.Now }, _owner.Login);
        }
    }
}
