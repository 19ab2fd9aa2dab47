using System.Globalization;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Scenario;

/// <summary>What the people of one team do all day.</summary>
internal sealed class People(CompanyWorld world, Timetable timetable, int seed, Team team)
{
    private static readonly int[] Points = [1, 2, 3, 5, 8];
    private readonly Person _owner = Of(world, team, Role.ProductOwner)[0];
    private readonly IReadOnlyList<Person> _developers = Of(world, team, Role.Developer);
    private readonly Person _tester = Of(world, team, Role.Tester)[0];
    private readonly Person _operator = Of(world, team, Role.Operator)[0];
    private readonly IReadOnlyList<Application> _applications = [.. world.All<Application>().Where(a => a.TeamId == team.Id)];
    private readonly Dictionary<EnvironmentKind, DeploymentEnvironment> _environments = world.All<DeploymentEnvironment>().Where(e => e.TeamId == team.Id).ToDictionary(e => e.Kind);

    /// <summary>Everybody begins to work.</summary>
    public void Begin()
    {
        timetable.Begin($"ideas of {team.Key}", Ideas());
        timetable.Begin($"sprints of {team.Key}", Sprints());
        foreach (var developer in _developers)
        {
            timetable.Begin($"work of {developer.Login}", Develop(developer));
        }

        foreach (var application in _applications)
        {
            timetable.Begin($"releases of {application.Key}", Releases(application));
            timetable.Begin($"outages of {application.Key}", Outages(application));
        }
    }

    private static IReadOnlyList<Person> Of(CompanyWorld world, Team team, Role role) => [.. world.All<Person>().Where(p => p.TeamId == team.Id && p.Role == role)];

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

    private IEnumerable<Wait> Develop(Person developer)
    {
        var dice = new Dice(seed, $"work {developer.Login}");
        yield return Wait.WorkingHours(8 + dice.About(2));
        while (true)
        {
            // Two people who look at one moment do not take the same.
            var taken = world.Together(() => world.All<WorkItem>().Where(w => w.TeamId == team.Id && w.State == WorkState.Ready && w.Assignee is null && w.ApplicationId is not null).OrderBy(w => w.Priority).ThenBy(w => w.Id).FirstOrDefault() is { } next
                ? world.Update<WorkItem>(next.Id, w => w with { Assignee = developer.Login }, developer.Login)
                : null);
            if (taken is null)
            {
                yield return Wait.WorkingHours(1);
                continue;
            }

            world.Move(taken.Id, WorkState.InProgress, developer.Login);
            foreach (var wait in Deliver(taken, developer, dice))
            {
                yield return wait;
            }
        }
    }

    // From the first commit to the merge; what comes then is others' work.
    private IEnumerable<Wait> Deliver(WorkItem item, Person developer, Dice dice)
    {
        var repository = world.All<Repository>().First(r => r.ApplicationId == item.ApplicationId);
        var branch = $"{(item.Kind == WorkKind.Bug ? "fix" : "feature")}/{item.Key}-{string.Join('-', item.Title.ToLowerInvariant().Split([' ', ':', '\''], StringSplitOptions.RemoveEmptyEntries).Take(4))}";
        for (var commit = dice.Between(1, 4); commit > 0; commit--)
        {
            var hours = dice.About(3);
            yield return Wait.WorkingHours(hours);
            Push(repository, branch, $"{item.Key} {item.Title}", developer, item, dice);
            world.Add(new Worklog { WorkItemId = item.Id, Author = developer.Login, StartedAt = world.Now.AddHours(-hours), Seconds = 60 * (int)(hours * 60) }, developer.Login);
        }

        var reviewer = dice.Of([.. _developers.Where(d => d.Id != developer.Id)]);
        var opened = world.OpenPullRequest(repository.Id, branch, $"{item.Key} {item.Title}", $"{item.Description}\n\nFor {item.Key}.", developer.Login, [reviewer.Login], item.Id);
        world.Add(new RemoteLink { WorkItemId = item.Id, Url = string.Create(CultureInfo.InvariantCulture, $"https://github.com/{repository.Owner}/{repository.Name}/pull/{opened.Number}"), Title = $"{repository.Name} #{opened.Number}" }, developer.Login);
        world.Move(item.Id, WorkState.InReview, developer.Login);
        for (var round = 0; ; round++)
        {
            yield return Wait.WorkingHours(dice.About(3));
            if (world.Get<PullRequest>(opened.Id).State != PullRequestState.Open)
            {
                break;
            }

            var refused = round < 2 && dice.Happens(0.3);
            world.Add(new Review { PullRequestId = opened.Id, Author = reviewer.Login, Verdict = refused ? ReviewVerdict.ChangesRequested : ReviewVerdict.Approved, Body = refused ? "Please add a test for the empty case." : "Looks good.", Sha = world.Get<PullRequest>(opened.Id).HeadSha }, reviewer.Login);
            if (refused)
            {
                yield return Wait.WorkingHours(dice.About(1.5));
                Push(repository, branch, $"{item.Key} What the review asked for", developer, item, dice);
                continue;
            }

            // What is broken is mended before it is merged.
            while (Newest(opened.Id) is not { State: RunState.Succeeded })
            {
                if (Newest(opened.Id) is { State: RunState.Failed or RunState.Unstable or RunState.Aborted })
                {
                    yield return Wait.WorkingHours(dice.About(0.7));
                    Push(repository, branch, $"{item.Key} Mend the build", developer, item, dice);
                }

                yield return Wait.Minutes(10);
            }

            world.Merge(opened.Id, developer.Login);
            break;
        }

        if (world.Get<PullRequest>(opened.Id).State == PullRequestState.Merged && world.Get<WorkItem>(item.Id).State == WorkState.InReview)
        {
            world.Move(item.Id, WorkState.InTest, developer.Login);
            timetable.Begin($"verification of {item.Key}", Verify(item));
        }
    }

    private Build? Newest(long pullRequest) => world.All<Build>().LastOrDefault(b => b.PullRequestId == pullRequest);

    private void Push(Repository repository, string branch, string message, Person by, WorkItem item, Dice dice) => world.Push(new Commit
    {
        RepositoryId = repository.Id,
        Sha = "",
        At = default,
        Message = message,
        Author = by.Login,
        Branch = branch,
        Additions = (int)dice.About(40),
        Deletions = (int)dice.About(12),
        Files = [$"src/{dice.Of(Cast.Suites)}.cs", $"tests/{dice.Of(Cast.Suites)}Tests.cs"],
        WorkItemId = item.Id,
    });

    // The tester waits until it runs in the test environment, and looks.
    private IEnumerable<Wait> Verify(WorkItem item)
    {
        var dice = new Dice(seed, $"verification {item.Key}");
        var environment = _environments[EnvironmentKind.Test];
        while (!IsIn(item, environment))
        {
            yield return Wait.Minutes(30);
        }

        yield return Wait.WorkingHours(dice.About(5));
        if (world.Get<WorkItem>(item.Id).State != WorkState.InTest)
        {
            yield break;
        }

        var written = world.All<TestCase>().Where(c => c.WorkItemId == item.Id).ToList();
        var fails = dice.Happens(0.1);
        if (written.Count > 0)
        {
            world.Add(new TestRun
            {
                ApplicationId = item.ApplicationId!.Value,
                Name = $"Acceptance of {item.Key}",
                Kind = TestKind.Manual,
                State = fails ? RunState.Failed : RunState.Succeeded,
                EnvironmentId = environment.Id,
                Sha = world.Get<Artifact>(world.Deployed(item.ApplicationId.Value, environment.Id)!.ArtifactId).Sha,
                StartedAt = world.Now.AddMinutes(-20),
                FinishedAt = world.Now,
                CaseIds = [.. written.Select(c => c.Id)],
                Results = [.. written.Select(c => new TestResult(c.Id, fails ? TestOutcome.Failed : TestOutcome.Passed, 1_200_000, fails ? "The result is empty." : null, _tester.Login))],
                StartedBy = _tester.Login,
            }, _tester.Login);
        }

        if (fails)
        {
            world.Say(new Comment { WorkItemId = item.Id, Author = _tester.Login, Text = $"Not yet: {dice.Of(Cast.Faults)}." });
            world.Update<WorkItem>(item.Id, w => w with { Assignee = null }, _tester.Login);
            world.Move(item.Id, WorkState.Ready, _tester.Login);
        }
        else
        {
            world.Update<WorkItem>(item.Id, w => w with { Labels = w.Labels.Contains("verified") ? w.Labels : w.Labels.Add("verified") }, _tester.Login);
        }
    }

    // Whether all merges for a work item are part of what runs in an environment.
    private bool IsIn(WorkItem item, DeploymentEnvironment environment)
    {
        var merges = world.All<PullRequest>().Where(p => p.WorkItemId == item.Id && p.MergeSha is not null).ToList();
        if (merges.Count == 0 || item.ApplicationId is not { } application || world.Deployed(application, environment.Id) is not { } deployed)
        {
            return false;
        }

        var contained = world.Since(merges[0].RepositoryId, world.Get<Artifact>(deployed.ArtifactId).Sha, null).Select(c => c.Sha).ToHashSet(StringComparer.Ordinal);
        return merges.TrueForAll(m => contained.Contains(m.MergeSha!));
    }

    // Each new artifact goes to development and test at once, and what was verified goes to production by a change.
    private IEnumerable<Wait> Releases(Application application)
    {
        var dice = new Dice(seed, $"releases {application.Key}");
        long staged = 0;
        while (true)
        {
            yield return Wait.Minutes(20);
            if (world.All<Artifact>().LastOrDefault(a => a.ApplicationId == application.Id) is not { } newest)
            {
                continue;
            }

            if (newest.Id != staged)
            {
                foreach (var kind in new[] { EnvironmentKind.Development, EnvironmentKind.Test })
                {
                    var deployment = world.Deploy(application.Id, _environments[kind].Id, newest.Id, "argo");
                    while (world.Get<Deployment>(deployment.Id).State == RunState.Running)
                    {
                        yield return Wait.Minutes(1);
                    }
                }

                staged = newest.Id;
                world.Add(new TestRun
                {
                    ApplicationId = application.Id,
                    Name = $"{application.Key} {newest.Tag} end to end",
                    Kind = TestKind.EndToEnd,
                    State = RunState.Queued,
                    BuildId = newest.BuildId,
                    EnvironmentId = _environments[EnvironmentKind.Test].Id,
                    Sha = newest.Sha,
                    CaseIds = [.. world.All<TestCase>().Where(c => c.ApplicationId == application.Id && c.Kind == TestKind.EndToEnd).Select(c => c.Id)],
                    StartedBy = _tester.Login,
                }, _tester.Login);
            }

            var ready = world.All<WorkItem>().Where(w => w.ApplicationId == application.Id && w.State == WorkState.InTest && w.Labels.Contains("verified") && IsIn(w, _environments[EnvironmentKind.Test])).ToList();
            if (ready.Count >= 3)
            {
                foreach (var wait in Release(application, world.Get<Artifact>(world.Deployed(application.Id, _environments[EnvironmentKind.Test].Id)!.ArtifactId), ready, dice))
                {
                    yield return wait;
                }
            }
        }
    }

    private IEnumerable<Wait> Release(Application application, Artifact artifact, IReadOnlyList<WorkItem> items, Dice dice)
    {
        var production = _environments[EnvironmentKind.Production];
        var change = world.Write(new ChangeRequest
        {
            Number = "",
            Title = $"Deploy {application.Key} {artifact.Tag} to {production.Name}",
            Description = $"Brings {string.Join(", ", items.Select(i => i.Key))}.\nImage {artifact.Image}@{artifact.Digest}, commit {artifact.Sha}.",
            ApplicationId = application.Id,
            TeamId = team.Id,
            ArtifactId = artifact.Id,
            RequestedBy = _operator.Login,
            AssignedTo = _operator.Login,
            Risk = dice.Between(2, 5),
            PlannedStart = world.Now.AddHours(20),
            PlannedEnd = world.Now.AddHours(22),
        }, _operator.Login);
        yield return Wait.WorkingHours(dice.About(0.5));
        world.Move(change.Id, ChangeState.Assess, _operator.Login);
        yield return Wait.WorkingHours(dice.About(2));
        world.Move(change.Id, ChangeState.Authorize, _operator.Login);
        yield return Wait.WorkingHours(dice.About(6));

        // Somebody may have approved, closed or canceled it in the tool.
        if (world.Get<ChangeRequest>(change.Id).State == ChangeState.Authorize)
        {
            world.Move(change.Id, ChangeState.Scheduled, _owner.Login, c => c with { ApprovedBy = c.ApprovedBy ?? _owner.Login });
        }

        yield return Wait.WorkingHours(dice.About(3));
        if (world.Get<ChangeRequest>(change.Id).State != ChangeState.Scheduled)
        {
            yield break;
        }

        world.Move(change.Id, ChangeState.Implement, _operator.Login);
        var before = world.Deployed(application.Id, production.Id);
        var deployment = world.Deploy(application.Id, production.Id, artifact.Id, _operator.Login, change.Id);
        while (world.Get<Deployment>(deployment.Id).State == RunState.Running)
        {
            yield return Wait.Minutes(1);
        }

        var rolledOut = world.Get<Deployment>(deployment.Id).State == RunState.Succeeded;
        if (rolledOut)
        {
            yield return Wait.Minutes(dice.About(40));
        }

        if (rolledOut && !dice.Happens(0.1))
        {
            Close(change.Id, "successful", "Deployed and looked at.");
            foreach (var item in items.Where(i => world.Find<WorkItem>(i.Id) is { State: WorkState.InTest }))
            {
                world.Move(item.Id, WorkState.Done, _operator.Login);
            }

            yield break;
        }

        // What was deployed does not work: back to what was there before, and somebody has to look.
        var incident = Report(application, dice, change.Id);
        yield return Wait.Minutes(dice.About(10));
        world.Move(incident.Id, IncidentState.InProgress, _operator.Login, i => i with { AssignedTo = _operator.Login });
        if (rolledOut && before is not null)
        {
            var back = world.Deploy(application.Id, production.Id, before.ArtifactId, _operator.Login, change.Id, deployment.Id);
            while (world.Get<Deployment>(back.Id).State == RunState.Running)
            {
                yield return Wait.Minutes(1);
            }
        }

        yield return Wait.Minutes(dice.About(15));
        Resolve(incident.Id, "Rolled back to what was there before.");
        Close(change.Id, "unsuccessful", $"Rolled back, see {incident.Number}.");
        var bug = Write(WorkKind.Bug, $"{application.Name}: {incident.Title}", application, null, _operator, dice);
        world.Update<Incident>(incident.Id, i => i with { WorkItemId = bug.Id }, _operator.Login);
        foreach (var item in items.Where(i => world.Find<WorkItem>(i.Id) is { State: WorkState.InTest }))
        {
            world.Relate(bug.Id, item.Id, Relation.Blocks, _operator.Login);
        }

        yield return Wait.WorkingHours(dice.About(16));
        End(incident.Id);
    }

    // What fails without anybody having changed anything.
    private IEnumerable<Wait> Outages(Application application)
    {
        var dice = new Dice(seed, $"outages {application.Key}");
        while (true)
        {
            yield return Wait.Minutes(dice.About(60 * 24 * 18));
            var incident = Report(application, dice, null);
            yield return Wait.Minutes(dice.About(15));
            if (world.Get<Incident>(incident.Id).State == IncidentState.New)
            {
                world.Move(incident.Id, IncidentState.InProgress, _operator.Login, i => i with { AssignedTo = _operator.Login });
            }

            yield return Wait.Minutes(dice.About(90));
            if (world.Get<Incident>(incident.Id).State == IncidentState.InProgress)
            {
                Resolve(incident.Id, dice.Happens(0.5) ? "Restarted." : "Configuration corrected.");
            }

            yield return Wait.WorkingHours(dice.About(16));
            End(incident.Id);
        }
    }

    private Incident Report(Application application, Dice dice, long? change) => world.Write(new Incident
    {
        Number = "",
        Title = $"{application.Name} {dice.Of(Cast.Outages)}",
        Description = $"Seen in {_environments[EnvironmentKind.Production].Name}.",
        Impact = dice.Between(1, 4),
        Urgency = dice.Between(1, 4),
        ApplicationId = application.Id,
        TeamId = team.Id,
        ReportedBy = _tester.Login,
        CausedBy = change,
    }, _tester.Login);

    private void Resolve(long incident, string notes) => world.Move(incident, IncidentState.Resolved, _operator.Login, i => i with { CloseCode = "Solution provided", CloseNotes = notes });

    private void End(long incident)
    {
        if (world.Get<Incident>(incident).State == IncidentState.Resolved)
        {
            world.Move(incident, IncidentState.Closed, _operator.Login);
        }
    }

    private void Close(long change, string code, string notes)
    {
        if (world.Get<ChangeRequest>(change).State == ChangeState.Implement)
        {
            world.Move(change, ChangeState.Review, _operator.Login, c => c with { CloseCode = code, CloseNotes = notes });
            world.Move(change, ChangeState.Closed, _operator.Login);
        }
    }
}
