using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Acme.Company.Hosting;
using Acme.Company.Tools.OpenShift;
using Acme.Company.World;
using Acme.Company.World.Deeds;
using Plutora.Integration.Connectors.OpenShift;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Company.Tests.Tools;

/// <summary>The stand-in of an OpenShift cluster, read by the shipped connector.</summary>
public sealed class OpenShiftStandInTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shipped_connector_reads_everything_that_the_company_has_in_the_cluster()
    {
        await using var tools = await ToolsAtWork.StartAsync(new OpenShiftConnector(), "openshift");
        var (world, check) = (tools.World, await tools.Instance.CheckAsync(Ct));
        Assert.True(check.Succeeded, check.Message);
        Assert.Equal(world.Count<DeploymentEnvironment>(), (await tools.ReadAsync("namespace", ReadMode.FullScan)).Count);

        // The last application runs by Deployments and is built by Tekton, the others run by DeploymentConfigs and are built by BuildConfigs.
        var modern = world.All<Application>().Last().Id;
        var (old, moved) = (world.All<Deployment>().Where(d => d.ApplicationId != modern).ToList(), world.All<Deployment>().Where(d => d.ApplicationId == modern).ToList());
        Assert.Equal(old.DistinctBy(d => (d.ApplicationId, d.EnvironmentId)).Count(), (await tools.ReadAsync("deployment-config", ReadMode.FullScan)).Count);
        var rollOuts = await tools.ReadAsync("replication-controller", ReadMode.FullScan);
        Assert.Equal(old.Count, rollOuts.Count);
        var present = moved.GroupBy(d => d.EnvironmentId).Select(g => g.MaxBy(d => d.Number)!).ToList();
        var deployments = await tools.ReadAsync("deployment", ReadMode.FullScan);
        Assert.NotEmpty(present);
        Assert.Equal(present.Select(d => $"{d.Number}").Order(StringComparer.Ordinal), deployments.Values.Select(d => d["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(moved.GroupBy(d => d.EnvironmentId).Sum(g => Math.Min(11, g.Count())), (await tools.ReadAsync("replica-set", ReadMode.FullScan)).Count);
        Assert.Equal(old.Count(d => d.State == RunState.Failed), rollOuts.Values.Count(r => r["metadata"]!["annotations"]!["openshift.io/deployment.phase"]!.ToString() == "Failed"));
        var builds = await tools.ReadAsync("build", ReadMode.FullScan);
        var runs = await tools.ReadAsync("pipeline-run", ReadMode.FullScan);
        Assert.NotEmpty(runs);
        Assert.Equal(
            world.All<Artifact>().Select(a => a.Digest).Order(StringComparer.Ordinal),
            builds.Values.Select(b => b["status"]!["output"]?["to"]!["imageDigest"]!.ToString()).Concat(runs.Values.Select(r => r["status"]!["results"]?[1]!["value"]!.ToString())).OfType<string>().Order(StringComparer.Ordinal));
        Assert.Equal(world.Count<Application>() - 1, (await tools.ReadAsync("build-config", ReadMode.FullScan)).Count);
        foreach (var stream in new[] { "image-stream", "route" })
        {
            Assert.Equal(world.Count<Application>(), (await tools.ReadAsync(stream, ReadMode.FullScan)).Count);
        }
    }

    [Fact]
    public async Task A_watch_tells_what_came_behind_a_version_ends_with_a_bookmark_and_says_so_where_that_is_kept_no_longer()
    {
        var world = new CompanyWorld(TimeProvider.System);
        var team = world.Add(new Team { Key = "SHOP", Name = "Checkout" }, "acme.admin");
        world.Add(new DeploymentEnvironment { Name = "shop-dev", Kind = EnvironmentKind.Development, TeamId = team.Id }, "acme.admin");
        var tool = new OpenShiftTool(world);
        await using var host = await CompanyHost.StartAsync(world, [tool], 0, Ct);
        using var http = new HttpClient { BaseAddress = host.AddressOf("openshift") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tool.Instance(http.BaseAddress).Secrets["token"]);
        var list = JsonNode.Parse(await http.GetStringAsync("api/v1/namespaces?limit=1", Ct))!;
        Assert.Equal("shop-dev", Assert.Single(list["items"]!.AsArray())!["metadata"]!["name"]!.ToString());
        var version = list["metadata"]!["resourceVersion"]!.ToString();
        world.Add(new DeploymentEnvironment { Name = "shop-prod", Kind = EnvironmentKind.Production, TeamId = team.Id }, "acme.admin");
        Assert.Equal(["ADDED shop-prod", "BOOKMARK "], await WatchAsync(http, version));

        for (var change = 0; change < CompanyWorld.KeptChanges + 1; change++)
        {
            world.Update<Team>(team.Id, t => t with { Name = $"Checkout {t.Revision}" }, "acme.admin");
        }

        Assert.Equal(["ERROR "], await WatchAsync(http, version));
    }

    [Fact]
    public async Task Scaling_and_another_image_change_the_company_and_a_version_that_was_overtaken_is_a_conflict()
    {
        await using var tools = await ToolsAtWork.StartAsync(new OpenShiftConnector(), "openshift");
        var world = tools.World;
        var present = world.All<Deployment>().Where(d => d.State == RunState.Succeeded && d.ApplicationId != world.All<Application>().Last().Id).Last();
        var (tool, address) = (new OpenShiftTool(world), tools.AddressOf("openshift"));
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tool.Instance(address).Secrets["token"]);
        var path = $"apis/apps.openshift.io/v1/namespaces/{world.Get<DeploymentEnvironment>(present.EnvironmentId).Name}/deploymentconfigs/{world.Get<Application>(present.ApplicationId).Key}";
        var config = JsonNode.Parse(await http.GetStringAsync(path, Ct))!;
        var version = config["metadata"]!["resourceVersion"]!.ToString();
        Assert.Equal(200, await PatchAsync(http, path, new() { ["metadata"] = new JsonObject { ["resourceVersion"] = version, ["annotations"] = new JsonObject { ["mark"] = "a1" } }, ["spec"] = new JsonObject { ["replicas"] = 5 } }));
        Assert.Equal(5, world.Get<Deployment>(present.Id).Replicas);
        Assert.Equal(409, await PatchAsync(http, path, new() { ["metadata"] = new JsonObject { ["resourceVersion"] = version }, ["spec"] = new JsonObject { ["replicas"] = 6 } }));
        var earlier = world.All<Artifact>().First(a => a.ApplicationId == present.ApplicationId && a.Id != present.ArtifactId);
        Assert.Equal(200, await PatchAsync(http, path, Imaged($"{earlier.Image}:{earlier.Tag}")));
        var rollOut = world.All<Deployment>().Last();
        Assert.Equal((earlier.Id, present.Number + 1, 5, "a1"), (rollOut.ArtifactId, rollOut.Number, rollOut.Replicas, rollOut.Properties["mark"]));
        Assert.Equal(422, await PatchAsync(http, path, Imaged("nowhere/none:1")));
    }

    [Fact]
    public async Task A_Deployment_is_rolled_out_and_back_and_a_pipeline_started_as_the_shipped_connector_asks()
    {
        await using var tools = await ToolsAtWork.StartAsync(new OpenShiftConnector(), "openshift");
        var (world, application) = (tools.World, tools.World.All<Application>().Last());
        var (id, known) = (await tools.ReadAsync("deployment", ReadMode.FullScan)).First();
        var ns = known["metadata"]!["namespace"]!.ToString();
        var environment = world.All<DeploymentEnvironment>().Single(e => e.Name == ns);
        var present = world.All<Deployment>().Where(d => d.ApplicationId == application.Id && d.EnvironmentId == environment.Id).MaxBy(d => d.Number)!;
        var other = world.All<Artifact>().Last(a => a.ApplicationId == application.Id && a.Id != present.ArtifactId);

        var deployed = await tools.ActAsync("deploy", new() { ["version"] = other.Tag }, "deployment", id, known: known);
        var rollOut = world.All<Deployment>().Last();
        Assert.Equal((other.Id, present.Number + 1, RunState.Running), (rollOut.ArtifactId, rollOut.Number, rollOut.State));
        Assert.Equal($"{id}/{rollOut.Number}", deployed["id"]!.ToString());
        var back = await tools.ActAsync("rollback", new() { ["to"] = $"{present.Number}" }, "deployment", id, known: known);
        Assert.Equal($"{id}/{rollOut.Number + 1}", back["id"]!.ToString());
        Assert.Equal((present.ArtifactId, present.Id), (world.All<Deployment>().Last().ArtifactId, world.All<Deployment>().Last().RollbackOf));
        var borne = (await tools.ReadAsync("replica-set", ReadMode.FullScan)).Values.Single(s => s["metadata"]!["namespace"]!.ToString() == ns && s["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"]!.ToString() == $"{rollOut.Number + 1}");
        Assert.Equal($"{present.Number}", borne["metadata"]!["annotations"]!["deployment.kubernetes.io/revision-history"]!.ToString().Split(',')[^1]);
        Assert.True(borne["spec"]!["replicas"]!.GetValue<int>() > 0);

        var home = world.All<DeploymentEnvironment>().First(e => e.TeamId == application.TeamId && e.Kind == EnvironmentKind.Development);
        var started = await tools.ActAsync("start-pipeline", new() { ["pipeline"] = application.Key }, container: home.Name);
        var build = world.All<Build>().Last();
        Assert.Equal((RunState.Queued, build.Id), (build.State, world.All<ClusterPipelineRun>().Last().BuildId));
        Assert.Equal("Unknown", (await tools.ReadAsync("pipeline-run", ReadMode.FullScan))[started["id"]!.ToString()]["status"]!["conditions"]![0]!["status"]!.ToString());
    }

    private static JsonObject Imaged(string image) => new() { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "x", ["image"] = image }) } } } };

    private static async Task<int> PatchAsync(HttpClient http, string path, JsonObject patch)
    {
        using var body = new StringContent(patch.ToJsonString(), new MediaTypeHeaderValue("application/merge-patch+json"));
        using var answer = await http.PatchAsync(path, body, Ct);
        return (int)answer.StatusCode;
    }

    private static async Task<IEnumerable<string>> WatchAsync(HttpClient http, string version) =>
        (await http.GetStringAsync($"api/v1/namespaces?watch=true&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion={version}", Ct))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Select(told => $"{told["type"]} {told["object"]!["metadata"]!["name"]}");
}
