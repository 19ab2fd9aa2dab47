using System.Net;
using System.Text.Json;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Connectors.OpenShift.Tests.Support;

namespace Plutora.Integration.Connectors.OpenShift.Tests;

/// <summary>A place that the cluster no longer keeps, refused with the words that a server was recorded with.</summary>
public sealed class ExpiredPlaceTests : IDisposable
{
    private readonly PlainServer _server;
    private readonly List<string?> _watched = [];
    private string _refusal = "";
    private int _version = 9;
    private bool _asEvent;

    public ExpiredPlaceTests() => _server = new(Answer);

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_there_is_is_listed_anew_and_the_place_moves_on(bool asEvent)
    {
        var recorded = Path.Combine(Shared.Folder("payloads"), "openshift", "k8s-watch-gone-410.json");
        _refusal = await File.ReadAllTextAsync(recorded, TestContext.Current.CancellationToken);
        await using var instance = _server.Open();
        var first = await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig);
        Assert.Equal("kept-9", Assert.Single(first.SelectMany(p => p.Records)).Id);

        // Within an answer that began well the refusal is an event of the watch.
        _refusal = asEvent ? $$$"""{"type":"ERROR","object":{{{JsonSerializer.Serialize(JsonElement.Parse(_refusal))}}}}""" + '\n' : _refusal;
        (_version, _asEvent) = (20, asEvent);
        var second = await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, first[^1].Cursor);
        Assert.Equal("kept-20", Assert.Single(second.SelectMany(p => p.Records)).Id);
        Assert.Equal("9", _watched[0]);
        Assert.Empty((await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, second[^1].Cursor)).SelectMany(p => p.Records));
        Assert.Equal("20", _watched[^1]);
    }

    private (int Status, string Body) Answer(HttpListenerRequest request)
    {
        if (!request.Url!.AbsolutePath.EndsWith("/buildconfigs", StringComparison.Ordinal))
        {
            return (404, """{"kind":"Status","reason":"NotFound"}""");
        }

        if (request.QueryString["watch"] is not null)
        {
            var from = request.QueryString["resourceVersion"];
            _watched.Add(from);
            return from == $"{_version}" ? (200, "") : (_asEvent ? 200 : 410, _refusal);
        }

        return (200, $$$"""
            {"kind":"BuildConfigList","apiVersion":"build.openshift.io/v1","metadata":{"resourceVersion":"{{{_version}}}"},
            "items":[{"metadata":{"name":"kept","namespace":"shop","uid":"kept-{{{_version}}}","resourceVersion":"{{{_version}}}","creationTimestamp":"2026-03-01T12:00:00Z"}}]}
            """);
    }
}
