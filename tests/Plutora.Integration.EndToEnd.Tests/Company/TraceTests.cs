using System.Collections.Immutable;
using System.Text.Json;
using Acme.Company.Hosting;
using Acme.Company.Scenario;
using Acme.Company.Tools;
using Acme.Company.World;
using Acme.Company.World.Deeds;
using TestResult = Acme.Company.World.TestResult;

namespace Plutora.Integration.EndToEnd.Tests.Company;

/// <summary>One thing that the company did, followed through its tools by what they tell alone.</summary>
public sealed class TraceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_initiative_to_the_incident_that_its_deployment_caused_and_back_each_hop_is_told_by_the_tools()
    {
        var scenario = CompanyScenario.Found(5, 1, 0, TimeProvider.System.GetUtcNow(), TimeProvider.System);
        using var living = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var life = scenario.LiveAsync(0, living.Token);
        var done = Done(scenario.World);
        await using var company = await CompanyHost.StartAsync(scenario.World, Toolchain.Of(scenario.World), 0, Ct);
        await using var hub = await CloseTicketTests.StartHubAsync(company);

        // Each of them is reached from the one before it and from the one after it in a single step.
        string[] names = [done.Initiative, done.Epic, done.Story, done.Pull, done.Merge, done.Build, done.Artifact, done.Change, done.Incident];
        var chain = new List<string>();
        foreach (var name in names)
        {
            var id = "";
            await Waiting.UntilAsync($"the hub knows {name}", async () => (id = await IdAsync(hub, name) ?? "").Length > 0);
            chain.Add(id);
        }

        // A roll-out has no name that people say: it is what the artifact was put into production by.
        var rollOut = "";
        await Waiting.UntilAsync("the hub knows the roll-out", async () => (rollOut = (await ReachedAsync(hub, chain[6], 1)).FirstOrDefault(id => id.StartsWith("openshift/deployment/", StringComparison.Ordinal)) ?? "").Length > 0);
        chain.Insert(7, rollOut);

        string[] entities = ["work-item", "work-item", "work-item", "pull-request", "commit", "pipeline-run", "artifact", "deployment", "change-request", "incident"];
        string[] tools = ["jira", "jira", "jira", "github", "github", "openshift", "openshift", "openshift", "servicenow", "servicenow"];
        Assert.Equal(tools.Zip(entities, (tool, entity) => $"{tool}/{entity}"), chain.Select(id => string.Join('/', id.Split('/')[..2])));
        foreach (var (one, next) in chain.Zip(chain.Skip(1)))
        {
            await Waiting.UntilAsync($"{one} leads to {next}", async () => (await ReachedAsync(hub, one, 1)).Contains(next));
            Assert.Contains(one, await ReachedAsync(hub, next, 1));
        }

        // The change names the story in its text, so that who approves it comes to what was asked for in one step.
        await Waiting.UntilAsync("the change leads to the story", async () => (await ReachedAsync(hub, chain[8], 1)).Contains(chain[2]));
        Assert.Contains(chain[8], await ReachedAsync(hub, chain[2], 1));

        // What Jenkins built of the same commit, and the tests that it ran.
        var run = "";
        await Waiting.UntilAsync("the hub knows the build", async () => (run = await IdAsync(hub, done.JenkinsRun) ?? "").Length > 0);
        await Waiting.UntilAsync("the commit leads to the build", async () => (await ReachedAsync(hub, chain[4], 1)).Contains(run));
        await Waiting.UntilAsync("the build leads to its tests", async () => (await ReachedAsync(hub, run, 1)).Any(id => id.StartsWith("jenkins/test-run/", StringComparison.Ordinal)));

        // What the tester asked for, and looked at.
        foreach (var name in new[] { done.Case, done.Acceptance })
        {
            var id = "";
            await Waiting.UntilAsync($"the hub knows {name}", async () => (id = await IdAsync(hub, name) ?? "").Length > 0);
            await Waiting.UntilAsync($"{name} leads to the story", async () => (await ReachedAsync(hub, id, 1)).Contains(chain[2]));
            Assert.Contains(id, await ReachedAsync(hub, chain[2], 1));
            chain.Add(id);
        }

        // From either end, as people ask.
        var down = await CloseTicketTests.CliAsync(hub, "trace", done.Initiative, "--depth", "9", "--json");
        Assert.Empty(chain.Append(run).Except(Nodes(down)));
        var up = await CloseTicketTests.CliAsync(hub, "trace", done.Incident, "--depth", "9", "--json");
        Assert.Empty(chain.Append(run).Except(Nodes(up)));
        Assert.Empty((await hub.GetAsync("/api/v1/dead-letters")).EnumerateArray());
        await living.CancelAsync();
        await life;
    }

    private static HashSet<string> Nodes(JsonElement trace) => [.. trace.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id").GetString()!)];

    private static async Task<HashSet<string>> ReachedAsync(HubProcess hub, string id, int depth) => Nodes(await hub.GetAsync($"/api/v1/trace?id={Uri.EscapeDataString(id)}&depth={depth}"));

    private static async Task<string?> IdAsync(HubProcess hub, string name) => (await hub.FindEntityAsync(name))?.GetProperty("id").GetString();

    // An initiative of one story, which was written, merged, built, tested, deployed to production by a change, and did not work there.
    private static (string Initiative, string Epic, string Story, string Pull, string Merge, string Build, string JenkinsRun, string Artifact, string Change, string Incident, string Case, string Acceptance) Done(CompanyWorld world)
    {
        var by = world.All<Person>().First().Login;
        var repository = world.All<Repository>().First();
        var application = world.Get<Application>(repository.ApplicationId);
        var initiative = Planned(world, WorkKind.Initiative, "Refunds without a call", null, null, by);
        var epic = Planned(world, WorkKind.Epic, "Refunds in the shop", application.Id, initiative.Id, by);
        var story = Planned(world, WorkKind.Story, "Refund by card", application.Id, epic.Id, by);
        var branch = $"feature/{story.Key}-refund-by-card";
        world.Push(new Commit { RepositoryId = repository.Id, Sha = "", At = default, Message = $"{story.Key} Refund by card", Author = by, Branch = branch, WorkItemId = story.Id });
        var pull = world.Merge(world.OpenPullRequest(repository.Id, branch, $"{story.Key} Refund by card", "", by, [], story.Id).Id, by);
        var queued = world.QueueBuild(repository.Id, repository.DefaultBranch, "scm");
        var cases = world.All<TestCase>().Where(c => c.ApplicationId == application.Id && c.Kind == TestKind.Unit).Select(c => c.Id).ToImmutableList();
        world.Add(new TestRun { ApplicationId = application.Id, Name = "Unit tests", Kind = TestKind.Unit, State = RunState.Succeeded, BuildId = queued.Id, Sha = queued.Sha, CaseIds = cases, Results = [.. cases.Select(c => new TestResult(c, TestOutcome.Passed, 5, null, null))], StartedBy = "scm" }, "scm");
        var stages = new[] { "Test", "Package" }.Select(name => new Stage(name, RunState.Succeeded, world.Now, world.Now)).ToImmutableList();
        world.Update<Build>(queued.Id, b => b with { State = RunState.Running, StartedAt = world.Now }, "scm");
        var artifact = world.Store(queued);
        var build = world.Update<Build>(queued.Id, b => b with { State = RunState.Succeeded, FinishedAt = world.Now, Stages = stages, ArtifactId = artifact.Id }, "scm");
        var production = world.All<DeploymentEnvironment>().First(e => e.Kind == EnvironmentKind.Production);
        var change = world.Write(new ChangeRequest { Number = "", Title = $"Deploy {application.Key} {artifact.Tag}", Description = $"Brings {story.Key}.", ApplicationId = application.Id, TeamId = application.TeamId, ArtifactId = artifact.Id, RequestedBy = by }, by);
        world.Move(change.Id, ChangeState.Implement, by);
        var rollOut = world.Deploy(application.Id, production.Id, artifact.Id, by, change.Id);
        world.Update<Deployment>(rollOut.Id, d => d with { State = RunState.Succeeded, FinishedAt = world.Now }, by);
        var incident = world.Write(new Incident { Number = "", Title = "Refunds fail", ApplicationId = application.Id, TeamId = application.TeamId, ReportedBy = by, CausedBy = change.Id }, by);
        var dev = world.All<DeploymentEnvironment>().First(e => e.Kind == EnvironmentKind.Development);
        var wish = world.Add(new TestCase { ApplicationId = application.Id, Title = "Refund by card works", Suite = "acceptance", Kind = TestKind.Manual, Steps = ["Pay by card", "Send it back"], WorkItemId = story.Id, Author = by }, by);
        var acceptance = world.Add(new TestRun { ApplicationId = application.Id, Name = $"Acceptance of {story.Key}", Kind = TestKind.Manual, State = RunState.Succeeded, FinishedAt = world.Now, CaseIds = [wish.Id], Results = [new(wish.Id, TestOutcome.Passed, 60_000, null, by)], StartedBy = by }, by);
        return (initiative.Key, epic.Key, story.Key, $"acme/{repository.Name}#{pull.Number}", pull.MergeSha!, $"{dev.Name}/{application.Key}-{build.Number}", $"acme/{repository.Name}/{build.Branch}#{build.Number}", artifact.Digest, change.Number, incident.Number, $"C{wish.Id}", $"R{acceptance.Id}");
    }

    private static WorkItem Planned(CompanyWorld world, WorkKind kind, string title, long? application, long? parent, string by) =>
        world.Write(new WorkItem { Key = "", Kind = kind, Title = title, TeamId = 1, ApplicationId = application, ParentId = parent, Reporter = by }, by);
}
