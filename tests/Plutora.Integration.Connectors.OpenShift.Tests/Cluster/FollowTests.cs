using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Tests.Support;
using Plutora.Integration.Hub.Runtime.Actions;

namespace Plutora.Integration.Connectors.OpenShift.Tests.Cluster;

/// <summary>What a hub's actions set going in a real control plane of Kubernetes ends them as it ends itself.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FollowTests(RealCluster cluster)
{
    [Fact]
    public async Task An_action_ends_as_the_rollout_that_it_began_which_succeeds_hangs_is_replaced_or_is_brought_back()
    {
        var service = await OpenAsync("followed", "deployment", "web", () => cluster.KubectlAsync("create", "deployment", "web", "--image=registry.example.com/web:1", "-n", "followed"));
        await using var hub = await HubOnCluster.StartAsync(cluster.Options(("namespaces", new JsonArray("followed")), ("token", cluster.AdminToken)));
        var target = $"ocp/service/{service}";
        await hub.KnownAsync(target);
        await hub.EndedAsync(await hub.RunningAsync("deploy", "{}", target), Ready);

        var second = await hub.RunningAsync("deploy", """{"version":"2"}""", target);
        Assert.Equal(($"ocp/deployment/{service}", $"ocp/deployment/{service}%2F3"), (second.Watch, second.WatchEntity));
        Assert.Equal($"{service}/3", second.Result!.Value.GetProperty("id").GetString());
        Assert.Equal(ActionStatus.Succeeded, (await hub.EndedAsync(second, Ready)).Status);

        await DeadlineAsync(3);
        var hanging = await hub.EndedAsync(await hub.RunningAsync("set-image", """{"image":"registry.example.com/web:3"}""", target));
        Assert.Equal((ActionStatus.Failed, ActionFailure.Unsuccessful), (hanging.Status, hanging.Failure));
        Assert.Contains("ended with failure (ProgressDeadlineExceeded)", hanging.Reason, StringComparison.Ordinal);

        // Nobody sees the fourth end: before its deadline it is rolled back to what the third rollout brought.
        await DeadlineAsync(600);
        var replaced = await hub.RunningAsync("deploy", """{"version":"4"}""", target);
        var back = await hub.RunningAsync("rollback", """{"to":"2"}""", target);
        Assert.Equal($"ocp/deployment/{service}%2F6", back.WatchEntity);
        Assert.Equal(ActionStatus.Succeeded, (await hub.EndedAsync(back, Ready)).Status);
        var over = await hub.EndedAsync(replaced);
        Assert.Equal((ActionStatus.Failed, $"'ocp/deployment/{service}%2F5' was not seen to end before another took its place."), (over.Status, over.Reason));

        Task Ready() => cluster.ReadyAsync("followed");

        Task<string> DeadlineAsync(int seconds) => cluster.KubectlAsync("patch", "deployment", "web", "-n", "followed", "--type=merge", "-p", $$$"""{"spec":{"progressDeadlineSeconds":{{{seconds}}}}}""");
    }

    [Fact]
    public async Task A_build_and_a_pipeline_are_previewed_started_and_end_their_action_as_their_run_ends()
    {
        var config = await OpenAsync("built", "buildconfig", "shop", () => cluster.ApplyAsync(new() { ["apiVersion"] = "build.openshift.io/v1", ["kind"] = "BuildConfig", ["metadata"] = new JsonObject { ["name"] = "shop", ["namespace"] = "built" }, ["spec"] = new JsonObject() }));
        await using var server = new BuildServer(cluster);
        await using var hub = await HubOnCluster.StartAsync(new() { ["address"] = server.Address, ["token"] = cluster.AdminToken, ["namespaces"] = new JsonArray("built"), ["watchSeconds"] = 1 });
        await hub.KnownAsync($"ocp/pipeline/{config}");

        Assert.Equal("Starts a build of BuildConfig built/shop at c1.", await hub.PreviewAsync("trigger-build", """{"ref":"c1"}""", $"ocp/pipeline/{config}"));
        Assert.Empty(await ItemsAsync("builds"));
        var built = await hub.RunningAsync("trigger-build", """{"ref":"c1"}""", $"ocp/pipeline/{config}");
        var build = Assert.Single(await ItemsAsync("builds"));
        Assert.Equal(($"ocp/build/{build["metadata"]!["uid"]}", "c1", "1"), (built.Watch, build["spec"]!["revision"]!["git"]!["commit"]!.ToString(), built.Result!.Value.GetProperty("number").GetString()));
        await StatusAsync("build", "shop-1", """{"phase":"Complete","startTimestamp":"2026-01-10T20:00:51Z","completionTimestamp":"2026-01-10T20:02:00Z"}""");
        Assert.Equal(ActionStatus.Succeeded, (await hub.EndedAsync(built)).Status);

        const string Asked = """{"pipeline":"shop","parameters":{"revision":"c1"}}""";
        Assert.Equal("Starts the pipeline shop in namespace built.", await hub.PreviewAsync("start-pipeline", Asked, container: "built"));
        Assert.Empty(await ItemsAsync("pipelineruns"));
        var started = await hub.RunningAsync("start-pipeline", Asked, container: "built");
        var run = Assert.Single(await ItemsAsync("pipelineruns"));
        Assert.Equal(($"ocp/pipeline-run/{run["metadata"]!["uid"]}", "c1"), (started.Watch, run["spec"]!["params"]![0]!["value"]!.ToString()));
        await StatusAsync("pipelinerun", run["metadata"]!["name"]!.ToString(), """{"startTime":"2026-01-10T20:00:51Z","completionTime":"2026-01-10T20:02:00Z","conditions":[{"type":"Succeeded","status":"False","reason":"Failed","message":"Tasks Completed: 2 (Failed: 1)"}]}""");
        var failed = await hub.EndedAsync(started);
        Assert.Equal((ActionStatus.Failed, ActionFailure.Unsuccessful), (failed.Status, failed.Failure));

        async Task<List<JsonNode>> ItemsAsync(string kind) => [.. JsonNode.Parse(await cluster.KubectlAsync("get", kind, "-n", "built", "-o", "json"))!["items"]!.AsArray().OfType<JsonNode>()];

        Task<string> StatusAsync(string kind, string name, string status) => cluster.KubectlAsync("patch", kind, name, "-n", "built", "--subresource=status", "--type=merge", "-p", $$"""{"status":{{status}}}""");
    }

    // A namespace with one object in it, whose uid it gives.
    private async Task<string> OpenAsync(string ns, string kind, string name, Func<Task> make)
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await cluster.KubectlAsync("create", "namespace", ns);
        await make();
        return await cluster.KubectlAsync("get", kind, name, "-n", ns, "-o", "jsonpath={.metadata.uid}");
    }
}
