using System.Collections.Immutable;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Scenario;

/// <summary>
/// What runs without people: builds, automated tests and roll-outs. Whoever asks for one, a person of the scenario or a tool that was told to, puts it
/// into the world, and the machines carry it out.
/// </summary>
internal sealed class Machines
{
    private const string Agent = "scm";
    private readonly CompanyWorld _world;
    private readonly Timetable _timetable;
    private readonly int _seed;

    private Machines(CompanyWorld world, Timetable timetable, int seed) => (_world, _timetable, _seed) = (world, timetable, seed);

    /// <summary>Lets the machines see what is asked of them.</summary>
    public static void Start(CompanyWorld world, Timetable timetable, int seed) => world.Listen(new Machines(world, timetable, seed).Take);

    private void Take(Change change)
    {
        switch (change)
        {
            case { Kind: ChangeKind.Created, Now: Build { State: RunState.Queued } build }:
                _timetable.Begin($"build {build.Id}", Build(build.Id));
                break;
            case { Kind: ChangeKind.Created, Now: Deployment { State: RunState.Running } deployment }:
                _timetable.Begin($"roll-out {deployment.Id}", RollOut(deployment.Id));
                break;
            case { Kind: ChangeKind.Created, Now: TestRun { State: RunState.Queued, Kind: not TestKind.Manual } run }:
                _timetable.Begin($"test run {run.Id}", Test(run.Id));
                break;
            case { Kind: ChangeKind.Updated, Now: Branch { } branch } when change.Before is Branch before && before.Head != branch.Head:
                _timetable.Begin($"push to branch {branch.Id}", Pushed(branch.Id));
                break;
            case { Kind: ChangeKind.Created, Now: PullRequest { State: PullRequestState.Open } opened }:
                _timetable.Begin($"check of pull request {opened.Id}", Opened(opened.Id));
                break;
        }
    }

    // The default branch is built at each push, another one while it has a pull request.
    private IEnumerable<Wait> Pushed(long branch)
    {
        yield return Wait.Minutes(0.2);
        if (_world.Find<Branch>(branch) is { } pushed && _world.Get<Repository>(pushed.RepositoryId) is var repository)
        {
            var open = _world.All<PullRequest>().FirstOrDefault(p => p.State == PullRequestState.Open && p.RepositoryId == repository.Id && p.SourceBranch == pushed.Name);
            if (pushed.Name == repository.DefaultBranch || open is not null)
            {
                _world.QueueBuild(repository.Id, pushed.Name, Agent, open?.Id);
            }
        }
    }

    private IEnumerable<Wait> Opened(long pullRequest)
    {
        yield return Wait.Minutes(0.2);
        if (_world.Get<PullRequest>(pullRequest) is { State: PullRequestState.Open } open)
        {
            _world.QueueBuild(open.RepositoryId, open.SourceBranch, Agent, open.Id);
        }
    }

    private IEnumerable<Wait> Build(long id)
    {
        var dice = new Dice(_seed, $"build {id}");
        yield return Wait.Minutes(dice.About(0.5));
        var build = _world.Get<Build>(id);
        if (build.State != RunState.Queued)
        {
            yield break;
        }

        var application = _world.Get<Application>(_world.Get<Repository>(build.RepositoryId).ApplicationId);
        var isRelease = build.PullRequestId is null && build.Branch == _world.Get<Repository>(build.RepositoryId).DefaultBranch;
        string[] stages = isRelease ? ["Checkout", "Build", "Test", "Package", "Publish"] : ["Checkout", "Build", "Test"];
        var breaks = dice.Happens(0.05) ? "Build" : null;
        var unstable = breaks is null && dice.Happens(0.08);
        _world.Update<Build>(id, b => b with { State = RunState.Running, StartedAt = _world.Now }, Agent);
        foreach (var stage in stages)
        {
            if (!Running(id, b => b with { Stages = b.Stages.Add(new(stage, RunState.Running, _world.Now, null)) }))
            {
                yield break;
            }

            yield return Wait.Minutes(dice.About(stage switch { "Checkout" => 0.3, "Test" => 4, "Build" => 2, _ => 1 }));
            var (failed, shaky) = (stage == breaks, stage == "Test" && unstable);
            if (stage == "Test" && _world.Get<Build>(id).State == RunState.Running)
            {
                Record(_world.Get<Build>(id), application, shaky, dice);
            }

            if (!Running(id, b => b with { Stages = b.Stages.SetItem(b.Stages.Count - 1, b.Stages[^1] with { State = failed ? RunState.Failed : shaky ? RunState.Unstable : RunState.Succeeded, FinishedAt = _world.Now }) }) || failed || shaky)
            {
                break;
            }
        }

        Running(id, b =>
        {
            var state = breaks is not null ? RunState.Failed : unstable ? RunState.Unstable : RunState.Succeeded;
            return b with { State = state, FinishedAt = _world.Now, ArtifactId = state == RunState.Succeeded && isRelease ? _world.Store(b).Id : null };
        });
    }

    // False where somebody has ended the build meanwhile.
    private bool Running(long id, Func<Build, Build> change)
    {
        var went = false;
        _world.Update<Build>(id, b =>
        {
            went = b.State == RunState.Running;
            return went ? change(b) : b;
        }, Agent);
        return went;
    }

    private void Record(Build build, Application application, bool fails, Dice dice)
    {
        foreach (var kind in new[] { TestKind.Unit, TestKind.Integration })
        {
            var cases = _world.All<TestCase>().Where(c => c.ApplicationId == application.Id && c.Kind == kind).Select(c => c.Id).ToImmutableList();
            var results = Results(cases, fails && kind == TestKind.Integration, dice);
            _world.Add(new TestRun
            {
                ApplicationId = application.Id,
                Name = $"{application.Key} {kind.ToString().ToLowerInvariant()} tests of build {build.Number} of {build.Branch}",
                Kind = kind,
                State = results.Exists(r => r.Outcome == TestOutcome.Failed) ? RunState.Failed : RunState.Succeeded,
                BuildId = build.Id,
                Sha = build.Sha,
                StartedAt = _world.Now - TimeSpan.FromMilliseconds(results.Sum(r => r.Milliseconds)),
                FinishedAt = _world.Now,
                CaseIds = cases,
                Results = results,
                StartedBy = Agent,
            }, Agent);
        }
    }

    private IEnumerable<Wait> Test(long id)
    {
        var dice = new Dice(_seed, $"test run {id}");
        yield return Wait.Minutes(dice.About(1));
        _world.Update<TestRun>(id, r => r.State == RunState.Queued ? r with { State = RunState.Running, StartedAt = _world.Now } : r, Agent);
        yield return Wait.Minutes(dice.About(10));
        _world.Update<TestRun>(id, r =>
        {
            if (r.State != RunState.Running)
            {
                return r;
            }

            var results = Results(r.CaseIds, dice.Happens(0.1), dice);
            return r with { State = results.Exists(x => x.Outcome == TestOutcome.Failed) ? RunState.Failed : RunState.Succeeded, FinishedAt = _world.Now, Results = results };
        }, Agent);
    }

    private static ImmutableList<TestResult> Results(ImmutableList<long> cases, bool fails, Dice dice)
    {
        var broken = fails && cases.Count > 0 ? dice.Of(cases) : 0;
        return [.. cases.Select(c => new TestResult(c, c == broken ? TestOutcome.Failed : dice.Happens(0.01) ? TestOutcome.Skipped : TestOutcome.Passed, (int)dice.About(120), c == broken ? "Expected 2 but was 3." : null, null))];
    }

    private IEnumerable<Wait> RollOut(long id)
    {
        var dice = new Dice(_seed, $"roll-out {id}");
        var fails = _world.Get<Deployment>(id).RollbackOf is null && dice.Happens(0.04);
        yield return Wait.Minutes(dice.About(fails ? 10 : 3));
        _world.Update<Deployment>(id, d => d.State == RunState.Running ? d with { State = fails ? RunState.Failed : RunState.Succeeded, FinishedAt = _world.Now } : d, Agent);
    }
}
