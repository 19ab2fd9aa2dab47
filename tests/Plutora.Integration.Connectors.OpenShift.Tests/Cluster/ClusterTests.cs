using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Connectors.OpenShift.Tests.Support;
using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Tests.Cluster;

/// <summary>The connector on a real control plane of Kubernetes.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ClusterTests(RealCluster cluster)
{
    [Fact]
    public async Task A_rollout_succeeds_hangs_fails_and_is_rolled_back()
    {
        await using var instance = await OpenAsync("rollout");
        await cluster.KubectlAsync("create", "deployment", "web", "--image=registry.example.com/web:1@sha256:" + new string('a', 64), "-n", "rollout");
        var first = await RolloutAsync(instance, "1", d => d["state"]?.ToString() == "running");
        Assert.Equal("1", first["version"]?.ToString());
        await cluster.ReadyAsync("rollout");
        var done = await RolloutAsync(instance, "1", d => d["state"]?.ToString() == "finished");
        Assert.Equal("success", done["outcome"]?.ToString());
        Assert.Equal("sha256:" + new string('a', 64), done["artifacts"]?[0]?["alias"]?.ToString());

        // The pods of the second never become ready: it hangs, until its deadline has passed.
        await cluster.KubectlAsync("patch", "deployment", "web", "-n", "rollout", "-p", """{"metadata":{"annotations":{"app.openshift.io/vcs-ref-sha":"c2"}},"spec":{"progressDeadlineSeconds":4,"template":{"spec":{"containers":[{"name":"web","image":"registry.example.com/web:2"}]}}}}""");
        await RolloutAsync(instance, "2", d => d["state"]?.ToString() == "running" && d["version"]?.ToString() == "2");
        var failed = await RolloutAsync(instance, "2", d => d["state"]?.ToString() == "finished");
        Assert.Equal(("failure", "c2"), (failed["outcome"]?.ToString(), failed["commit"]?["alias"]?.ToString()));
        Assert.Contains("timed out progressing", failed["errors"]?.ToString(), StringComparison.Ordinal);

        // What is rolled back to comes as a rollout of its own, with the image of the first.
        await cluster.KubectlAsync("rollout", "undo", "deployment/web", "-n", "rollout");
        var back = await RolloutAsync(instance, "3", d => d["state"]?.ToString() == "finished");
        Assert.Equal(("success", "1"), (back["outcome"]?.ToString(), back["version"]?.ToString()));
        var sets = (await RealCluster.ReadAsync(instance, ClusterStreams.ReplicaSet)).SelectMany(p => p.Records).SelectMany(r => Deployments(ClusterStreams.ReplicaSet, r)).ToDictionary(d => d["title"]!.ToString(), d => d["version"]?.ToString());
        Assert.Equal(["web 2", "web 3"], sets.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("1", sets["web 3"]);
    }

    [Fact]
    public async Task A_watch_tells_changes_and_deletions_in_order_and_lists_nothing_again()
    {
        await using var instance = await OpenAsync("watched");
        await BuildConfigAsync("watched", "a");
        var first = await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig);
        Assert.Equal(["a"], Names(first));
        await BuildConfigAsync("watched", "b");
        await cluster.KubectlAsync("annotate", "buildconfig", "a", "-n", "watched", "openshift.io/build-config.paused=true");
        await cluster.KubectlAsync("delete", "buildconfig", "a", "-n", "watched");
        var then = await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, first[^1].Cursor);
        var records = then.SelectMany(p => p.Records).ToList();
        Assert.Equal(["b", "a", "a deleted"], Names(then));
        Assert.Equal(records.Select(r => long.Parse(r.Version!, null)).Order(), records.Select(r => long.Parse(r.Version!, null)));
        Assert.Empty(Names(await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, then[^1].Cursor)));
        Assert.Equal(["b"], Names(await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, mode: ReadMode.FullScan)));
    }

    [Fact]
    public async Task What_happens_around_a_restart_of_the_api_server_and_a_compaction_is_told()
    {
        await using var instance = await OpenAsync("restarted");
        await BuildConfigAsync("restarted", "kept");
        await BuildConfigAsync("restarted", "lost");
        var before = await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig);
        Assert.Equal(["kept", "lost"], Names(before));

        // A watch that is open when the server dies fails as an outage, and its place stays.
        await using (var listening = cluster.Open(("namespaces", new JsonArray("restarted")), ("watchSeconds", 120)))
        {
            var reading = RealCluster.ReadAsync(listening, ClusterStreams.BuildConfig, before[^1].Cursor);
            await Waiting.UntilAsync("the watch is open", async () => (await cluster.KubectlAsync("get", "--raw", "/metrics")).Contains("apiserver_longrunning_requests{component=\"apiserver\",group=\"build.openshift.io\",resource=\"buildconfigs\",scope=\"namespace\"", StringComparison.Ordinal));
            var down = ConnectorErrorKind.Permanent;
            await cluster.RestartAsync(async () =>
            {
                down = (await Assert.ThrowsAsync<ConnectorException>(() => reading)).Kind;
                Assert.Equal(ConnectorErrorKind.Transient, (await Assert.ThrowsAsync<ConnectorException>(() => RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, before[^1].Cursor))).Kind);
            });
            Assert.Equal(ConnectorErrorKind.Transient, down);
        }

        await BuildConfigAsync("restarted", "new");
        await cluster.KubectlAsync("delete", "buildconfig", "lost", "-n", "restarted");
        await cluster.CompactAsync();
        await cluster.RestartAsync();

        // 410 Gone: what there is is listed anew, and the place moves on; what was deleted meanwhile a full scan finds missing.
        var after = await WhenReadyAsync(instance, before[^1].Cursor);
        Assert.Equal(["kept", "new"], Names(after).Order(StringComparer.Ordinal));
        Assert.Empty(Names(await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, after[^1].Cursor)));
        var scan = await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, mode: ReadMode.FullScan);
        Assert.Equal(["restarted"], scan.SelectMany(p => p.CompletedContainers));
        Assert.DoesNotContain("lost", Names(scan));
    }

    [Fact]
    public async Task The_role_of_the_readme_suffices_and_what_is_refused_without_it_is_named()
    {
        await using var instance = await OpenAsync("refused");
        await cluster.KubectlAsync("delete", "clusterrolebinding", "hub-reader");
        try
        {
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => RealCluster.ReadAsync(instance, ClusterStreams.Deployment));
            Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
            Assert.Contains("'list' of deployments.apps in namespace refused", fault.Message, StringComparison.Ordinal);
            var check = await instance.CheckAsync(TestContext.Current.CancellationToken);
            Assert.False(check.Succeeded);
            Assert.Contains("'list' of pipelineruns.tekton.dev in namespace refused", check.Message, StringComparison.Ordinal);

            await cluster.KubectlAsync("apply", "-f", Path.Combine(AppContext.BaseDirectory, "clusterrole.yaml"));
            await cluster.KubectlAsync("create", "clusterrolebinding", "plutora-reader", "--clusterrole=plutora-reader", "--user=hub");
            await Waiting.UntilAsync("the role is granted", async () => (await instance.CheckAsync(TestContext.Current.CancellationToken)).Succeeded);
            await using var whole = cluster.Open(("pods", true));
            foreach (var stream in ClusterStreams.All)
            {
                var pages = await WhenReadyAsync(whole, null, stream.Stream);
                Assert.NotNull(pages[^1].Cursor);
                await RealCluster.ReadAsync(whole, stream.Stream, mode: ReadMode.FullScan);
            }
        }
        finally
        {
            await cluster.KubectlAsync("create", "clusterrolebinding", "hub-reader", "--clusterrole=hub-reader", "--user=hub");
        }
    }

    [Fact]
    public async Task A_selector_chooses_namespaces_and_those_it_chooses_later_are_listed_whole()
    {
        await using var all = await OpenAsync("chosen");
        await BuildConfigAsync("chosen", "early");
        await using var instance = cluster.Open(("namespaceSelector", "stage=chosen"));
        var first = await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig);
        Assert.Empty(Names(first));
        await cluster.KubectlAsync("label", "namespace", "chosen", "stage=chosen");
        Assert.Equal(["early"], Names(await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig)));
        Assert.Equal(["chosen"], Names(await RealCluster.ReadAsync(instance, ClusterStreams.Namespace)));
    }

    [Fact]
    public async Task A_kind_that_the_cluster_does_not_have_is_read_as_nothing()
    {
        await using var instance = await OpenAsync("bare");
        var definition = JsonNode.Parse(await cluster.KubectlAsync("get", "crd", "routes.route.openshift.io", "-o", "json"))!.AsObject();
        await cluster.KubectlAsync("delete", "crd", "routes.route.openshift.io");
        try
        {
            await Waiting.UntilAsync("no route is served", async () => (await RealCluster.ReadAsync(instance, "route")).Count == 0);
            Assert.Empty(await RealCluster.ReadAsync(instance, "route", mode: ReadMode.FullScan));
            Assert.True((await instance.CheckAsync(TestContext.Current.CancellationToken)).Succeeded);
        }
        finally
        {
            // The other tests of this cluster read every kind.
            definition.Remove("status");
            definition["metadata"] = new JsonObject { ["name"] = "routes.route.openshift.io" };
            await cluster.ApplyAsync(definition);
            await WhenReadyAsync(instance, null, "route");
        }
    }

    [Fact]
    public async Task A_list_a_watch_and_a_fetch_give_the_same_record()
    {
        await using var instance = await OpenAsync("same");
        var empty = await RealCluster.ReadAsync(instance, ClusterStreams.Deployment);
        await cluster.KubectlAsync("create", "deployment", "web", "--image=web:1", "--replicas=0", "-n", "same");
        await cluster.KubectlAsync("rollout", "status", "deployment/web", "-n", "same");
        var listed = (await RealCluster.ReadAsync(instance, ClusterStreams.Deployment)).SelectMany(p => p.Records).Last();
        var watched = (await RealCluster.ReadAsync(instance, ClusterStreams.Deployment, empty[^1].Cursor)).SelectMany(p => p.Records).Single(r => r.Version == listed.Version);
        var fetched = await instance.FetchAsync(new(ClusterStreams.Deployment, listed.Id, listed.Container) { Known = listed.Json }, TestContext.Current.CancellationToken);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(listed.Json.Span), System.Text.Encoding.UTF8.GetString(watched.Json.Span));
        Assert.Equal(System.Text.Encoding.UTF8.GetString(listed.Json.Span), System.Text.Encoding.UTF8.GetString(fetched!.Json.Span));
        Assert.Null(await instance.FetchAsync(new(ClusterStreams.Deployment, "another", "same") { Known = listed.Json }, TestContext.Current.CancellationToken));
        Assert.Equal(listed.Version, (await instance.FetchAsync(new(ClusterStreams.Deployment, listed.Id, "same"), TestContext.Current.CancellationToken))!.Version);
    }

    [Fact]
    public async Task A_pod_that_ends_is_told_as_gone_and_one_of_a_job_not_at_all()
    {
        await using var without = await OpenAsync("serving");
        await using var instance = cluster.Open(("namespaces", new JsonArray("serving")), ("pods", true));
        var before = await WhenReadyAsync(instance, null, ClusterStreams.Pod);
        await PodAsync("nightly-1", new() { ["job-name"] = "nightly" });
        await PodAsync("web", []);
        var begun = await ToldAsync(before[^1].Cursor, pages => Names(pages).Count > 0);
        Assert.Equal(["web"], Names(begun).Distinct());
        await cluster.KubectlAsync("patch", "-n", "serving", "pod/web", "--subresource=status", "--type=merge", "-p", """{"status":{"phase":"Succeeded"}}""");
        await ToldAsync(begun[^1].Cursor, pages => pages.SelectMany(p => p.Records).Any(r => r.Deleted));
        Assert.Empty(Names(await RealCluster.ReadAsync(instance, ClusterStreams.Pod, mode: ReadMode.FullScan)));
        Assert.Empty(await RealCluster.ReadAsync(without, ClusterStreams.Pod));

        // A watch listens for a second, in which a busy server need not get to it.
        async Task<List<RecordPage>> ToldAsync(Cursor? from, Func<List<RecordPage>, bool> told)
        {
            List<RecordPage> pages = [];
            await Waiting.UntilAsync("the watch has told it", async () => told(pages = await RealCluster.ReadAsync(instance, ClusterStreams.Pod, from)));
            return pages;
        }

        Task PodAsync(string name, JsonObject labels) => cluster.ApplyAsync(new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "serving", ["labels"] = labels },
            ["spec"] = new JsonObject { ["automountServiceAccountToken"] = false, ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = "registry.example.com/web:1" }) },
        });
    }

    // A server that has just started asks to wait while it fills its caches.
    private static async Task<List<RecordPage>> WhenReadyAsync(ConnectorInstance instance, Cursor? cursor, string stream = ClusterStreams.BuildConfig)
    {
        List<RecordPage>? pages = null;
        await Waiting.UntilAsync($"{stream} is read", async () =>
        {
            try
            {
                // After a restart a kind may not even be listed for a moment, which reads as a cluster without it.
                pages = await RealCluster.ReadAsync(instance, stream, cursor);
                return pages.Count > 0;
            }
            catch (ConnectorException fault) when (fault.Kind is ConnectorErrorKind.RateLimited or ConnectorErrorKind.Transient)
            {
                return false;
            }
        });
        return pages!;
    }

    [Fact]
    public async Task Actions_roll_out_roll_back_scale_and_start_a_pipeline_and_a_preview_changes_nothing()
    {
        await using var reader = await OpenAsync("acted");
        await using var instance = cluster.Open(("namespaces", new JsonArray("acted")), ("token", cluster.AdminToken));
        await cluster.KubectlAsync("create", "deployment", "web", "--image=registry.example.com:5000/web:1", "-n", "acted");
        await cluster.ReadyAsync("acted");
        await RolloutAsync(reader, "1", d => d["version"]?.ToString() == "1");
        var known = (await RealCluster.ReadAsync(instance, ClusterStreams.Deployment)).SelectMany(p => p.Records).Last();

        var deploy = Asked("deploy", "a-1", """{"version":"2"}""", known);
        var preview = await RealCluster.SteadyAsync(() => instance.PreviewAsync(deploy, TestContext.Current.CancellationToken));
        Assert.Equal([("image of web", "registry.example.com:5000/web:1", "registry.example.com:5000/web:2")], preview.Changes.Select(c => (c.Field, c.Before, c.After)));
        Assert.Equal("registry.example.com:5000/web:1", await ImageAsync());
        Assert.Equal(SettlementOutcome.Unknown, (await instance.SettleAsync(deploy, TestContext.Current.CancellationToken)).Outcome);
        var deployed = await RealCluster.SteadyAsync(() => instance.ExecuteAsync(deploy, TestContext.Current.CancellationToken));
        Assert.Equal("registry.example.com:5000/web:2", await ImageAsync());
        Assert.NotNull(deployed.RecordVersion);
        Assert.Equal((true, new RecordName(ClusterStreams.Deployment, known.Id), new EntityName("deployment", $"{known.Id}/2")), (deployed.Running, deployed.WatchRecord, deployed.WatchEntity));
        Assert.Equal(deployed.WatchEntity, (await instance.SettleAsync(deploy, TestContext.Current.CancellationToken)).Result!.WatchEntity);
        Assert.Equal(SettlementOutcome.Done, (await instance.SettleAsync(deploy, TestContext.Current.CancellationToken)).Outcome);

        await RolloutAsync(reader, "2", _ => true);
        var missing = await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(Asked("rollback", "a-2", """{"to":"9"}""", known), TestContext.Current.CancellationToken));
        Assert.Contains("It keeps: 1 (registry.example.com:5000/web:1)", missing.Message, StringComparison.Ordinal);
        await RealCluster.SteadyAsync(() => instance.ExecuteAsync(Asked("rollback", "a-3", "{}", known), TestContext.Current.CancellationToken));
        await RolloutAsync(reader, "3", d => d["version"]?.ToString() == "1");
        await RealCluster.SteadyAsync(() => instance.ExecuteAsync(Asked("scale", "a-4", """{"replicas":0}""", known), TestContext.Current.CancellationToken));
        Assert.Equal("0", await cluster.KubectlAsync("get", "deployment", "web", "-n", "acted", "-o", "jsonpath={.spec.replicas}"));

        var start = new ActionRequest { Action = "start-pipeline", ActionId = "a-5", Container = "acted", Arguments = JsonElement.Parse("""{"pipeline":"shop","parameters":{"tag":"2"}}""") };
        var run = await instance.ExecuteAsync(start, TestContext.Current.CancellationToken);
        Assert.True(run.Running);
        Assert.Equal(run.WatchRecord!.Id, (await RealCluster.ReadAsync(instance, ClusterStreams.PipelineRun)).SelectMany(p => p.Records).Single().Id);
        Assert.Equal(run.WatchRecord, (await instance.SettleAsync(start, TestContext.Current.CancellationToken)).Result!.WatchRecord);

        var refused = await Assert.ThrowsAsync<ConnectorException>(() => reader.ExecuteAsync(Asked("scale", "a-6", """{"replicas":1}""", known), TestContext.Current.CancellationToken));
        Assert.Contains("'patch' of deployments.apps in namespace acted", refused.Message, StringComparison.Ordinal);

        Task<string> ImageAsync() => cluster.KubectlAsync("get", "deployment", "web", "-n", "acted", "-o", "jsonpath={.spec.template.spec.containers[0].image}");
    }

    private static ActionRequest Asked(string action, string id, string arguments, SourceRecord target) =>
        new() { Action = action, ActionId = id, Target = target.Id, TargetStream = target.Stream, Known = target.Json, Container = target.Container, Arguments = JsonElement.Parse(arguments) };

    private async Task<ConnectorInstance> OpenAsync(string ns)
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await cluster.KubectlAsync("create", "namespace", ns);
        return cluster.Open(("namespaces", new JsonArray(ns)));
    }

    private Task BuildConfigAsync(string ns, string name) => cluster.ApplyAsync(new()
    {
        ["apiVersion"] = "build.openshift.io/v1",
        ["kind"] = "BuildConfig",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
        ["spec"] = new JsonObject { ["source"] = new JsonObject { ["git"] = new JsonObject { ["uri"] = "https://github.com/acme/shop.git" } } },
    });

    private static async Task<JsonObject> RolloutAsync(ConnectorInstance instance, string revision, Func<JsonObject, bool> holds)
    {
        JsonObject? found = null;
        await Waiting.UntilAsync($"web {revision} is as far", async () =>
        {
            var records = (await RealCluster.ReadAsync(instance, ClusterStreams.Deployment)).SelectMany(p => p.Records);
            found = records.SelectMany(r => Deployments(ClusterStreams.Deployment, r)).LastOrDefault(d => d["title"]?.ToString() == $"web {revision}" && holds(d));
            return found is not null;
        });
        return found!;
    }

    private static List<JsonObject> Deployments(string stream, SourceRecord record)
    {
        var mapping = MappingCompiler.Compile(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mappings", stream + ".yaml")), stream).Mapping!;
        var mapped = mapping.Map(new(record.Json, record.Time, Partial: false), new("ocp", new byte[32]), TestContext.Current.CancellationToken);
        return [.. mapped.Entities.Where(e => e.Entity == "deployment").Select(e => JsonNode.Parse(e.Fields.Span)!.AsObject())];
    }

    private static List<string> Names(IEnumerable<RecordPage> pages) =>
        [.. pages.SelectMany(p => p.Records).Select(r => JsonElement.Parse(r.Json.Span).GetProperty("metadata").GetProperty("name").GetString() + (r.Deleted ? " deleted" : ""))];
}
