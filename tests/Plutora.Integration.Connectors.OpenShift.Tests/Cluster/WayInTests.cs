using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Connectors.OpenShift.Tests.Support;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Tests.Cluster;

/// <summary>The ways into a cluster beside an address and a token.</summary>
[Collection(ClusterCollection.Name)]
public sealed class WayInTests(RealCluster cluster)
{
    private const string Host = "KUBERNETES_SERVICE_HOST";
    private const string Port = "KUBERNETES_SERVICE_PORT";
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kubeconfig_is_followed_by_its_current_context_or_the_one_that_is_named()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        var file = Path.Combine(Directory.CreateTempSubdirectory("plutora-kubeconfig-").FullName, "config");
        await File.WriteAllTextAsync(file, $$"""
            apiVersion: v1
            kind: Config
            clusters: [{ name: here, cluster: { server: "{{cluster.Server}}", certificate-authority-data: {{Convert.ToBase64String(await File.ReadAllBytesAsync(cluster.Authority, Ct))}} } }]
            users: [{ name: hub, user: { token: {{cluster.Token}} } }, { name: nobody, user: { token: wrong } }]
            contexts: [{ name: hub, context: { cluster: here, user: hub } }, { name: nobody, context: { cluster: here, user: nobody } }]
            current-context: hub
            """, Ct);
        try
        {
            await ReadsAsync(new() { ["kubeconfig"] = file });
            await ReadsAsync(new() { ["kubeconfig"] = file, ["context"] = "hub" });

            await using var nobody = RealCluster.OpenAny(new() { ["kubeconfig"] = file, ["context"] = "nobody", ["watchSeconds"] = 1 });
            Assert.Equal(ConnectorErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectorException>(() => RealCluster.ReadAsync(nobody, ClusterStreams.Namespace))).Kind);
            await using var missing = RealCluster.OpenAny(new() { ["kubeconfig"] = file, ["context"] = "elsewhere", ["watchSeconds"] = 1 });
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => RealCluster.ReadAsync(missing, ClusterStreams.Namespace));
            Assert.Equal(ConnectorErrorKind.Configuration, fault.Kind);
            Assert.Contains("elsewhere", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_or_holds_something_else_is_named()
    {
        var file = Path.Combine(Path.GetTempPath(), $"plutora-{Guid.NewGuid():n}.kubeconfig");
        await using var none = RealCluster.OpenAny(new() { ["kubeconfig"] = file });
        Assert.Contains(file, (await Assert.ThrowsAsync<ConnectorException>(() => none.CheckAsync(Ct))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "a: [", Ct);
        try
        {
            await using var broken = RealCluster.OpenAny(new() { ["kubeconfig"] = file });
            var check = await Assert.ThrowsAsync<ConnectorException>(() => broken.CheckAsync(Ct));
            Assert.Contains($"The kubeconfig {file} cannot be used", check.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task In_the_cluster_the_account_of_the_pod_is_used_and_outside_of_one_that_is_said()
    {
        Assert.SkipWhen(Directory.Exists(ServiceAccount), "This machine is a pod itself: its service account is left alone.");
        await using (var outside = RealCluster.OpenAny(new() { ["inCluster"] = true }))
        {
            var check = await Assert.ThrowsAsync<ConnectorException>(() => outside.CheckAsync(Ct));
            Assert.Contains("the hub runs in no pod with a service account", check.Message, StringComparison.Ordinal);
        }

        // What the kubelet gives each pod: where the API server is, its authority, and a token. Only root may put it where the client library looks for it.
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, $"Only root may make {ServiceAccount}.");
        var made = MakeFolder(ServiceAccount);
        var server = new Uri(cluster.Server);
        try
        {
            File.Copy(cluster.Authority, $"{ServiceAccount}/ca.crt");
            await File.WriteAllTextAsync($"{ServiceAccount}/token", cluster.Token, Ct);
            await File.WriteAllTextAsync($"{ServiceAccount}/namespace", "plutora", Ct);
            Environment.SetEnvironmentVariable(Host, server.Host);
            Environment.SetEnvironmentVariable(Port, $"{server.Port}");
            await ReadsAsync(new() { ["inCluster"] = true });
        }
        finally
        {
            Environment.SetEnvironmentVariable(Host, null);
            Environment.SetEnvironmentVariable(Port, null);
            Directory.Delete(made, recursive: true);
        }
    }

    private static async Task ReadsAsync(JsonObject options)
    {
        options["watchSeconds"] = 1;
        await using var instance = RealCluster.OpenAny(options);
        var check = await instance.CheckAsync(Ct);
        Assert.True(check.Succeeded, check.Message);
        var names = (await RealCluster.ReadAsync(instance, ClusterStreams.Namespace)).SelectMany(p => p.Records).Select(r => JsonNode.Parse(r.Json.Span)!["metadata"]!["name"]!.ToString());
        Assert.Contains("default", names);
    }

    // Gives the topmost folder that was not there before.
    private static string MakeFolder(string path)
    {
        var top = path;
        while (Path.GetDirectoryName(top) is { } parent && !Directory.Exists(parent))
        {
            top = parent;
        }

        Directory.CreateDirectory(path);
        return top;
    }
}
