using System.Text;
using System.Text.Json.Nodes;
using Acme.Company.Tools.Jenkins;
using Acme.Company.World;
using Acme.Company.World.Deeds;
using Plutora.Integration.Connectors.Jenkins;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Company.Tests.Tools;

/// <summary>The stand-in of Jenkins, read and changed by the shipped connector.</summary>
public sealed class JenkinsStandInTests
{
    [Fact]
    public async Task The_shipped_connector_reads_everything_that_the_company_has_in_Jenkins_starts_a_build_and_ends_it()
    {
        await using var tools = await ToolsAtWork.StartAsync(new JenkinsConnector(), "jenkins");
        var (world, check) = (tools.World, await tools.Instance.CheckAsync(TestContext.Current.CancellationToken));
        Assert.True(check.Succeeded, check.Message);
        Assert.Equal(world.All<Branch>().Select(b => (b.RepositoryId, b.Name)).Union(world.All<Build>().Select(b => (b.RepositoryId, b.Branch))).Count(), (await tools.ReadAsync("job")).Count);
        var begun = world.All<Build>().Where(b => b.StartedAt is not null).ToList();
        var builds = await tools.ReadAsync("build");
        Assert.Equal(begun.Count, builds.Count);
        var made = begun.Last(b => b.ArtifactId is not null);
        var repository = world.Get<Repository>(made.RepositoryId);
        var told = builds[$"acme/{repository.Name}/{made.Branch}#{made.Number}"];
        Assert.Equal(("SUCCESS", made.StartedAt!.Value.ToUnixTimeMilliseconds()), (told["result"]!.ToString(), told["timestamp"]!.GetValue<long>()));
        Assert.Equal(made.Sha, told["actions"]!.AsArray().Single(a => a!["lastBuiltRevision"] is not null)!["lastBuiltRevision"]!["SHA1"]!.ToString());
        Assert.Equal(begun.Sum(b => b.Stages.Count), (await tools.ReadAsync("stage")).Count);
        Assert.Equal(world.All<TestRun>().Where(r => r.Kind is TestKind.Unit or TestKind.Integration).Select(r => r.BuildId).Distinct().Count(), (await tools.ReadAsync("test-report")).Count);

        // A build that waits in the queue has no number yet; the machines, which are not asked here, would begin it.
        var job = $"acme/{repository.Name}/{repository.DefaultBranch}";
        world.Listen(change =>
        {
            if (change is { Kind: ChangeKind.Created, Now: Build { State: RunState.Queued } queued })
            {
                ThreadPool.QueueUserWorkItem(_ => world.Update<Build>(queued.Id, b => b with { State = RunState.Running, StartedAt = world.Now }, "scm"));
            }
        });
        var started = await tools.ActAsync("trigger-build", new() { ["parameters"] = new JsonObject { ["REASON"] = "to see" } }, "job", job);
        var build = world.All<Build>().Last();
        Assert.Equal(($"{job}#{build.Number}", "plutora", "to see", "act-1"), (started["id"]!.ToString(), build.StartedBy, build.Parameters["REASON"], build.Parameters["PLUTORA_ACTION_ID"]));
        await tools.ActAsync("abort-build", [], "build", $"{job}#{build.Number}");
        Assert.Equal(RunState.Aborted, world.Get<Build>(build.Id).State);
    }

    [Fact]
    public async Task What_it_answers_is_as_Jenkins_is_described_as_far_as_it_is()
    {
        await using var tools = await ToolsAtWork.StartAsync(new JenkinsConnector(), "jenkins");
        await using var prism = await Prism.ProxyAsync(Path.Combine(Shared.Folder("openapi"), "jenkins.yml"), tools.AddressOf("jenkins").AbsoluteUri.TrimEnd('/'), TestContext.Current.CancellationToken);
        var settings = new JenkinsTool(tools.World).Instance(tools.AddressOf("jenkins"));
        prism.Http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Options["user"]}:{settings.Secrets["token"]}")));
        var repository = tools.World.All<Repository>().First();
        tools.World.QueueBuild(repository.Id, repository.DefaultBranch, "plutora");

        // Folders, branches and single builds are not described: of jobs it knows those at the top alone.
        Assert.NotEmpty((await AskedAsync("api/json"))["jobs"]!.AsArray());
        Assert.NotEmpty((await AskedAsync("api/json?tree=jobs[name,url,color,lastBuild[number]]"))["jobs"]!.AsArray());
        Assert.Equal("acme", (await AskedAsync("job/acme/api/json"))["name"]!.ToString());
        Assert.NotEmpty((await AskedAsync("crumbIssuer/api/json"))["crumb"]!.ToString());
        var waiting = Assert.Single((await AskedAsync("queue/api/json?tree=items[id,why,cancelled]"))["items"]!.AsArray())!;
        Assert.Equal(waiting["id"]!.ToString(), (await AskedAsync($"queue/item/{waiting["id"]}/api/json"))["id"]!.ToString());

        async Task<JsonNode> AskedAsync(string path)
        {
            using var answer = await prism.Http.GetAsync(path, TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {body}");
            return JsonNode.Parse(body)!;
        }
    }
}
