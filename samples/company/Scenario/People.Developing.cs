using System.Globalization;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Scenario;

/// <content>Developers build and review it, and the tester looks at it.</content>
internal sealed partial class People
{
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
}
