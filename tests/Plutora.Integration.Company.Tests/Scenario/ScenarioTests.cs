using System.Text.Json.Nodes;
using Acme.Company.Scenario;
using Acme.Company.World;
using Acme.Company.World.Deeds;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Plutora.Integration.Company.Tests.Scenario;

/// <summary>The company's past: the same for the same seed, believable, and written down as it was.</summary>
public sealed class ScenarioTests
{
    private static readonly DateTimeOffset Until = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_seed_makes_the_same_company_and_another_seed_another()
    {
        Gen.Int[1, 1_000_000].Sample(seed =>
        {
            var (one, other, third) = (Played(seed, 1, 2), Played(seed, 1, 2), Played(seed + 1, 1, 2));
            Assert.Equal(Told(one.World), Told(other.World));
            Assert.Equal(one.Truth, other.Truth);
            Assert.NotEqual(Told(one.World), Told(third.World));
        }, iter: 3, threads: 1);
    }

    [Fact]
    public void Three_months_hold_what_a_company_does()
    {
        var world = Played(7, 3, 3).World;
        Assert.All(
            new (string What, int Count, int Least)[]
            {
                ("stories that are done", world.All<WorkItem>().Count(w => w is { State: WorkState.Done, Kind: WorkKind.Story }), 30),
                ("merged pull requests", world.All<PullRequest>().Count(p => p.State == PullRequestState.Merged), 60),
                ("reviews that ask for changes", world.All<Review>().Count(r => r.Verdict == ReviewVerdict.ChangesRequested), 10),
                ("builds", world.Count<Build>(), 150),
                ("builds that failed", world.All<Build>().Count(b => b.State == RunState.Failed), 5),
                ("roll-outs to production", Production(world).Count(d => d.State == RunState.Succeeded), 15),
                ("changes that are closed", world.All<ChangeRequest>().Count(c => c.State == ChangeState.Closed), 15),
                ("incidents", world.Count<Incident>(), 8),
                ("incidents that a change caused", world.All<Incident>().Count(i => i.CausedBy is not null), 1),
                ("sprints that are over", world.All<Sprint>().Count(s => s.State == SprintState.Closed), 12),
                ("manual test runs", world.All<TestRun>().Count(r => r.Kind == TestKind.Manual), 30),
                ("open work", world.All<WorkItem>().Count(w => w.ResolvedAt is null), 10),
            },
            found => Assert.True(found.Count >= found.Least, $"{found.Count} {found.What}"));
    }

    [Fact]
    public void Ground_truth_agrees_with_the_world()
    {
        Gen.Int[1, 1_000_000].Sample(seed =>
        {
            var (world, truth) = Played(seed, 2, 2);
            var lines = truth.Select(l => JsonNode.Parse(l)!).ToLookup(l => l["kind"]!.ToString());

            // Each deployment that ended, with commits that together are all that production runs.
            Assert.Equal(world.All<Deployment>().Count(d => d.FinishedAt is not null), lines["deployment"].Count());
            foreach (var place in lines["deployment"].Where(l => l["outcome"]!.ToString() == "Succeeded").GroupBy(l => (Application: l["application"]!.ToString(), Environment: l["environment"]!.ToString())))
            {
                var application = world.All<Application>().Single(a => a.Key == place.Key.Application);
                var environment = world.All<DeploymentEnvironment>().Single(e => e.Name == place.Key.Environment);
                var runs = world.Get<Artifact>(world.Deployed(application.Id, environment.Id)!.ArtifactId);
                Assert.Equal(runs.Digest, place.Last()["digest"]!.ToString());
                var repository = world.All<Repository>().Single(r => r.ApplicationId == application.Id);
                Assert.Subset(place.SelectMany(l => l["commits"]!.AsArray()).Select(c => c!.ToString()).ToHashSet(), world.Since(repository.Id, runs.Sha, null).Select(c => c.Sha).ToHashSet());
            }

            // Waits in states add up to the time from the first day to the last change of state.
            foreach (var waits in lines["state"].Where(l => l["entity"]!.ToString() == "work-item").GroupBy(l => l["key"]!.ToString()))
            {
                var item = world.All<WorkItem>().Single(w => w.Key == waits.Key);
                Assert.Equal((item.History[^1].At - item.CreatedAt).TotalSeconds, waits.Sum(w => w["seconds"]!.GetValue<double>()), 0.001);
                Assert.Equal(item.History.Select(h => h.From.ToString()), waits.Select(w => w["state"]!.ToString()));
            }

            Assert.Equal(world.All<Incident>().Count(i => i.ResolvedAt is not null), lines["recovery"].Count());
            Assert.Equal(world.All<Build>().Count(b => b.FinishedAt is not null), lines["build"].Count());
        }, iter: 2, threads: 1);
    }

    [Fact]
    public void A_thing_changes_by_the_hour_of_the_world_and_in_the_order_of_its_revisions()
    {
        var scenario = CompanyScenario.Found(3, 1, 1, Until, new FakeTimeProvider(Until));
        var (last, at) = (scenario.World.Revision, DateTimeOffset.MinValue);
        using var listening = scenario.World.Listen(change =>
        {
            Assert.Equal(++last, change.Revision);
            Assert.True(change.At >= at);
            Assert.Equal(change.At, change.Now.UpdatedAt);
            at = change.At;
        });
        scenario.PlayHistory();
        Assert.Equal(scenario.World.Revision, last);
        Assert.True(at <= Until);
    }

    internal static (CompanyWorld World, IReadOnlyList<string> Truth) Played(int seed, int teams, int months)
    {
        var scenario = CompanyScenario.Found(seed, teams, months, Until, new FakeTimeProvider(Until));
        using var text = new StringWriter();
        using (new GroundTruth(scenario.World, text).Begin())
        {
            scenario.PlayHistory();
        }

        return (scenario.World, text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<Deployment> Production(CompanyWorld world) =>
        world.All<Deployment>().Where(d => world.Get<DeploymentEnvironment>(d.EnvironmentId).Kind == EnvironmentKind.Production);

    private static string Told(CompanyWorld world) => string.Join('\n',
        [.. world.All<WorkItem>().Select(w => $"{w.Key} {w.Title} {w.State} {w.UpdatedAt:O} {w.Assignee} {string.Join(',', w.History)}"),
        .. world.All<Commit>().Select(c => $"{c.Sha} {c.Message}"), .. world.All<Build>().Select(b => $"{b.Sha} {b.State} {b.FinishedAt:O}"),
        .. world.All<Deployment>().Select(d => $"{d.ArtifactId} {d.State} {d.FinishedAt:O}"), .. world.All<Incident>().Select(i => $"{i.Number} {i.Title} {i.ResolvedAt:O}")]);
}
