using System.Net;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Connectors.OpenShift.Tests.Support;

namespace Plutora.Integration.Connectors.OpenShift.Tests;

/// <summary>Pods, watched on what a server was recorded with.</summary>
public sealed class PodWatchTests : IDisposable
{
    private readonly PlainServer _server;
    private readonly List<string> _asked = [];
    private string _stream = "";

    public PodWatchTests() => _server = new(Answer);

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_recorded_stream_tells_each_version_and_the_deletion_of_pods_that_serve()
    {
        _stream = await File.ReadAllTextAsync(Path.Combine(Shared.Folder("payloads"), "openshift", "watch-stream-pods.jsonl"), TestContext.Current.CancellationToken);
        await using var instance = _server.Open("default", pods: true);
        var pages = await RealCluster.ReadAsync(instance, ClusterStreams.Pod);
        Assert.Equal([("1389", false), ("1390", false), ("1398", true)], pages.SelectMany(p => p.Records).Select(r => (r.Version!, r.Deleted)));
        Assert.Equal(["e75f2c07-b047-11e4-89e4-525400c903c1"], pages.SelectMany(p => p.Records).Select(r => r.Id).Distinct());
        Assert.Equal(2, _asked.Count);
        Assert.All(_asked, query =>
        {
            Assert.Contains("fieldSelector=status.phase!=Succeeded,status.phase!=Failed", query, StringComparison.Ordinal);
            Assert.Contains("labelSelector=!job-name,", query, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task No_pod_is_asked_for_where_the_option_does_not_say_so()
    {
        await using var instance = _server.Open("default");
        Assert.Empty(await RealCluster.ReadAsync(instance, ClusterStreams.Pod));
        await instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_asked);
    }

    private (int Status, string Body) Answer(HttpListenerRequest request)
    {
        if (!request.Url!.AbsolutePath.EndsWith("/namespaces/default/pods", StringComparison.Ordinal))
        {
            return (404, """{"kind":"Status","reason":"NotFound"}""");
        }

        _asked.Add(Uri.UnescapeDataString(request.Url.Query));
        return (200, request.QueryString["watch"] is null ? """{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1388"},"items":[]}""" : _stream);
    }
}
